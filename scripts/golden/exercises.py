#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Works out what guided exercises score, from the programmes' files and recordings of simulated runs, with SciPy.

    TONUS_WRITE_RUNS=.build/runs swift test --filter WorkedProofTests
    scripts/golden/exercises.py Programmes .build/runs Tests/ExerciseProgrammesTests/Golden      (or: make vectors)

It needs numpy, scipy and PyYAML. It shares no code with the coach: cue times are added up from the programmes' files, the
raw pressure is filtered by SciPy, and the formulas are those that docs/programmes.md states. Onsets and offsets are the
detector's, whose own tests stand elsewhere. One line a score: programme, manner, phase, score, repetition, value.
"""

import pathlib
import sys

import numpy
import yaml
from scipy import signal, stats

TAIL = 5.0


def seconds(text):
    number, unit = text.split()
    return float(number) * {"s": 1, "min": 60, "ms": 0.001}[unit]


class Run:
    def __init__(self, path):
        self.cs, self.felt, self.phases, self.began = [], [], {}, {}
        f = []
        for line in path.read_text().splitlines():
            w = line.split()
            if w[0] == "rate":
                self.rate = int(w[1])
            elif w[0] == "f":
                f.append((int(w[2]), float(w[3]), float(w[4]), float(w[5].replace("nan", "nan")), w[6]))
            elif w[0] == "b":
                self.began[int(w[2])] = int(w[1]) / 1e6
            elif w[0] == "c":
                self.cs.append(dict(on=int(w[2]) / 1e6, off=int(w[3]) / 1e6, rest=float(w[4]), kind=w[5], id=int(w[6])))
            elif w[0] == "felt":
                self.felt.append(int(w[1]) / 1e6)
            elif w[0] == "begin":
                self.phases[w[2]] = [int(w[1]) / 1e6, None, "done"]
            elif w[0] == "end" and w[2] in self.phases:
                self.phases[w[2]][1:] = [int(w[1]) / 1e6, w[3]]
        self.us = numpy.array([x[0] for x in f])
        self.time = self.us / 1e6
        sos = signal.bessel(2, 10, norm="mag", fs=self.rate, output="sos")
        self.delay = float(signal.group_delay((sos[0, :3] / sos[0, 0], sos[0, 3:]), w=[0], fs=self.rate)[1][0] / self.rate)
        raw = numpy.array([x[1] for x in f])
        self.p = signal.sosfilt(sos, raw, zi=signal.sosfilt_zi(sos) * raw[0])[0]
        # Of the unfiltered signal, to the microsecond as the stream has it.
        self.t = (self.us - round(self.delay * 1e6)) / 1e6
        self.exact = self.time - self.delay
        self.rest = numpy.array([x[3] for x in f])
        self.calm = numpy.array([x[4] == "rest" for x in f])
        self.sample = lambda when: int(numpy.searchsorted(self.us, round(when * 1e6)))

    def within(self, a, b):
        return (self.t >= a - 1e-9) & (self.t < b - 1e-9)

    def clock(self, when):
        """The sample at or after a planned instant: there the cue is given."""
        return self.us[min(len(self.us) - 1, int(numpy.searchsorted(self.us, round(when * 1e6))))] / 1e6


CONTRACTS = {"squeeze", "flick"}


def contracts(step):
    return step.get("do") in CONTRACTS or step.get("do") == "tense" and step.get("muscles") == "pelvic-floor"


class Phase:
    """When each step was asked for, added up from the file."""

    def __init__(self, run, spec, state):
        self.spec, self.run = spec, run
        self.begin, self.end, self.outcome = run.phases[spec["id"]]
        self.steps, self.windows = [], []
        planned = self.begin
        for repetition in range(1, spec.get("repeat", 1) + 1):
            for step in spec["steps"]:
                if "ask" in step:
                    continue
                start = run.clock(planned)
                if step["do"] == "settle" or "at-most" in step:
                    planned = self.end
                elif "for-measured-hold" in step:
                    planned += min(10, max(1, int(state["hold"]))) if state["hold"] else seconds(step["for-measured-hold"])
                else:
                    planned += seconds(step["for"])
                stop = run.clock(planned)
                rest = run.rest[run.sample(start)]
                rest = None if numpy.isnan(rest) else rest
                last = self.windows[-1] if self.windows else None
                if contracts(step):
                    if not (last and last["release"] is None and last["repetition"] == repetition):
                        self.windows.append(dict(repetition=repetition, cue=start, release=None, rest=rest, asked=stop - start))
                elif step["do"] != "cough" and last and last["release"] is None:
                    last["release"] = start
                window = self.windows[-1] if self.windows else None
                held = window["rest"] if window and window["release"] is None else rest
                band = self.band(step.get("target"), held, state)
                if contracts(step) and window and "band" not in window:
                    window["band"] = band
                self.steps.append(dict(step=step, repetition=repetition, a=start, b=stop, rest=rest, band=band))

    @staticmethod
    def band(target, rest, state):
        if target is None:
            return None
        for t in (target, target.get("otherwise", {})):
            for kind, text in t.items():
                if kind == "otherwise":
                    continue
                body = text.rsplit(" ", 1)[0]
                low, high = (None, float(body[8:])) if body.startswith("at most ") else [float(x) for x in body.split("-")]
                if kind == "of-maximum":
                    origin, unit = rest, state["maximum"] and state["maximum"] / 100
                elif kind == "above-rest":
                    origin, unit = rest, 1
                elif kind == "of-baseline":
                    origin, unit = state["baseline"] or (None, None)
                    unit = unit and max(unit, 0.05)
                else:
                    origin, unit = 0, 1
                if origin is not None and unit is not None:
                    return (None if low is None else origin + unit * low, origin + unit * high)
        return None

    def mean(self, a, b):
        inside = self.run.within(a, b)
        return float(numpy.mean(self.run.p[inside])) if inside.any() else None


def answer(phases, onset):
    """The last cue that is not later than 0.3 s after an onset, where the onset still answers it."""
    best = None
    for phase in phases:
        for w in phase.windows:
            if onset + 0.3 >= w["cue"] - 1e-9:
                best = w
    if best is None:
        return None
    last = numpy.inf if best["release"] is None else max(best["release"], best["cue"] + 3)
    return best if onset <= last + 1e-9 else None


# The figures of a contraction that are worked out anew here; the rest is held to SciPy by metrics.py.


def figures(run, c, release, following):
    top = min(c["off"] + TAIL, following)
    inside = (run.exact >= c["on"]) & (run.exact <= c["off"])
    edge = numpy.interp([c["on"], c["off"]], run.exact, run.p)
    peak = max(float(run.p[inside].max(initial=-1e9)), *edge)
    amplitude = peak - c["rest"]
    f = dict(squeeze_amplitude=amplitude, peak=peak, relax_latency=None)
    if release is not None and c["on"] <= release <= c["off"]:
        level = c["rest"] + 0.1 * amplitude
        knots = numpy.concatenate(([release], run.exact[(run.exact > release) & (run.exact < top)], [top]))
        x = numpy.interp(knots, run.exact, run.p)
        since = release if x[0] < level else None
        for i in range(1, len(knots)):
            if x[i - 1] >= level > x[i]:
                since = knots[i - 1] + (x[i - 1] - level) / (x[i - 1] - x[i]) * (knots[i] - knots[i - 1])
            elif x[i - 1] < level <= x[i]:
                up = knots[i - 1] + (level - x[i - 1]) / (x[i] - x[i - 1]) * (knots[i] - knots[i - 1])
                if since is not None and up - since >= 1:
                    break
                since = None
        else:
            up = top
        if since is not None and up - since >= 1:
            f["relax_latency"] = since - release
    line = lambda a, b: numpy.concatenate(([a], run.exact[(run.exact > a) & (run.exact < b)], [b]))
    mean = lambda a, b: float(numpy.trapezoid(numpy.interp(line(a, b), run.exact, run.p), line(a, b))) / (b - a)
    for n in (2, 5):
        at = c["off"] + n
        f[f"residual_{n}s"] = 100 * (mean(at - 0.5, at) - c["rest"]) / amplitude if at <= top else None
    f["hold_mean"] = mean(c["on"], c["off"]) - c["rest"] if c["kind"] != "flick" else None
    return f


def rest_seconds(run, phase):
    means = []
    for s in phase.steps:
        if s["step"]["do"] != "rest":
            continue
        for k in range(int(s["b"] - s["a"] + 1e-6)):
            inside = run.within(s["a"] + k, s["a"] + k + 1)
            if inside.any() and run.calm[inside].all():
                means.append(float(numpy.mean(run.p[inside])))
    return means


def overall(values):
    return float(numpy.mean(values)) if values else None


def score(programme, run, out):
    specs = programme["phases"]
    state = dict(hold=None, maximum=None, baseline=None)
    done = []
    for spec in specs:
        if spec["id"] not in run.phases:
            continue
        phase = Phase(run, spec, state)
        done.append(phase)
        # What answered which cue, as far as the next phases' lengths and targets need it.
        for n, c in enumerate(run.cs):
            if c["kind"] not in ("squeeze", "flick", "hold") or "answer" in c:
                continue
            w = answer(done, c["on"])
            if w is None or c["on"] >= phase.end:
                continue
            c["answer"] = w
            if "c" not in w:
                # The next rise as it was first heard of, what was withdrawn later among them.
                following = min((on for i, on in run.began.items() if i > c["id"]), default=numpy.inf)
                w["c"], w["f"] = c, figures(run, c, w["release"], min(following, run.t[-1]))
                half = run.t[(run.t > c["on"]) & (run.t <= c["off"])]
                # E of PERFECT, on samples: exact enough for whole seconds unless it ends on one.
                x = numpy.interp(half, run.t, run.p)
                top = int(numpy.argmax(x))
                lost = numpy.nonzero(x[top:] < c["rest"] + 0.65 * (w["f"]["peak"] - c["rest"]))[0]
                w["held"] = min(10, (half[top + lost[0]] if len(lost) else c["off"]) - c["on"])
        names = spec.get("scores", [])
        if "endurance_perfect" in names and state["hold"] is None:
            state["hold"] = next((w["held"] for w in phase.windows if "c" in w), None)
        if spec.get("measures") == "maximum":
            got = [w["f"]["squeeze_amplitude"] for w in phase.windows if "c" in w][:3]
            state["maximum"] = float(numpy.mean(got)) if len(got) == 3 else None
        means = rest_seconds(run, phase)
        if "phase_rest_sd" in names and len(means) >= 5:
            state["baseline"] = (float(numpy.median(means)), float(numpy.std(means, ddof=1)))
    for number, phase in enumerate(done):
        run_scores(phase, done, number, state, run, lambda *line: out.append(line))


def run_scores(phase, done, number, state, run, say):
    spec, steps, windows = phase.spec, phase.steps, phase.windows
    name = spec["id"]
    by = lambda rows: [say(name, key, r, v) for key, r, v in rows]
    for key in spec.get("scores", []):
        if key in ("relax_latency", "squeeze_amplitude", "peak", "residual_2s", "residual_5s", "hold_mean"):
            values = [(w["repetition"], w["f"][key]) for w in windows if "c" in w]
            by((key, r, v) for r, v in values)
            say(name, key, None, overall([v for _, v in values if v is not None]))
        elif key == "phase_rest_sd" or key == "phase_rest":
            means = rest_seconds(run, phase)
            # Refused before the warm-up gate: here only where the programme waits for it.
            if done[0].spec["id"] != "settle" or len(means) < 5:
                continue
            say(name, key, None, float(numpy.std(means, ddof=1) if key == "phase_rest_sd" else numpy.median(means)))
        elif key == "uncued_count":
            got = [c for c in run.cs if c["kind"] in ("squeeze", "flick", "hold") and phase.begin <= c["on"] < phase.end]
            say(name, key, None, float(sum(answer(done, c["on"]) is None for c in got)))
        elif key == "cues_answered":
            say(name, key, None, float(sum("c" in w for w in windows)))
        elif key in ("time_in_target", "target_error", "force_sense"):
            rows = {}
            for s in steps:
                if s["band"] is None:
                    continue
                low, high = s["band"]
                centre = high if low is None else (low + high) / 2
                inside = run.within(s["a"], s["b"])
                late = inside & (run.t >= s["a"] + 1 - 1e-9)
                x = run.p[inside]
                row = rows.setdefault(s["repetition"], dict(n=0, hit=0, late=0, squares=0.0, force=[]))
                row["n"] += len(x)
                row["hit"] += int(((x <= high) & (x >= (-numpy.inf if low is None else low))).sum())
                row["late"] += int(late.sum())
                row["squares"] += float(((run.p[late] - centre) ** 2).sum())
                planned = seconds(s["step"]["for"])
                last = phase.mean(s["a"] + planned - 2, s["b"])
                if state["maximum"]:
                    row["force"].append(100 * abs(last - centre) / state["maximum"])
            pick = {
                "time_in_target": lambda r: 100 * r["hit"] / r["n"],
                "target_error": lambda r: numpy.sqrt(r["squares"] / r["late"]),
                "force_sense": lambda r: overall(r["force"]),
            }[key]
            if key == "force_sense" and not state["maximum"]:
                say(name, key, None, None)
                continue
            values = [(r, float(pick(row))) for r, row in rows.items()]
            by((key, r, v) for r, v in values)
            say(name, key, None, overall([v for _, v in values]))
        elif key == "knack_lead":
            values = []
            for s in steps:
                if s["step"]["do"] != "cough":
                    continue
                inside = numpy.nonzero(run.within(s["a"], s["b"]))[0]
                best, at = 0.0, None
                for i in inside:
                    back = inside[run.t[i] - run.t[inside] >= 0.05 - 1e-9]
                    if len(back):
                        j = back[-1]
                        rate = (run.p[i] - run.p[j]) / (run.t[i] - run.t[j])
                        if rate > best:
                            best, at = rate, (run.t[i] + run.t[j]) / 2
                w = next(w for w in windows if w["repetition"] == s["repetition"])
                first = next((c["on"] for c in run.cs if answer(done, c["on"]) is w), None)
                if best >= 150 and first is not None and first < at:
                    values.append((s["repetition"], at - first))
            by((key, r, float(v)) for r, v in values)
            say(name, key, None, overall([v for _, v in values]))
        elif key == "pelvic_overflow":
            values = [phase.mean(s["a"] + 1, s["b"]) - s["rest"] for s in steps if s["step"]["do"] == "tense"]
            say(name, key, None, overall(values))
        elif key.startswith("felt_"):
            spans = [(s["a"], s["b"]) for s in steps]
            felt = [any(a <= t < b for t in run.felt) for a, b in spans]
            real = [any(c["kind"] in ("squeeze", "flick", "hold") and c["on"] < b and c["off"] > a for c in run.cs) for a, b in spans]
            hits = sum(f and m for f, m in zip(felt, real))
            extra = sum(f and not m for f, m in zip(felt, real))
            signals, quiet = sum(real), len(real) - sum(real)
            z = stats.norm.ppf
            prime = float(z((hits + 0.5) / (signals + 1)) - z((extra + 0.5) / (quiet + 1))) if signals and quiet else None
            say(name, key, None, {"felt_hits": float(hits), "felt_misses": float(signals - hits), "felt_extra": float(extra)}.get(key, prime))
        elif key.startswith("paced_breath_"):
            period = sum(seconds(s["for"]) for s in spec["steps"])
            rows, right = [], []
            for s in steps:
                inside = run.within(s["a"], s["b"])
                turn = 2 * numpy.pi * (run.t[inside] - s["a"] + (0 if s["step"]["do"] == "breathe-in" else seconds(spec["steps"][0]["for"]))) / period
                rows.append(numpy.column_stack((numpy.ones(turn.size), run.t[inside], numpy.cos(turn), numpy.sin(turn))))
                right.append(run.p[inside])
            _, _, c, s = numpy.linalg.lstsq(numpy.vstack(rows), numpy.concatenate(right), rcond=None)[0]
            amplitude = 2 * float(numpy.hypot(c, s))
            lag = float(numpy.arctan2(s, c)) / (2 * numpy.pi) % 1 * period
            say(name, key, None, amplitude if key.endswith("amplitude") else lag if amplitude >= 0.1 else None)


def main(programmes, runs, golden):
    lines = ["# Written by scripts/golden/exercises.py: programme manner phase score repetition value. All simulated."]
    for path in sorted(pathlib.Path(runs).glob("*.txt")):
        name, manner = path.stem.split("+")
        programme = yaml.safe_load((pathlib.Path(programmes) / f"{name}.yaml").read_text())
        out = []
        score(programme, Run(path), out)
        for phase, key, repetition, value in out:
            text = "-" if value is None else f"{value:.12g}"
            lines.append(f"{name} {manner} {phase} {key} {'-' if repetition is None else repetition} {text}")
    (pathlib.Path(golden) / "scores.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
