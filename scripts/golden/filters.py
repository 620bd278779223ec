#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what SciPy makes of the filters that SignalProcessing implements.

    scripts/golden/filters.py Tests/SignalProcessingTests/Golden

Every number is a C99 hexadecimal float, so that nothing is lost in decimal. Lines are `key value value ...`;
a `case` line opens a case, `#` a comment. Inputs come from splitmix64, which the tests generate too.
"""

import pathlib
import sys

import numpy
import scipy
from scipy import signal

RATES = (100, 250, 1000, 2000)
CUTOFFS = (0.5, 5, 10, 20, 45)
ORDERS = range(1, 9)


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


def test_input(count):
    values = splitmix64(42, count)
    values[count // 4 : count // 2] += 3
    return values


def hexes(values):
    return " ".join(float(value).hex() for value in numpy.ravel(values))


def write_designs(path):
    with path.open("w") as out:
        print(f"# butter(order, cutoff, output='sos', fs=rate) by SciPy {scipy.__version__}", file=out)
        for rate in RATES:
            for cutoff in CUTOFFS:
                for order in ORDERS:
                    sos = signal.butter(order, cutoff, output="sos", fs=rate)
                    print(f"case {order} {float(cutoff).hex()} {float(rate).hex()}", file=out)
                    for row in sos:
                        print("sos", hexes(numpy.delete(row, 3)), file=out)


def write_samples(path, count=120):
    with path.open("w") as out:
        print(f"# sosfilt over splitmix64(42), {count} samples, by SciPy {scipy.__version__}", file=out)
        print("# rest: from zero state. primed: from the given state. settled: from sosfilt_zi * x[0].", file=out)
        x = test_input(count)
        for rate, cutoff in ((100, 10), (250, 10), (1000, 10), (2000, 0.5), (2000, 20)):
            for order in ORDERS:
                sos = signal.butter(order, cutoff, output="sos", fs=rate)
                state = splitmix64(7, 2 * len(sos)).reshape(-1, 2)
                zero = numpy.zeros_like(state)
                rest, rest_end = signal.sosfilt(sos, x, zi=zero)
                primed, primed_end = signal.sosfilt(sos, x, zi=state)
                settled, _ = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])
                print(f"case {order} {float(cutoff).hex()} {float(rate).hex()}", file=out)
                for row in sos:
                    print("sos", hexes(numpy.delete(row, 3)), file=out)
                print("rest", hexes(rest), file=out)
                print("restEnd", hexes(rest_end), file=out)
                print("state", hexes(state), file=out)
                print("primed", hexes(primed), file=out)
                print("primedEnd", hexes(primed_end), file=out)
                print("settled", hexes(settled), file=out)


def write_group_delays(path):
    with path.open("w") as out:
        print(f"# group_delay summed over the sections, in samples, by SciPy {scipy.__version__}", file=out)
        for rate in RATES:
            for cutoff in (5, 10, 20):
                for order in ORDERS:
                    sos = signal.butter(order, cutoff, output="sos", fs=rate)
                    frequencies = numpy.array([0, 0.1, 0.5, 1.0, 1.5]) * cutoff
                    frequencies = frequencies[frequencies < rate / 2]
                    # Over b0: SciPy takes a numerator with a tiny gain for a singular one.
                    delays = sum(signal.group_delay((row[:3] / row[0], row[3:]), w=frequencies, fs=rate)[1] for row in sos)
                    print(f"case {order} {float(cutoff).hex()} {float(rate).hex()}", file=out)
                    print("frequencies", hexes(frequencies), file=out)
                    print("delays", hexes(delays), file=out)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_designs(folder / "butterworth-designs.txt")
    write_samples(folder / "sosfilt-samples.txt")
    write_group_delays(folder / "group-delays.txt")
