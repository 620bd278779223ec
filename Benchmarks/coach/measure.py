#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how punctual a guided exercise is, on the simulated perineometer.

    Benchmarks/coach/measure.py TONUSD [MINUTES]

- cue error: how far from where the programme puts it a cue stands in device time, against the cue before it;
- delay of a cue: from the instant of the sample at which it holds (hostTime) until a client has it;
- delay of feedback: from the instant at which a message's newest sample was converted until a client has it, and what the
  low-pass filter adds, which whoever draws `filtered` waits for as well.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python" / "src"))
from tonus_client import Coach, Device, Samples, connect, exercise  # noqa: E402

STEP_SECONDS = (0.7, 1.3)
PROGRAMME = """\
tonus-programme: 1
id: punctual
version: 1
title: Punctual
summary: Nothing but cues, to measure them.
focus: strength
source: ["assumption"]
phases:
  - id: cues
    title: Cues
    repeat: {repetitions}
    steps:
      - {{do: flick, for: {first} s}}
      - {{do: release, for: {second} s}}
"""


def quantiles(values: list[float]) -> str:
    ordered = sorted(values)
    place = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]  # noqa: E731
    milliseconds = (place(0.5), place(0.99), ordered[-1])
    return "p50 {:.3f}, p99 {:.3f}, greatest {:.3f} ms".format(*(value * 1e3 for value in milliseconds))


def measure(socket: str, minutes: float) -> None:
    repetitions = max(5, round(minutes * 60 / sum(STEP_SECONDS)))
    text = PROGRAMME.format(repetitions=repetitions, first=STEP_SECONDS[0], second=STEP_SECONDS[1])
    with connect(socket) as tonus:
        filter_delay = 0.0
        tonus.subscribe(["coach", "samples", "device"])
        tonus.ask(exercise.run(text=text, without_maximum=True))
        errors: list[float] = []
        cue_delays: list[float] = []
        delays: list[float] = []
        before: tuple[float, float] | None = None
        while (event := tonus.receive(30)) is not None:
            now = time.time()
            if isinstance(event, Samples):
                delays.append(now - event.host_time_at(len(event) - 1))
            elif isinstance(event, Device):
                filter_delay = event.device.filter_delay or 0.0
            elif isinstance(event, Coach) and not event.earlier:
                if event.event == "ended":
                    break
                if event.event == "cue" and event.cue is not None and event.device_time is not None:
                    cue_delays.append(now - event.host_time)
                    if before is not None:
                        errors.append(abs(event.device_time - before[0] - before[1]))
                    before = (event.device_time, event.cue.seconds)
    if len(errors) < 2 * repetitions - 2:
        raise SystemExit(f"coach: {len(errors)} of {2 * repetitions - 1} cues came at a known time; was the machine asleep?")
    print(f"cues: {len(cue_delays)}, on simulated data")
    print(f"cue error in device time: {quantiles(errors)}")
    print(f"delay of a cue:           {quantiles(cue_delays)}")
    print(f"delay of feedback:        {quantiles(delays)} ({len(delays)} messages)")
    print(f"the filter adds:          {filter_delay * 1e3:.1f} ms")


def main() -> None:
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        socket = folder + "/run/tonus.sock"
        options = ["--simulate=comfortable-strong,rate=1000", "--http", "off", "--socket", socket, "--state-dir", folder + "/s"]
        daemon = subprocess.Popen([sys.argv[1], *options], stderr=subprocess.DEVNULL)
        try:
            for _ in range(500):
                if Path(socket).exists() or daemon.poll() is not None:
                    break
                time.sleep(0.02)
            measure(socket, float(sys.argv[2]) if len(sys.argv) == 3 else 2)
        finally:
            daemon.terminate()
            daemon.wait(10)


if __name__ == "__main__":
    main()
