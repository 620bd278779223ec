# SPDX-License-Identifier: Apache-2.0
"""Makes values of the daemon's notifications. Every function raises `Malformed` where a member cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from .coaching import Coach, decode_coach
from .errors import ConnectionClosed, Dismissed, Malformed
from .fields import Fields
from .kept import SessionChange, decode_session_change
from .messages import (
    Breathing,
    ChannelColumns,
    Consent,
    Contraction,
    Device,
    DeviceDescription,
    Devices,
    Gap,
    Hello,
    Instant,
    Lag,
    Other,
    Rest,
    Role,
    Samples,
    Watcher,
    Watchers,
    Withheld,
)
from .protocol import Notification

Decoded: TypeAlias = (
    Samples | Contraction | Rest | Gap | Lag | Device | Devices | Consent | Coach | SessionChange | Other
)


def decode_hello(notification: Notification) -> Hello:
    """The greeting."""
    if notification.method != "hello":
        raise Malformed(f"{notification.method!r:.80}, where the greeting was expected")
    fields = Fields(notification.params, "hello")
    protocol, daemon, clock = fields.object("protocol"), fields.object("daemon"), fields.object("clock")
    return Hello(
        major=protocol.integer("major"),
        minor=protocol.integer("minor"),
        daemon=daemon.text("name"),
        version=daemon.text("version"),
        unit=fields.text("unit"),
        role=fields.text("role", ""),
        boot=fields.text("boot"),
        clock_host_time=clock.number("hostTime"),
        clock_monotonic=clock.number("monotonic"),
        simulated=fields.flag("simulated"),
    )


def decode_event(notification: Notification, subscription: int, simulated: bool) -> Decoded:
    """A notification as an event of `subscription`. `simulated` is for those that do not say it themselves."""
    decode = _DECODERS.get(notification.method)
    if decode is None:
        return Other(notification.method, notification.params, simulated)
    return decode(Fields(notification.params, notification.method), subscription, simulated)


def _samples(fields: Fields, subscription: int, _: bool) -> Samples:
    pressure = fields.numbers("pressure")
    count = len(pressure)
    channels = fields.objects("channels") if fields.has("channels") else []
    return Samples(
        subscription=subscription,
        index=fields.integer("index"),
        device_time=fields.number("deviceTime"),
        host_time=fields.number("hostTime"),
        interval=fields.number("interval"),
        pressure=pressure,
        filtered=fields.numbers("filtered", count),
        rest=fields.optional_numbers("rest", count),
        state=fields.column("state", str, count),
        simulated=fields.flag("simulated"),
        clipped=fields.column("clipped", bool, count) if fields.has("clipped") else None,
        counts=fields.column("counts", int, count) if fields.has("counts") else None,
        channels=tuple(_channel(channel, count) for channel in channels),
        covers=fields.integer("covers") if fields.has("covers") else None,
    )


def _channel(fields: Fields, count: int) -> ChannelColumns:
    return ChannelColumns(
        channel=fields.integer("channel"),
        pressure=fields.numbers("pressure", count),
        filtered=fields.numbers("filtered", count),
        counts=fields.column("counts", int, count) if fields.has("counts") else None,
    )


def _instant(fields: Fields) -> Instant:
    return Instant(fields.integer("index"), fields.number("deviceTime"), fields.number("hostTime"))


def _contraction(fields: Fields, subscription: int, _: bool) -> Contraction:
    offset = fields.optional_object("offset")
    return Contraction(
        subscription=subscription,
        phase=fields.text("phase"),
        id=fields.integer("id"),
        revision=fields.integer("revision"),
        final=fields.flag("final"),
        known=_instant(fields.object("known")),
        onset=_instant(fields.object("onset")),
        offset=_instant(offset) if offset else None,
        rest=fields.number("rest"),
        baseline=fields.number("baseline"),
        peak=fields.number("peak"),
        peak_time=fields.number("peakTime"),
        amplitude=fields.number("amplitude"),
        duration=fields.optional_number("duration"),
        kind=fields.text("kind"),
        origin=fields.text("origin"),
        cue=fields.text("cue"),
        confidence=fields.number("confidence"),
        rule=fields.text("rule"),
        relaxation=fields.text("relaxation"),
        residual=fields.optional_number("residual"),
        simulated=fields.flag("simulated"),
    )


def _rest(fields: Fields, subscription: int, _: bool) -> Rest:
    breathing = fields.optional_object("breathing")
    return Rest(
        subscription=subscription,
        index=fields.integer("index"),
        device_time=fields.number("deviceTime"),
        host_time=fields.number("hostTime"),
        level=fields.optional_number("level"),
        pressure=fields.optional_number("pressure"),
        refused=fields.optional_text("refused"),
        settled=fields.flag("settled"),
        slope=fields.optional_number("slope"),
        steadiness=fields.optional_number("steadiness"),
        breathing=_breathing(breathing) if breathing else None,
        simulated=fields.flag("simulated"),
    )


def _breathing(fields: Fields) -> Breathing:
    return Breathing(
        fields.number("rate"), fields.number("amplitude"), fields.number("confidence"), fields.integer("channel")
    )


def _gap(fields: Fields, subscription: int, simulated: bool) -> Gap:
    return Gap(subscription, fields.integer("first"), fields.integer("missing"), fields.text("reason"), simulated)


def _lag(fields: Fields, subscription: int, simulated: bool) -> Lag:
    return Lag(
        subscription,
        fields.integer("dropped"),
        fields.integer("first"),
        fields.integer("last"),
        fields.integer("events", 0),
        simulated,
        fields.text("reason", "slow"),
    )


def _description(fields: Fields) -> DeviceDescription:
    zero = fields.optional_object("zero")
    return DeviceDescription(
        state=fields.text("state"),
        simulated=fields.flag("simulated"),
        reason=fields.optional_text("reason"),
        hint=fields.optional_text("hint"),
        serial=fields.optional_text("serial"),
        product=fields.optional_text("product"),
        rate=fields.integer("rate") if fields.has("rate") else None,
        detection_channel=fields.integer("detectionChannel") if fields.has("detectionChannel") else None,
        filter_delay=fields.optional_number("filterDelay"),
        zero=zero.text("state") if zero else None,
        members=fields.members,
    )


def _device(fields: Fields, subscription: int, _: bool) -> Device:
    return Device(subscription, _description(fields))


def _devices(fields: Fields, subscription: int, simulated: bool) -> Devices:
    devices = tuple(_description(device) for device in fields.objects("devices"))
    return Devices(subscription, devices, any(device.simulated for device in devices) or simulated)


def decode_watchers(members: Any) -> Watchers:
    """Who is connected: the result of the `consent` methods."""
    fields = Fields(members, "consent")
    return Watchers(
        tuple(_watcher(watcher) for watcher in fields.objects("watchers")),
        fields.integer("omitted", 0),
        fields.flag("withheld"),
        fields.integer("connection"),
    )


def _watcher(fields: Fields) -> Watcher:
    return Watcher(
        connection=fields.integer("connection"),
        user=fields.optional_text("user"),
        uid=fields.integer("uid"),
        program=fields.optional_text("program"),
        pid=fields.integer("pid"),
        role=fields.text("role"),
        since=fields.number("since"),
        streams=fields.column("streams", str),
        paused=fields.flag("paused"),
    )


def _consent(fields: Fields, subscription: int, simulated: bool) -> Consent:
    return Consent(subscription, decode_watchers(fields.members), simulated)


def decode_state(notification: Notification, simulated: bool) -> Withheld | Role | Other:
    """A notification that is about the connection, not about one subscription."""
    fields = Fields(notification.params, notification.method)
    if notification.method == "withheld":
        return Withheld(fields.flag("withheld"), simulated)
    if notification.method == "role":
        return Role(fields.text("role"), simulated)
    return Other(notification.method, notification.params, simulated)


def decode_bye(notification: Notification) -> ConnectionClosed:
    """Why the daemon closes the connection."""
    fields = Fields(notification.params, notification.method)
    reason, message, hint = fields.text("reason"), fields.text("message", ""), fields.text("hint", "")
    if reason in ("ended", "notAllowed"):
        return Dismissed(reason, message, hint)
    return ConnectionClosed(message, hint)


_DECODERS: Final[dict[str, Callable[[Fields, int, bool], Decoded]]] = {
    "samples": _samples,
    "contraction": _contraction,
    "rest": _rest,
    "gap": _gap,
    "lag": _lag,
    "device": _device,
    "devices": _devices,
    "consent": _consent,
    "coach": decode_coach,
    "session": decode_session_change,
}
