#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hands the stream to the Lab Streaming Layer: pressures as a regular stream, contractions and gaps as markers.

Needs pylsl (`pip install pylsl`, or `pip install tonus-client[lsl]`).

Only programs on this machine get anything: streams are announced on the machine alone, and because liblsl listens on
all network interfaces even so, the kernel is told to drop what does not come from the loopback address. With
`--open-to-network` the whole network can see and record the stream, without a password.

Samples that are missing are sent as NaN, up to ten seconds of them, and told as a marker; nothing is interpolated.
Timestamps are those of the measurement, on liblsl's own clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from loopback_only import restrict_listening_sockets

import tonus_client
from tonus_client import Contraction, Device, Disconnected, Event, Gap, Lag, Reconnected, Samples

#: Announce and look for streams on this machine only (liblsl, "Network connectivity", `ResolveScope`).
CONFIGURATION = "[multicast]\nResolveScope = machine\n[ports]\nIPv6 = disable\n"
#: Longer holes are told by a marker alone, in seconds (assumption).
LONGEST_FILL = 10.0


def load_pylsl(loopback: bool) -> Any:
    """pylsl, told where to announce streams before it reads its configuration."""
    if loopback:
        # A file in memory, which stays for the life of the process: liblsl reads it when the first stream is made.
        descriptor = os.memfd_create("lsl_api.cfg")
        os.write(descriptor, CONFIGURATION.encode())
        os.environ["LSLAPICFG"] = f"/proc/self/fd/{descriptor}"
    try:
        import pylsl
    except ImportError:
        sys.exit("lsl_bridge: pylsl is not installed. Try: pip install pylsl")
    except RuntimeError as error:
        sys.exit(f"lsl_bridge: pylsl cannot find the liblsl library: {error}")
    return pylsl


class Bridge:
    """Two outlets: `Tonus`, with pressure and filtered pressure, and `Tonus events`, with JSON."""

    def __init__(self, pylsl: Any, hello: tonus_client.Hello, device: tonus_client.DeviceDescription) -> None:
        self._rate = float(device.rate or 0)
        self.device = device
        self._local_clock = pylsl.local_clock
        self._next_time: float | None = None
        self._set_clock(hello)
        label = " SIMULATED" if device.simulated else ""
        source = device.serial or "unknown"
        samples = pylsl.StreamInfo(f"Tonus{label}", "Pressure", 2, self._rate, pylsl.cf_double64, source)
        events = pylsl.StreamInfo(
            f"Tonus events{label}", "Markers", 1, pylsl.IRREGULAR_RATE, pylsl.cf_string, f"{source} events"
        )
        channels = samples.desc().append_child("channels")
        for name in ("pressure", "filtered"):
            channel = channels.append_child("channel")
            channel.append_child_value("label", name)
            channel.append_child_value("unit", hello.unit)
            channel.append_child_value("type", "Pressure")
        for info in (samples, events):
            about = info.desc().append_child("acquisition")
            about.append_child_value("manufacturer", str(device.members.get("manufacturer", "")))
            about.append_child_value("model", device.product or "")
            about.append_child_value("serial_number", source)
            about.append_child_value("simulated", str(device.simulated).lower())
            about.append_child_value("zero", device.zero or "none")
            about.append_child_value("filter_delay_s", str(device.filter_delay or 0.0))
        self._samples = pylsl.StreamOutlet(samples)
        self._events = pylsl.StreamOutlet(events)

    def _set_clock(self, hello: tonus_client.Hello) -> None:
        # liblsl stamps with the monotonic clock; the greeting tells it and the host time at one instant.
        self._clock = hello.clock_monotonic - hello.clock_host_time + self._local_clock() - time.monotonic()

    def push(self, event: Event) -> None:
        if isinstance(event, Samples):
            rows = [list(row) for row in zip(event.pressure, event.filtered)]
            # LSL stamps a chunk by its last sample.
            self._samples.push_chunk(rows, self._clock + event.host_time_at(len(event) - 1))
            self._next_time = event.host_time_at(len(event))
        elif isinstance(event, Gap):
            self._fill(event.missing)
            self._mark(event, self._next_time, first=event.first, missing=event.missing, reason=event.reason)
        elif isinstance(event, Lag):
            self._fill(event.last - event.first + 1)
            self._mark(event, self._next_time, first=event.first, missing=event.dropped, reason="readTooSlowly")
        elif isinstance(event, Contraction):
            instant = event.offset or event.onset
            members = {"phase": event.phase, "id": event.id, "revision": event.revision, "final": event.final}
            self._mark(event, instant.host_time, **members, kind=event.kind, amplitude=event.amplitude)
        elif isinstance(event, Device):
            self._mark(event, None, state=event.device.state, zero=event.device.zero)
        elif isinstance(event, Reconnected):
            # Another start of the daemon sets host time against the wall clock anew.
            self._set_clock(event.hello)
            if event.boot_changed:
                self._next_time = None
            self._mark(event, None, boot_changed=event.boot_changed)
        elif isinstance(event, Disconnected):
            self._mark(event, None, reason=event.error.name)

    def _fill(self, missing: int) -> None:
        if self._next_time is None or not 0 < missing <= LONGEST_FILL * self._rate:
            return
        self._next_time += missing / self._rate
        empty = [[float("nan")] * 2] * missing
        self._samples.push_chunk(empty, self._clock + self._next_time - 1 / self._rate)

    def _mark(self, event: Event, host_time: float | None, **members: Any) -> None:
        text = json.dumps({"event": type(event).__name__.lower(), **members, "simulated": event.simulated})
        if host_time is None:
            self._events.push_sample([text])
        else:
            self._events.push_sample([text], self._clock + host_time)


def main() -> None:
    parser = argparse.ArgumentParser(description="Hands the stream to the Lab Streaming Layer.")
    parser.add_argument("--open-to-network", action="store_true", help="let the whole network see and record it")
    loopback = not parser.parse_args().open_to_network
    pylsl = load_pylsl(loopback)
    bridge: Bridge | None = None
    with tonus_client.connect() as tonus:
        for event in tonus.watch(["samples", "contractions", "device"]):
            if isinstance(event, Device) and event.device.rate and event.device.serial:
                device = event.device
                if bridge and (bridge.device.serial, bridge.device.rate) != (device.serial, device.rate):
                    sys.exit("lsl_bridge: another probe or rate came; start the bridge anew, a stream cannot change")
                if bridge is None:
                    bridge = Bridge(pylsl, tonus.hello, device)
                    if loopback:
                        restrict_listening_sockets()
                    where = "on this machine" if loopback else "TO THE WHOLE NETWORK"
                    print(f"{'SIMULATED ' if device.simulated else ''}{device.product} streams {where}; Ctrl-C ends")
            if bridge is not None:
                bridge.push(event)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
    except (tonus_client.TonusError, OSError) as error:
        sys.exit(f"lsl_bridge: {error}")
