# SPDX-License-Identifier: Apache-2.0
"""What tonusd says, as values.

Names are those of docs/socket-protocol.md in Python's spelling (`deviceTime` is `device_time`). Pressures are in the
unit that `Hello.unit` names, cmH2O; times and intervals are seconds, `host_time` since the Unix epoch and `device_time`
since the probe's power-up. Every message says whether it is `simulated`. Words such as `kind` are plain strings, so
that one that a later daemon adds is passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .coaching import Coach
from .errors import TonusError
from .kept import SessionChange


@dataclass(frozen=True)
class Hello:
    """The daemon's greeting. `boot` is a fresh id per start: where it differs, indices of before mean nothing."""

    major: int
    minor: int
    daemon: str
    version: str
    unit: str
    role: str
    boot: str
    #: One instant on both clocks: `hostTime`, and `CLOCK_MONOTONIC` in seconds.
    clock_host_time: float
    clock_monotonic: float
    simulated: bool


@dataclass(frozen=True)
class Instant:
    """A sample: its index and its time on both clocks."""

    index: int
    device_time: float
    host_time: float


@dataclass(frozen=True)
class ChannelColumns:
    """Columns of a further channel."""

    channel: int
    pressure: tuple[float, ...]
    filtered: tuple[float, ...]
    counts: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Samples:
    """A run of consecutive samples as columns of equal length; the times are the first sample's."""

    subscription: int
    #: Of the first; at a lower rate than the probe's, of the probe's first sample at or after it.
    index: int
    device_time: float
    host_time: float
    #: Seconds from one sample to the next.
    interval: float
    pressure: tuple[float, ...]
    #: Low-pass filtered; late by the device's `filter_delay`.
    filtered: tuple[float, ...]
    #: Tracked resting level, None while it is not known.
    rest: tuple[float | None, ...]
    #: `settling`, `rest` or `contraction`.
    state: tuple[str, ...]
    simulated: bool
    #: Where the probe reported a converter at its limit: one value a sample.
    clipped: tuple[bool, ...] | None = None
    #: The converter's counts, where asked for by `raw`.
    counts: tuple[int, ...] | None = None
    channels: tuple[ChannelColumns, ...] = ()
    #: At a lower rate than the probe's: how many of the probe's samples, from `index` on, these stand for.
    covers: int | None = None

    def __len__(self) -> int:
        return len(self.pressure)

    @property
    def end(self) -> int:
        """Index of the probe's sample that follows those which these stand for."""
        return self.index + (len(self) if self.covers is None else self.covers)

    def device_time_at(self, position: int) -> float:
        """Seconds on the probe's clock of the sample at `position` in the columns."""
        return self.device_time + position * self.interval

    def host_time_at(self, position: int) -> float:
        """Seconds since the Unix epoch of the sample at `position` in the columns."""
        return self.host_time + position * self.interval


@dataclass(frozen=True)
class Contraction:
    """Something became known of a rise of pressure.

    The first message of an `id` says `began`; the one with `final` is the last, and it alone counts in a record.
    """

    subscription: int
    #: `began`, `revised`, `ended` or `withdrawn` (there was no contraction after all).
    phase: str
    id: int
    #: Counts what was said of this id, from 1.
    revision: int
    final: bool
    #: The sample by which this was known.
    known: Instant
    onset: Instant
    #: None while it lasts.
    offset: Instant | None
    #: Resting level before the rise, and the level from which the pressure rose.
    rest: float
    baseline: float
    #: Highest filtered pressure so far.
    peak: float
    peak_time: float
    #: Peak less resting level.
    amplitude: float
    #: Seconds from onset to offset; None while it lasts.
    duration: float | None
    #: `squeeze`, `flick`, `hold`, `cough`, `strain`, `motion`, `shift` or `indeterminate`.
    kind: str
    #: `pelvicFloor`, `abdomen` or `indeterminate`.
    origin: str
    #: `cued`, `uncued` or `unknown`.
    cue: str
    #: 0 to 1; it orders, it is no probability.
    confidence: float
    #: What decided the kind.
    rule: str
    #: `complete`, `partial` or `unknown`.
    relaxation: str
    #: Share of the rise that stayed after the release.
    residual: float | None
    simulated: bool


@dataclass(frozen=True)
class Breathing:
    """Breathing as the pressure shows it: breaths a minute, peak to trough, 0 to 1."""

    rate: float
    amplitude: float
    confidence: float
    channel: int


