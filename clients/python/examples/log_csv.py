#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes every sample as a row of CSV, until Ctrl-C or for so many seconds.

    log_csv.py pressure.csv --seconds 60

Nothing is interpolated. Where samples are missing, one row has empty cells and says in `gap` how many and why; only the
index of the first that is missing stands in `gap_first_index`. Lines that begin with # are comments.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import sys
import time
from collections.abc import Iterator
from typing import Any, TextIO

import tonus_client
from tonus_client import Device, Disconnected, Event, Gap, Lag, Reconnected, Samples, Tonus


class Log:
    """The file. Its columns name their units."""

    def __init__(self, file: TextIO, hello: tonus_client.Hello) -> None:
        self._file = file
        unit = hello.unit
        names = ["index", "host_time_unix_s", "device_time_s", f"pressure_{unit}", f"filtered_{unit}"]
        self._names = [*names, f"rest_{unit}", "state", "clipped", "simulated", "gap", "gap_first_index"]
        self._unit = unit
        if hello.simulated:
            self.comment("SIMULATED: no body was involved")
        self.comment(f"{hello.daemon} {hello.version}; times in seconds; a gap is a row with empty cells")
        self._rows = csv.DictWriter(file, self._names)
        self._rows.writeheader()

    def comment(self, text: str) -> None:
        print("#", *text.split(), file=self._file)

    def samples(self, samples: Samples) -> None:
        for position, pressure in enumerate(samples.pressure):
            rest = samples.rest[position]
            self._row(
                samples.simulated,
                index=samples.index + position,
                host_time_unix_s=f"{samples.host_time_at(position):.6f}",
                device_time_s=f"{samples.device_time_at(position):.6f}",
                state=samples.state[position],
                clipped=int(samples.clipped[position]) if samples.clipped else 0,
                **{
                    f"pressure_{self._unit}": f"{pressure:.4f}",
                    f"filtered_{self._unit}": f"{samples.filtered[position]:.4f}",
                    f"rest_{self._unit}": "" if rest is None else f"{rest:.4f}",
                },
            )

    def gap(self, what: str, first: int | None, simulated: bool) -> None:
        self._row(simulated, gap=what, gap_first_index="" if first is None else first)

    def _row(self, simulated: bool, **cells: Any) -> None:
        self._rows.writerow({**cells, "simulated": int(simulated)})


def write(event: Event, log: Log) -> None:
    """One event; what is not about samples becomes a comment."""
    if isinstance(event, Samples):
        log.samples(event)
    elif isinstance(event, Gap):
        log.gap(f"{event.missing or 'unknown number'} {event.reason}", event.first, event.simulated)
    elif isinstance(event, Lag):
        log.gap(f"{event.dropped} readTooSlowly", event.first, event.simulated)
    elif isinstance(event, Reconnected) and event.boot_changed:
        log.gap("unknown number daemonRestarted: indices begin at 0 again", None, event.simulated)
    elif isinstance(event, Disconnected):
        log.comment(f"connection lost: {event.error}")
    elif isinstance(event, Device):
        device = event.device
        since = (device.members.get("zero") or {}).get("index")
        zero = f"{device.zero} from index {since}" if since is not None else device.zero
        log.comment(f"probe {device.state}: {device.product} {device.serial}, zero: {zero}")


def until(tonus: Tonus, seconds: float | None) -> Iterator[Event]:
    """The events of so many seconds, or all."""
    end = None if seconds is None else time.monotonic() + seconds
    while end is None or time.monotonic() < end:
        event = tonus.receive(None if end is None else max(0.0, end - time.monotonic()))
        if event is not None:
            yield event


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes every sample as a row of CSV.")
    parser.add_argument("file", help="where to write; - for standard output. An existing file is kept.")
    parser.add_argument("--seconds", type=float, help="how long; default: until Ctrl-C")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        tonus = stack.enter_context(tonus_client.connect())
        file = sys.stdout
        if arguments.file != "-":
            file = stack.enter_context(open(arguments.file, "x", newline="", encoding="utf-8"))
        if tonus.hello.simulated:
            print("SIMULATED: no body is involved", file=sys.stderr)
        log = Log(file, tonus.hello)
        tonus.subscribe(["samples", "device"])
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        for event in until(tonus, arguments.seconds):
            write(event, log)


if __name__ == "__main__":
    try:
        main()
    except FileExistsError as error:
        sys.exit(f"log_csv: {error.filename} is there already; name another file")
    except (tonus_client.TonusError, OSError) as error:
        sys.exit(f"log_csv: {error}")
