#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A lantern that floats up as the muscle lets go. Nothing is counted, and there is nothing to lose. Ctrl-C ends it.

Breathe, squeeze gently if you like, and let go: the lantern rises as the pressure comes back to rest. Stop if it hurts.
"""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass

import tonus_client
from tonus_client import Contraction, Device, Disconnected, Event, Reconnected, Samples

#: A rise of so much above rest brings the lantern down, until a greater one was seen (assumption).
SMALLEST_SCALE = 5.0
#: The lantern goes half of its way in so many seconds (assumption: calm, and still clearly in time).
HALF_WAY_SECONDS = 0.4
#: Seconds between two pictures (assumption).
FRAME_SECONDS = 0.1


@dataclass
class Sky:
    """What is seen: where the lantern is, from 0 at the ground to 1 at the top, and a word."""

    height: float = 0.5
    scale: float = SMALLEST_SCALE
    word: str = "finding your resting level"
    simulated: bool = False

    def hear(self, event: Event) -> None:
        """One event moves the lantern or changes the word."""
        self.simulated = event.simulated
        if isinstance(event, Samples):
            for filtered, rest in zip(event.filtered, event.rest):
                if rest is not None:
                    self._drift(filtered - rest, event.interval)
        elif isinstance(event, Contraction) and event.phase in ("began", "revised", "ended"):
            self.scale = max(SMALLEST_SCALE, event.amplitude)
            self.word = "letting go" if event.offset else "holding"
        elif isinstance(event, Disconnected):
            self.word = "waiting for tonusd"
        elif isinstance(event, Reconnected):
            self.word = "finding your resting level"
        elif isinstance(event, Device) and event.device.state != "streaming":
            self.word = event.device.reason or f"the probe is {event.device.state}"

    def _drift(self, above_rest: float, seconds: float) -> None:
        goal = 1 - min(1.0, max(0.0, above_rest / self.scale))
        self.height += (goal - self.height) * (1 - 0.5 ** (seconds / HALF_WAY_SECONDS))
        if self.height > 0.9:
            self.word = "floating"
        elif self.word == "finding your resting level":
            self.word = "drifting"

    def picture(self, width: int, rows: int) -> list[str]:
        """Lines of text: the sky, the ground and the word."""
        sky = [" " * width for _ in range(max(3, rows))]
        row = round((1 - self.height) * (len(sky) - 2))
        for below, shape in enumerate(("(*)", " ' ")):
            sky[row + below] = shape.center(width)
        label = "SIMULATED   " if self.simulated else ""
        return [*sky, "~" * width, f"{label}{self.word}".center(width)]


def main() -> None:
    sky = Sky()
    size = shutil.get_terminal_size()
    width, rows = min(60, size.columns - 1), min(18, size.lines - 4)
    with tonus_client.connect() as tonus:
        tonus.subscribe(["samples", "contractions", "device"], delivery="latest")
        print("\x1b[2J\x1b[?25l", end="")
        shown = 0.0
        while True:
            event = tonus.receive(timeout=FRAME_SECONDS)
            if event is not None:
                sky.hear(event)
            if time.monotonic() - shown >= FRAME_SECONDS:
                shown = time.monotonic()
                print("\x1b[H" + "\x1b[K\n".join(sky.picture(width, rows)) + "\x1b[K", end="", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
    except tonus_client.TonusError as error:
        sys.exit(f"float_game: {error}")
    finally:
        print("\x1b[?25h")