@dataclass(frozen=True)
class Rest:
    """How the muscle rests, once for every second of samples."""

    subscription: int
    index: int
    device_time: float
    host_time: float
    #: Tracked resting level, counted from whatever the zero is.
    level: float | None
    #: Resting pressure over the atmosphere, or else, in `refused`, why it cannot be stated.
    pressure: float | None
    refused: str | None
    settled: bool
    #: Drift a minute.
    slope: float | None
    steadiness: float | None
    breathing: Breathing | None
    simulated: bool


@dataclass(frozen=True)
class Gap:
    """Samples that never were or never came: `missing` many from index `first` (0: a seam, the number is unknown).

    `reason` is the daemon's word, or `connectionLost` where this client was away and the daemon no longer has them.
    """

    subscription: int
    first: int
    missing: int
    reason: str
    simulated: bool


@dataclass(frozen=True)
class Lag:
    """`dropped` samples from `first` to `last` will not come, nor `events` notices.

    `reason` is `slow`, where this program read too slowly, or `withheld`, where the person measured did not want them seen.
    """

    subscription: int
    dropped: int
    first: int
    last: int
    events: int
    simulated: bool
    reason: str = "slow"


@dataclass(frozen=True)
class DeviceDescription:
    """A perineometer. What is seldom needed (`zero`, `calibration`, `temperature`) stands in `members` as it came."""

    #: `absent`, `opening`, `streaming`, `stalled`, `recovering`, `unavailable` or `gone`.
    state: str
    simulated: bool
    reason: str | None
    hint: str | None
    serial: str | None
    product: str | None
    #: Samples a second.
    rate: int | None
    detection_channel: int | None
    #: Seconds by which `filtered` is late.
    filter_delay: float | None
    #: `none`, `air` or `inSitu`: what pressures count from. Never compare pressures of different zeros.
    zero: str | None
    members: Mapping[str, Any]


@dataclass(frozen=True)
class Device:
    """The probe of a subscription changed its state or its zero."""

    subscription: int
    device: DeviceDescription

    @property
    def simulated(self) -> bool:
        return self.device.simulated


@dataclass(frozen=True)
class Devices:
    """All perineometers seen since the daemon started."""

    subscription: int
    devices: tuple[DeviceDescription, ...]
    simulated: bool


@dataclass(frozen=True)
class Watcher:
    """A connection to the daemon, as the person measured should see it."""

    #: Its number, counted from 1 since the daemon started.
    connection: int
    #: Name of its user, None where the number has none.
    user: str | None
    uid: int
    #: As the program calls itself, which proves nothing; None where the daemon may not look.
    program: str | None
    pid: int
    role: str
    #: When it connected, seconds since the Unix epoch.
    since: float
    streams: tuple[str, ...]
    #: Whether what is measured is withheld from it.
    paused: bool


@dataclass(frozen=True)
class Watchers:
    """Who is connected. `withheld` tells whether everybody is paused, those who connect later too."""

    watchers: tuple[Watcher, ...]
    #: How many more there are.
    omitted: int
    withheld: bool
    #: The number of this connection.
    connection: int


@dataclass(frozen=True)
class Consent:
    """Who watches, at once and whenever it changes."""

    subscription: int
    report: Watchers
    simulated: bool


@dataclass(frozen=True)
class Withheld:
    """What is measured is withheld from this connection from here on: blank it. Or, where not `withheld`, no longer."""

    withheld: bool
    simulated: bool


@dataclass(frozen=True)
class Role:
    """What this connection may do from here on: `controller`, everything, or `observer`, watch."""

    role: str
    simulated: bool


@dataclass(frozen=True)
class Other:
    """A notification that this version of the package does not know."""

    method: str
    params: Mapping[str, Any]
    simulated: bool


@dataclass(frozen=True)
class Disconnected:
    """This client lost the daemon, for the reason `error`, and tries to reach it again."""

    error: TonusError
    simulated: bool


@dataclass(frozen=True)
class Reconnected:
    """The daemon is back and every subscription holds again, under its old number.

    Where `boot_changed`, the daemon was started anew: samples are counted from 0 again, and what happened in between
    is not known. Otherwise what the daemon still has of the last two minutes follows, nothing comes twice, and a `Gap`
    tells what is missing.
    """

    boot_changed: bool
    #: Seconds from the loss of the connection until now.
    away: float
    hello: Hello

    @property
    def simulated(self) -> bool:
        return self.hello.simulated


Event: TypeAlias = (
    Samples
    | Contraction
    | Rest
    | Gap
    | Lag
    | Device
    | Devices
    | Consent
    | Coach
    | SessionChange
    | Withheld
    | Role
    | Other
    | Disconnected
    | Reconnected
)
