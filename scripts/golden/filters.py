#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what SciPy and, where more digits are wanted, mpmath make of the filters that SignalProcessing implements.

    scripts/golden/filters.py Tests/SignalProcessingTests/Golden      (or: make vectors)

It needs scipy and mpmath (python3 -m pip install scipy mpmath).

Every number is a C99 hexadecimal float or a whole number, so that nothing is lost in decimal. Lines are `key value ...`;
a `case` line (family, parameter, band, order, rate, edges) opens a case, `#` a comment. Inputs come from splitmix64, which
the tests generate too.
"""

import itertools
import pathlib
import sys

import exact
import numpy
import scipy
from scipy import signal

RATES = (100, 250, 1000, 2000)
ORDERS = range(1, 9)
FAMILIES = (
    ("butterworth", None),
    ("bessel", "phase"),
    ("bessel", "delay"),
    ("bessel", "magnitude"),
    ("chebyshevI", 0.5),
    ("chebyshevII", 40),
)
# No band is symmetric about a quarter of a rate: there the order of the sections is chance.
BANDS = (
    ("lowPass", (10,)),
    ("lowPass", (0.5,)),
    ("lowPass", (45,)),
    ("highPass", (0.5,)),
    ("highPass", (10,)),
    ("bandPass", (0.5, 20)),
    ("bandPass", (20, 40)),
    ("bandStop", (12, 18)),
)
# SciPy's coefficients count where they are this near to the exact ones.
GOOD = 5e-15


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
    values = map(float, numpy.ravel(values))
    return " ".join(str(int(v)) if v.is_integer() and abs(v) < 1e6 else v.hex() for v in values)


def case_line(family, parameter, band, order, rate, edges):
    return f"case {family} {parameter} {band} {order} {rate} {hexes(edges)}"


def scipy_design(family, parameter, band, order, rate, edges):
    norms = {"phase": "bessel_phase", "delay": "bessel_delay", "magnitude": "bessel_mag"}
    ftype = {"butterworth": "butter", "chebyshevI": "cheby1", "chebyshevII": "cheby2"}.get(family) or norms[parameter]
    ripple = {"chebyshevI": {"rp": parameter}, "chebyshevII": {"rs": parameter}}.get(family, {})
    return signal.iirfilter(
        order, edges if len(edges) > 1 else edges[0], btype=band.lower(), ftype=ftype, output="sos", fs=rate, **ripple
    )


def deviation(rows, reference):
    """The greatest difference, as a fraction of the largest coefficient of the polynomial that it is in."""
    parts = (slice(0, 3), slice(3, 5))
    scales = (lambda part: abs(part).max(1, keepdims=True), lambda part: numpy.maximum(1, abs(part).max(1, keepdims=True)))
    return max(
        (abs(rows[:, part] - reference[:, part]) / scale(reference[:, part])).max()
        for part, scale in zip(parts, scales)
    )


def designs():
    """Every design, at the extreme rates; at the middle ones the plain low-pass."""
    for (family, parameter), (band, edges), rate, order in itertools.product(FAMILIES, BANDS, RATES, ORDERS):
        if rate in (100, 2000) or (band, edges) == BANDS[0]:
            yield family, parameter, band, order, rate, edges


def write_designs(path):
    with path.open("w") as out:
        print(f"# iirfilter(..., output='sos') by SciPy {scipy.__version__}; where that is off by more than {GOOD},", file=out)
        print("# in 60 digits by mpmath. b0 b1 b2 a1 a2", file=out)
        for case in designs():
            family, parameter, band, order, rate, edges = case
            sos = scipy_design(*case)
            rows = numpy.delete(sos, 3, axis=1)
            truth = numpy.array(exact.like(sos, *exact.design(family, parameter, order, band, edges, rate)))
            print(case_line(*case), file=out)
            for row in rows if deviation(rows, truth) <= GOOD else truth:
                print("sos", hexes(row), file=out)
        for kind, design in (("notch", signal.iirnotch), ("peak", signal.iirpeak)):
            for rate, hertz, quality in ((250, 50, 30), (1000, 50, 30), (1000, 60, 5), (2000, 50, 35), (2000, 0.25, 2)):
                b, a = design(hertz, quality, fs=rate)
                row = numpy.array([numpy.concatenate((b, a[1:]))])
                truth = numpy.array([exact.resonance(kind, hertz, quality, rate)])
                print(case_line(kind, quality, "lowPass", 2, rate, (hertz,)), file=out)
                print("sos", hexes(row if deviation(row, truth) <= GOOD else truth), file=out)


def write_bessel_roots(path):
    with path.open("w") as out:
        print("# roots of the reverse Bessel polynomials with no negative imaginary part, and where the gain is", file=out)
        print("# 1/sqrt(2), by mpmath in 60 digits", file=out)
        for order in ORDERS:
            roots = [root for root in exact.bessel_roots(order) if exact.im(root) > -1e-40]
            roots.sort(key=lambda root: -exact.im(root))
            print(case_line("bessel", "delay", "lowPass", order, 1, (0,)), file=out)
            print("roots", hexes([float(part) for root in roots for part in (exact.re(root), exact.im(root))]), file=out)
            print("halfPower", hexes([float(exact.bessel_half_power(order))]), file=out)


def rotating():
    """Two designs for each rate and order, so that all families and bands have their turn."""
    turns = itertools.cycle([(f, b) for k in range(len(BANDS)) for f, b in zip(FAMILIES, BANDS[k:] + BANDS[:k])])
    for rate, order, _ in itertools.product(RATES, ORDERS, range(2)):
        (family, parameter), (band, edges) = next(turns)
        yield family, parameter, band, order, rate, edges


def write_samples(path, count=48):
    with path.open("w") as out:
        print(f"# sosfilt over splitmix64(42), {count} samples, by SciPy {scipy.__version__}", file=out)
        print("# rest: from zero state. primed: from splitmix64(7) as state. settled: sosfilt_zi", file=out)
        x = test_input(count)
        for case in rotating():
            sos = scipy_design(*case)
            state = splitmix64(7, 2 * len(sos)).reshape(-1, 2)
            rest, rest_end = signal.sosfilt(sos, x, zi=numpy.zeros_like(state))
            primed, primed_end = signal.sosfilt(sos, x, zi=state)
            print(case_line(*case), file=out)
            for row in sos:
                print("sos", hexes(numpy.delete(row, 3)), file=out)
            for name, values in (
                ("rest", rest), ("restEnd", rest_end), ("primed", primed), ("primedEnd", primed_end),
                ("settled", signal.sosfilt_zi(sos)),
            ):
                print(name, hexes(values), file=out)


def write_responses(path):
    with path.open("w") as out:
        print(f"# group_delay in samples, and |freqz_sos|, by SciPy {scipy.__version__}; where that is off by more than", file=out)
        print("# 1e-9, as close to zeros at 0 Hz, in 60 digits by mpmath", file=out)
        for case in rotating():
            family, parameter, band, order, rate, edges = case
            sos = scipy_design(*case)
            frequencies = numpy.array([0.23, 0.61, 0.93, 1.27, 1.9]) * edges[-1]
            frequencies = frequencies[frequencies < rate / 2]
            # Over b0: SciPy takes a numerator with a tiny gain for a singular one.
            delays = sum(signal.group_delay((row[:3] / row[0], row[3:]), w=frequencies, fs=rate)[1] for row in sos)
            gains = abs(signal.freqz_sos(sos, worN=frequencies, fs=rate)[1])
            zeros, poles, gain = exact.design(family, parameter, order, band, edges, rate)
            true_delays = [exact.delay_at(zeros, poles, f, rate) for f in frequencies]
            true_gains = [exact.gain_at(zeros, poles, gain, f, rate) for f in frequencies]
            best = lambda theirs, true: [a if abs(a - b) <= 1e-9 * abs(b) else b for a, b in zip(theirs, true)]
            print(case_line(*case), file=out)
            print("frequencies", hexes(frequencies), file=out)
            print("delays", hexes(best(delays, true_delays)), file=out)
            print("gains", hexes(best(gains, true_gains)), file=out)


def write_exact_gains(path):
    with path.open("w") as out:
        print("# |H| of Butterworth filters by mpmath in 60 digits, where double precision is hard pressed", file=out)
        for band, cutoff, rate, order in itertools.product(("lowPass", "highPass"), (0.05, 0.5, 10), (100, 2000), ORDERS):
            filter = exact.design("butterworth", None, order, band, (cutoff,), rate)
            frequencies = numpy.array([0.2, 0.5, 0.9, 1, 1.1, 2, 4]) * cutoff
            print(case_line("butterworth", None, band, order, rate, (cutoff,)), file=out)
            print("frequencies", hexes(frequencies), file=out)
            print("gains", hexes([exact.gain_at(*filter, frequency, rate) for frequency in frequencies]), file=out)


def write_step_responses(path):
    with path.open("w") as out:
        print(f"# sosfilt of a step over 2 s: overshoot, and the seconds until 2 % is kept, by SciPy {scipy.__version__}", file=out)
        for (family, parameter), order, rate in itertools.product(FAMILIES[:4], ORDERS, (250, 1000)):
            case = (family, parameter, "lowPass", order, rate, (10,))
            y = signal.sosfilt(scipy_design(*case), numpy.ones(2 * rate))
            print(case_line(*case), file=out)
            print("overshoot", hexes([max(y.max(), 1) - 1]), file=out)
            print("settling", hexes([(numpy.flatnonzero(abs(y - 1) > 0.02)[-1] + 1) / rate]), file=out)


def write_zero_phase(path, count=120):
    with path.open("w") as out:
        print(f"# sosfiltfilt over splitmix64(42), {count} samples, by SciPy {scipy.__version__}", file=out)
        for case in itertools.islice(rotating(), 0, None, 5):
            sos = scipy_design(*case)
            print(case_line(*case), file=out)
            for row in sos:
                print("sos", hexes(numpy.delete(row, 3)), file=out)
            print("filtered", hexes(signal.sosfiltfilt(sos, test_input(count))), file=out)


def write_decimation(path, outputs=24):
    with path.open("w") as out:
        print("# firwin with a Kaiser window, and its gains by freqz; upfirdn over splitmix64(42), preceded by its first", file=out)
        print(f"# sample, every output where its middle tap stands. By SciPy {scipy.__version__}", file=out)
        for rate, target in ((250, 125), (250, 50), (1000, 100), (2000, 100), (1000, 60), (250, 100)):
            divisor = numpy.gcd(rate, target)
            up, down = int(target // divisor), int(rate // divisor)
            reach = 10 * down
            transition = (82 - 7.95) / (2.285 * 2 * reach)
            cutoff = 1 / down - transition / (2 * numpy.pi)
            beta = 0.1102 * (82 - 8.7)
            taps = up * signal.firwin(2 * reach + 1, cutoff, window=("kaiser", beta))
            count = (outputs * down + reach) // up + 2
            x = test_input(count)
            lead = reach // up + 1
            ticks = signal.upfirdn(taps, numpy.concatenate((numpy.full(lead, x[0]), x)), up=up)
            first = lead * up + reach
            print(case_line("decimation", target, "lowPass", 0, rate, (target,)), file=out)
            print("taps", hexes(taps[reach : reach + 21]), file=out)
            print("outputs", hexes(ticks[first : first + outputs * down : down]), file=out)
            passing = numpy.linspace(0, 0.25 * target, 400)
            stopping = numpy.linspace(0.5 * target, 0.5 * rate * up, 20000)
            gain = lambda f: abs(signal.freqz(taps / up, worN=f, fs=rate * up)[1])
            print("ripple", hexes([abs(20 * numpy.log10(gain(passing))).max()]), file=out)
            print("rejection", hexes([-20 * numpy.log10(gain(stopping).max())]), file=out)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_designs(folder / "designs.txt")
    write_bessel_roots(folder / "bessel-roots.txt")
    write_samples(folder / "sosfilt-samples.txt")
    write_responses(folder / "responses.txt")
    write_exact_gains(folder / "exact-gains.txt")
    write_step_responses(folder / "step-responses.txt")
    write_zero_phase(folder / "zero-phase.txt")
    write_decimation(folder / "decimation.txt")
