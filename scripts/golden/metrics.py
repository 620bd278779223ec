#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what NumPy and SciPy make of the figures that docs/metrics.md defines.

    scripts/golden/metrics.py Tests/ContractionDetectionTests/Golden      (or: make vectors)

It needs scipy and, for filters.py beside it, mpmath (python3 -m pip install scipy mpmath).

The recordings are simulated: shapes of polynomials and noise from splitmix64, which the tests make again from the lines
`case`, `squeeze` and `abdomen`. They are filtered by SciPy. Between samples the pressure is taken for a piecewise
polynomial of degree 1, whose roots and integrals are SciPy's. Onsets, offsets and levels are given, not detected. Numbers
are C99 hexadecimal floats or whole numbers, times of events are microseconds, `-` is no value.
"""

import pathlib
import sys

import numpy
import scipy
from scipy import interpolate, signal, stats

from filters import hexes, splitmix64

TAIL = 5.0


# The signal. Each line of arithmetic is done in this order in the tests too.


def ease(phase):
    x = numpy.clip(phase, 0, 1)
    return x * x * (3 - 2 * x)


def shape(t, start, rise, length, fall, height, residual, fade):
    held = 1 / (1 + fade * numpy.maximum(0, t - start - rise))
    let_go = 1 - (1 - residual) * ease((t - start - length) / fall)
    return height * ease((t - start) / rise) * held * let_go


class Recording:
    def __init__(self, name, rate, seconds, noise, rest, drift, zero, mvc, squeezes, abdomen=()):
        self.name, self.rate, self.zero, self.mvc = name, rate, zero, mvc
        self.head = (rate, seconds, noise, rest, drift)
        self.squeezes = [squeeze for squeeze, _ in squeezes]
        self.abdomen = abdomen
        count = seconds * rate
        self.microseconds = numpy.array([round(i * 1e6 / rate) for i in range(count)])
        t = numpy.arange(count) / rate
        raw = rest + drift * t + noise * splitmix64(rate, count)
        for squeeze in self.squeezes:
            raw = raw + shape(t, *squeeze)
        strain = numpy.zeros(count)
        for push in abdomen:
            strain = strain + shape(t, *push)
        self.level = rest
        sos = signal.bessel(2, 10, norm="mag", fs=rate, output="sos")
        # Over b0: SciPy takes a numerator with a tiny gain for a singular one.
        self.delay = float(signal.group_delay((sos[0, :3] / sos[0, 0], sos[0, 3:]), w=[0], fs=rate)[1][0] / rate)
        settle = lambda x: signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
        self.pelvic, self.abdominal = settle(raw), settle(strain)
        self.contractions = [Contraction(n + 1, *pair) for n, pair in enumerate(squeezes)]
        for this, following in zip(self.contractions, self.contractions[1:]):
            this.next = following.onset
            this.final = min(this.final, following.began - 2 * 10**6 // rate)


class Contraction:
    """What a detector might have said of a squeeze, off the samples and a little beside the truth."""

    def __init__(self, number, squeeze, said):
        start, rise, length, fall, height, residual, fade = squeeze
        self.number, self.kind, self.cue = number, said[0], said[1]
        self.rest, self.baseline = said[2], said[3]
        self.release_cue = None if len(said) < 5 else round(said[4] * 1e6)
        self.onset = round((start + 0.2 * rise) * 1e6) + 137
        self.offset = round((start + length + 0.8 * fall) * 1e6) + 451
        self.began = self.onset + 150_000
        self.ended = self.offset + 120_000
        self.final = self.offset + 2_100_000
        self.next = None


# The figures of a contraction.


class Line:
    """A pressure, counted from an onset, as a piecewise polynomial."""

    def __init__(self, times, values):
        self.t, self.x = times, values
        self.p = interpolate.PPoly(numpy.array([numpy.diff(values) / numpy.diff(times), values[:-1]]), times)

    def __call__(self, time):
        return float(numpy.interp(time, self.t, self.x))

    def within(self, a, b):
        return (self.t >= a) & (self.t <= b)

    def crossings(self, level, a, b):
        roots = self.p.solve(level, discontinuity=False, extrapolate=False)
        return roots[(roots >= a) & (roots <= b)]

    def first(self, is_side, level, a, b):
        return a if is_side(self(a), level) else next(iter(self.crossings(level, a, b)), None)

    def last(self, is_side, level, a, b):
        return b if is_side(self(b), level) else next(iter(self.crossings(level, a, b)[::-1]), None)

    def mean(self, a, b):
        return float(self.p.integrate(a, b)) / (b - a)

    def extreme(self, pick, a, b):
        m = self.within(a, b)
        times = numpy.concatenate(([a], self.t[m], [b]))
        values = numpy.concatenate(([self(a)], self.x[m], [self(b)]))
        return float(values[pick(values)]), float(times[pick(values)])

    def calm(self, level, seconds, a, b):
        edges = [a, *self.crossings(level, a, b), b]
        for left, right in zip(edges, edges[1:]):
            if self((left + right) / 2) < level and right - left >= seconds:
                return left
        return None


ABOVE = lambda x, level: x >= level
BELOW = lambda x, level: x < level


def coordination(abdominal, pelvic_rise):
    if abdominal.t[0] > -1:
        return None
    base = abdominal.mean(-1, -0.5)
    rise = abdominal.extreme(numpy.argmax, -0.5, 1)[0] - base
    if rise < 2 or rise < 0.2 * pelvic_rise:
        return None
    half = abdominal.first(ABOVE, base + 0.5 * rise, -0.5, 1)
    return -1000 * abdominal.last(BELOW, base + 0.1 * rise, -0.5, half)


def contraction_figures(recording, c, mvc):
    t = (recording.microseconds - c.onset) / 1e6 - recording.delay
    near = (t > -4) & (t < (c.offset - c.onset) / 1e6 + 7)
    line, abdominal = (Line(t[near], x[near]) for x in (recording.pelvic, recording.abdominal))
    off = (c.offset - c.onset) / 1e6
    following = numpy.inf if c.next is None else (c.next - c.onset) / 1e6
    end = max(off, min(off + TAIL, following, t[-1]))
    rest, f = c.rest, {}
    peak, top = line.extreme(numpy.argmax, 0, off)
    f["peak"], f["duration"] = peak, off
    f["coordination"] = coordination(abdominal, peak - c.baseline)
    if c.kind not in ("squeeze", "hold", "flick"):
        return f
    amplitude = peak - rest
    level = lambda share: rest + share * amplitude
    f["squeeze_amplitude"] = amplitude
    # The rise.
    f["time_to_peak"], f["time_after_peak"] = top, off - top
    rise = peak - c.baseline
    upper = line.first(ABOVE, c.baseline + 0.9 * rise, 0, top)
    tenth = line.last(BELOW, c.baseline + 0.1 * rise, max(-2, t[0]), upper)
    f["rise_time"] = None if tenth is None else upper - tenth
    about = line.t[line.within(0, top)]
    f["max_dpdt"] = float(
        (numpy.interp(about + 0.025, line.t, line.x) - numpy.interp(about - 0.025, line.t, line.x)).max() / 0.05
    )
    f["rfd_200ms"] = (line(0.2) - line(0)) / 0.2 if off >= 0.2 else None
    # The release.
    recent = line.extreme(numpy.argmax, max(0, off - 5), off)[0] - rest
    half = line.last(ABOVE, rest + 0.5 * recent, 0, off)
    held = line.extreme(numpy.argmax, max(0, half - 2), half)[0] - rest
    begin = line.last(ABOVE, rest + 0.9 * held, 0, half)
    low = line.first(BELOW, rest + 0.1 * held, begin, end)
    f["release_time"] = None if low is None else low - begin
    residual = lambda s: 100 * (line.mean(off + s - 0.5, off + s) - rest) / amplitude if off + s <= end else None
    f["residual_2s"], f["residual_5s"] = residual(2), residual(5)
    if c.release_cue is not None and 0 <= (cue := (c.release_cue - c.onset) / 1e6) <= off:
        calm = line.calm(level(0.1), 1, cue, end)
        f["relax_latency"] = None if calm is None else calm - cue
    if c.kind == "flick":
        f["flick_valley"] = 100 * (line.extreme(numpy.argmin, off, end)[0] - rest) / amplitude
    # The hold.
    if c.kind != "flick":
        f["hold_mean"] = line.mean(0, off) - rest
        f["endurance_auc10"] = float(line.p.integrate(0, 10)) - 10 * rest if off >= 10 else None
        fallen = line.first(BELOW, level(0.5), top, off)
        f["endurance_t50"] = fallen - top if fallen is not None and fallen < begin else None
        lost = line.first(BELOW, level(0.65), top, off)
        f["endurance_perfect"] = min(10, off if lost is None else lost)
        if mvc is not None:
            reached = line.first(ABOVE, rest + 0.6 * mvc, 0, off)
            if reached is None:
                f["endurance_t60"] = 0
            else:
                left = [x for x in line.crossings(rest + 0.6 * mvc, 0, off) if x > reached + 1e-9]
                f["endurance_t60"] = (left[0] if left else off) - reached
        if begin - upper >= 4:
            early, late = line.mean(upper, upper + 2) - rest, line.mean(begin - 2, begin) - rest
            f["fatigue_index"] = (early - late) / early
            m = line.within(upper, begin)
            f["fatigue_slope"] = 100 * float(stats.linregress(line.t[m], line.x[m]).slope) / amplitude
    if c.cue == "uncued":
        f["involuntary_duration"], f["involuntary_peak"] = off, amplitude
        f["involuntary_auc"] = float(line.p.integrate(0, off)) - off * rest
        calm = line.calm(level(0.1), 1, off, end)
        f["involuntary_recovery"] = None if calm is None else calm - off
    return f


# The figures of a session.


def states(recording):
    """`settling` for 1.5 s, `contraction` from when a rise is noticed until its release is, else `rest`."""
    us = recording.microseconds
    state = numpy.where(us < 1_500_000, 0, 1)
    for c in recording.contractions:
        state[(us >= c.began) & (us < c.ended)] = 2
    return state


def rest_seconds(recording, state):
    """The means of whole seconds of rest, and when each ended."""
    us, rate = recording.microseconds, recording.rate
    seen = us - round(recording.delay * 1e6)
    accepted = state == 1
    for c in recording.contractions:
        accepted &= ~((us >= c.ended) & (seen < c.offset + 5_000_000))
    edges = numpy.flatnonzero(numpy.diff(accepted, prepend=False, append=False))
    means, ends = [], []
    for first, end in edges.reshape(-1, 2):
        for block in range(first, end - rate + 1, rate):
            last = seen[block + rate - 1]
            if any(last > c.onset - 500_000 and last < c.offset for c in recording.contractions):
                continue
            means.append(recording.pelvic[block : block + rate].mean())
            ends.append(last)
    return numpy.array(means), numpy.array(ends)


def session_figures(recording, figures):
    f = {}
    state = states(recording)
    means, ends = rest_seconds(recording, state)
    muscle = [c for c in recording.contractions if c.kind in ("squeeze", "hold", "flick")]
    before = means[ends < muscle[0].onset]
    after = means[ends > muscle[-1].offset]
    is_air = recording.zero == "air"
    enough = lambda x: len(x) >= 5
    f["rest_pressure"] = numpy.median(means) if is_air and enough(means) else None
    f["rest_sd"] = means.std(ddof=1) if enough(means) else None
    f["rest_cv"] = means.std(ddof=1) / means.mean() if is_air and enough(means) else None
    f["pre_rest"] = numpy.median(before) if is_air and enough(before) else None
    f["post_rest"] = numpy.median(after) if is_air and enough(after) else None
    f["rest_delta"] = numpy.median(after) - numpy.median(before) if enough(after) and enough(before) else None
    of = lambda kinds, name: [
        value
        for c in recording.contractions
        if c.kind in kinds and (value := figures[c.number].get(name)) is not None
    ]
    amplitudes = numpy.array(of(("squeeze", "hold"), "squeeze_amplitude"))
    f["mvc"], f["mvc_best"] = amplitudes[:3].mean(), amplitudes[:3].max()
    areas = of(("squeeze", "hold"), "endurance_auc10")
    f["endurance_auc10_normalised"] = numpy.mean(areas) / (f["mvc"] * 10) if areas else None
    f["repeatability"] = stats.variation(amplitudes, ddof=1)
    onsets = numpy.array([c.onset for c in recording.contractions if c.kind == "flick"]) / 1e6
    gaps = numpy.diff(onsets)
    f["flick_rate"] = 10 / gaps[gaps <= 5].mean() if (gaps <= 5).any() else None
    f["flick_amp"] = numpy.mean(of(("flick",), "squeeze_amplitude")) if len(onsets) else None
    f["flick_valley"] = numpy.mean(of(("flick",), "flick_valley")) if len(onsets) else None
    if any(c.cue != "unknown" for c in muscle):
        f["involuntary_count"] = sum(c.cue == "uncued" for c in muscle)
        for name, total in (("duration", sum), ("auc", sum), ("peak", max), ("recovery", numpy.mean)):
            values = of(("squeeze", "hold", "flick"), f"involuntary_{name}")
            f[f"involuntary_{name}"] = total(values) if values else None
    is_low = recording.pelvic <= recording.level + 2
    f["time_not_usable"] = (state == 0).sum() / recording.rate
    f["time_contracting"] = (state == 2).sum() / recording.rate
    f["time_at_ease"] = ((state == 1) & is_low).sum() / recording.rate
    f["time_above_rest"] = ((state == 1) & ~is_low).sum() / recording.rate
    f["session_length"] = len(state) / recording.rate
    f["gap_count"] = 0
    return f


# The recordings. start, rise, length, fall, height, residual, fade; then kind, cue, rest, baseline, cue to let go.


def work(rate, noise):
    """Three squeezes, flicks, a cough and a spasm."""
    return Recording(
        f"work-{rate}", rate, 135, noise, 17.0, 0.0, "air", None,
        [
            ((22, 0.5, 5.0, 0.6, 24, 0.02, 0.01), ("squeeze", "cued", 17.05, 17.0, 26.9)),
            ((42, 1.3, 6.5, 0.9, 21, 0.0, 0.005), ("squeeze", "cued", 17.4, 17.45, 48.3)),
            ((60, 0.4, 12.0, 2.5, 26, 0.0, 0.02), ("hold", "cued", 17.5, 17.5, 71.9)),
            ((83, 0.35, 0.5, 0.4, 20, 0.1, 0.0), ("flick", "cued", 17.4, 17.4)),
            ((85.1, 0.3, 0.45, 0.5, 22, 0.0, 0.0), ("flick", "cued", 17.6, 19.2)),
            ((87, 0.3, 0.4, 0.35, 19, 0.0, 0.0), ("flick", "cued", 17.6, 18.8)),
            ((95, 0.1, 0.15, 0.3, 55, 0.0, 0.0), ("cough", "uncued", 19.1, 19.1)),
            ((103, 0.2, 9.0, 6.0, 15, 0.03, 0.01), ("hold", "uncued", 19.1, 19.0)),
        ],
        abdomen=[(94.98, 0.1, 0.15, 0.3, 60, 0.0, 0.0), (21.9, 0.6, 4.0, 1.0, 6, 0.0, 0.0)],
    )


def endurance(rate, noise):
    """Holds that fade, one of them below half, one let go in part, one slowly, one taken up again."""
    return Recording(
        f"endurance-{rate}", rate, 175, noise, 2.0, 0.01, "inSitu", 25.0,
        [
            ((15, 0.8, 30.0, 0.7, 28, 0.0, 0.02), ("hold", "cued", 2.15, 2.1, 44.8)),
            ((60, 0.7, 25.0, 0.8, 30, 0.05, 0.08), ("hold", "unknown", 2.6, 2.6)),
            ((98, 0.5, 10.5, 6.0, 22, 0.3, 0.0), ("hold", "cued", 3.4, 3.5, 108.0)),
            ((125, 0.6, 4.0, 0.5, 20, 0.35, 0.0), ("squeeze", "uncued", 9.9, 10.0)),
            ((133.2, 0.6, 8.0, 0.5, 14, 0.0, 0.0), ("hold", "cued", 9.9, 17.4, 141.1)),
        ],
    )


def text(value):
    return "-" if value is None else hexes([value])


def write(path):
    with path.open("w") as out:
        print(f"# figures of simulated recordings by SciPy {scipy.__version__}, see scripts/golden/metrics.py", file=out)
        print("# case name rate seconds noise rest drift zero mvc delay", file=out)
        print("# squeeze|abdomen start rise length fall height residual fade", file=out)
        print("# contraction id kind cue onset offset rest baseline began ended final releaseCue", file=out)
        for recording in (script(*setting) for script in (work, endurance) for setting in ((50, 0), (250, 0.3), (1000, 0.15))):
            print("case", recording.name, hexes(recording.head), recording.zero, text(recording.mvc), text(recording.delay), file=out)
            for squeeze in recording.squeezes:
                print("squeeze", hexes(squeeze), file=out)
            for push in recording.abdomen:
                print("abdomen", hexes(push), file=out)
            figures, amplitudes = {}, []
            for c in recording.contractions:
                mvc = recording.mvc or (numpy.mean(amplitudes[:3]) if len(amplitudes) >= 3 else None)
                figures[c.number] = contraction_figures(recording, c, mvc)
                if c.kind in ("squeeze", "hold"):
                    amplitudes.append(figures[c.number]["squeeze_amplitude"])
                times = (c.began, c.ended, c.final)
                print("contraction", c.number, c.kind, c.cue, c.onset, c.offset, hexes((c.rest, c.baseline)), *times, text(c.release_cue), file=out)
                for name, value in figures[c.number].items():
                    print("figure", name, text(value), file=out)
            print("session", file=out)
            for name, value in session_figures(recording, figures).items():
                print("figure", name, text(value), file=out)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "metrics.txt")
