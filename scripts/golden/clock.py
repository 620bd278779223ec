#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what SciPy's linear programming makes of the clock differences that SignalProcessing fits a line to.

    scripts/golden/clock.py Tests/SignalProcessingTests/Golden

The line is the one of Moon, Skelly and Towsley, INFOCOM 1999: of all lines that no point lies below, that with the
least sum of distances to the least difference of every second. Lines are `key value value ...`; a `case` line opens a
case. `device` are microseconds and `difference` nanoseconds, both whole; `slope` is in nanoseconds a microsecond, and
`end` the line less the least difference of the last whole second, there, as C99 hexadecimal floats.
"""

import pathlib
import sys

import numpy
import scipy
from scipy.optimize import linprog

SECONDS = 100
PACKETS_A_SECOND = 6
OFFSET = 5_000_000_000_000


def packets(drift, delays, generator):
    true = (numpy.arange(SECONDS * PACKETS_A_SECOND) + generator.random()) / PACKETS_A_SECOND
    device = numpy.floor(true * 1e6 * (1 + drift * 1e-6)).astype(numpy.int64) + 7_000_000
    received = numpy.floor(true * 1e9 + delays(true, generator) * 1e9).astype(numpy.int64) + OFFSET
    return device, received - device * 1000


def exponential(true, generator):
    return 0.2e-3 + generator.exponential(3e-3, len(true))


def bursts(true, generator):
    return exponential(true, generator) + numpy.where(true % 9 < 2.5, 20e-3 * generator.random(len(true)), 0)


def frames(true, generator):
    return numpy.ceil(true * 1000 * (1 + 3e-6)) / 1000 / (1 + 3e-6) - true + generator.exponential(50e-6, len(true))


def seconds(device, difference):
    """The least difference of every whole second; the last second is not over."""
    number = device // 1_000_000
    least = [numpy.flatnonzero(number == n)[difference[number == n].argmin()] for n in numpy.unique(number)[:-1]]
    return device[least], difference[least]


def line(device, difference):
    """Offset at the last point, and slope. Solved in seconds and milliseconds, which suits the solver."""
    x = (device - device[-1]) / 1e6
    y = (difference - difference[-1]) / 1e6
    result = linprog(
        [-len(x), -x.sum()],
        A_ub=numpy.column_stack([numpy.ones(len(x)), x]),
        b_ub=y,
        bounds=[(None, None)] * 2,
        method="highs-ds",
    )
    assert result.success, result.message
    end, slope = result.x
    return end * 1e6, slope


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    with (folder / "clock-lines.txt").open("w") as out:
        print(f"# linprog over the least differences of every second, by SciPy {scipy.__version__}", file=out)
        for seed, (drift, delays) in enumerate((d, f) for d in (-200, -20, 0, 200) for f in (exponential, bursts, frames)):
            generator = numpy.random.default_rng(seed)
            device, difference = packets(drift, delays, generator)
            end, slope = line(*seconds(device, difference))
            print(f"case {drift} {delays.__name__}", file=out)
            print("device", *device, file=out)
            print("difference", *difference, file=out)
            print("end", float(end).hex(), file=out)
            print("slope", float(slope).hex(), file=out)
