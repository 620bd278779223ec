#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what SciPy finds of breathing in synthetic pressures that ContractionDetection's tests make too.

    scripts/golden/breathing.py Tests/ContractionDetectionTests/Golden      (or: make vectors)

It needs scipy (python3 -m pip install scipy). The way is another one than the monitor's: filtered forwards and backwards,
breaths by the prominence of their peaks, as a person at a desk would do it. Only `steadiness` is the same calculation.

Lines are `case name key=value ...`: the figures of a signal, then what was found in it.
"""

import pathlib
import sys

import numpy
import scipy
from scipy import signal

STEPS_PER_SECOND = 10
SECONDS = 150
BAND = (0.08, 0.6)
STOP = (0.05, 0.9)
COUNT = 10
# name: breaths a minute at the beginning and at the end, peak to peak, drift in cmH2O a minute, heart peak to peak,
# white noise (uniform, half width)
CASES = {
    "quiet": (15, 15, 1.2, 0, 0.15, 0.05),
    "slowest": (6, 6, 3.0, 0, 0.15, 0.05),
    "quick": (30, 30, 0.8, 0, 0.15, 0.05),
    "drifting": (12, 12, 1.0, 6, 0.2, 0.1),
    "slowing": (18, 9, 1.5, 1, 0.2, 0.1),
    "quickening": (10, 24, 1.5, -2, 0.2, 0.1),
    "faint": (14, 14, 0.3, 1, 0.2, 0.05),
    "strong heart": (16, 16, 0.8, 0, 0.6, 0.05),
}


def splitmix64(seed, count):
    """The generator of Steele, Lea and Flood 2014, as doubles in [-1, 1)."""
    mask = (1 << 64) - 1
    values = []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        values.append((z >> 11) * 2.0**-52 - 1.0)
    return numpy.array(values)


def pressure(start, end, height, drift, heart, noise):
    time = numpy.arange(SECONDS * STEPS_PER_SECOND) / STEPS_PER_SECOND
    breaths = (start * time + (end - start) * time**2 / (2 * SECONDS)) / 60
    return (
        17
        + height / 2 * numpy.sin(2 * numpy.pi * breaths)
        + drift / 60 * time
        + heart / 2 * numpy.sin(2 * numpy.pi * 1.2 * time)
        + noise * splitmix64(7, len(time))
    )


def breaths(values):
    """Rate in breaths a minute and peak-to-trough height of the last breaths."""
    sections = signal.butter(2, BAND, "bandpass", fs=STEPS_PER_SECOND, output="sos")
    slow = signal.sosfiltfilt(sections, values - signal.savgol_filter(values, 301, 1, mode="interp"))
    # What the two passes take off a sine of the rate is given back.
    peaks, properties = signal.find_peaks(slow, prominence=slow.std())
    troughs, _ = signal.find_peaks(-slow, prominence=slow.std())
    peaks = peaks[-COUNT - 1 :]
    period = numpy.median(numpy.diff(peaks)) / STEPS_PER_SECOND
    heights = [slow[peak] - slow[troughs[troughs < peak][-1]] for peak in peaks if (troughs < peak).any()]
    _, gain = signal.sosfreqz(sections, [1 / period], fs=STEPS_PER_SECOND)
    window = signal.savgol_coeffs(301, 1)
    turns = numpy.arange(-150, 151) / STEPS_PER_SECOND / period
    trend = 1 - (window * numpy.cos(2 * numpy.pi * turns)).sum()
    return 60 / period, numpy.median(heights) / (abs(gain[0]) ** 2 * trend)


def steadiness(values):
    """Standard deviation of one-second means without the band of breathing, over the last half minute."""
    sections = signal.butter(3, STOP, "bandstop", fs=STEPS_PER_SECOND, output="sos")
    left, _ = signal.sosfilt(sections, values, zi=signal.sosfilt_zi(sections) * values[0])
    return left.reshape(-1, STEPS_PER_SECOND).mean(axis=1)[-30:].std(ddof=1)


def main(folder):
    lines = [f"# Written by scripts/golden/breathing.py with SciPy {scipy.__version__}. Do not edit."]
    names = ("start", "end", "height", "drift", "heart", "noise")
    for name, figures in CASES.items():
        values = pressure(*figures)
        rate, height = breaths(values)
        words = [f"{key}={value}" for key, value in zip(names, figures)]
        words += [f"rate={rate:.3f}", f"amplitude={height:.4f}", f"steadiness={steadiness(values):.12f}"]
        lines.append(f"case {name.replace(' ', '-')} {' '.join(words)}")
    pathlib.Path(folder, "breathing.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
