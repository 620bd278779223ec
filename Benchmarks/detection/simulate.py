#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Simulated sessions of a perineometer with the truth about them, for scoring contraction detectors.

    simulate.py OUTDIR --count 200 --first-seed 1

writes, for each session, NAME.f32 (little-endian float32, frames x channels, channel 0 = pelvic floor in cmH2O,
channel 1 = abdominal where there is one) and NAME.json (rate, channels and events). The generator is independent of
the project's virtual patient: two models of one body differ more honestly than one model twice. Everything it writes
is simulated and marked so.
"""

import argparse
import json
import pathlib
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

import background
import courses
import protocols
from courses import GRID

RATES = [20, 50, 100, 125, 200, 250, 500, 1000]
RATE_ODDS = [0.02, 0.04, 0.22, 0.1, 0.15, 0.27, 0.1, 0.1]


@dataclass
class Session:
    name: str
    rate: int
    pressure: np.ndarray  # frames x channels, cmH2O, float32
    truth: dict
    muscle: np.ndarray  # the noise-free muscle pressure at GRID Hz, which the times of contractions are taken from


def crossing(y, begin, end, level):
    """The time (s) of the first passage through `level` between two indices of GRID; `end` if there is none."""
    part = y[begin : end + 1]
    if part.size < 2:
        return begin / GRID
    hit = np.nonzero(part >= level)[0] if part[0] < level else np.nonzero(part <= level)[0]
    if hit.size == 0:
        return end / GRID
    i = begin + hit[0]
    if i == begin:
        return begin / GRID
    return (i - 1 + (level - y[i - 1]) / (y[i] - y[i - 1])) / GRID


def times(y, onset, release, settled):
    """Rise and fall of one event on a noise-free course, as the fields of its truth. Arguments are indices of `y`.

    Rise: 10, 50, 90 % between the level before and the peak. Fall: 90, 50, 10 % between the level at release and the
    level that is left afterwards.
    """
    before, after = y[onset], y[settled]
    sign = 1.0 if y[release] >= before else -1.0
    peak = onset + int(np.argmax(sign * y[onset : release + 1]))
    height = y[peak] - before
    drop = y[release] - after
    truth = {"onset": onset / GRID, "release": release / GRID, "peak": float(y[peak]), "peakTime": peak / GRID}
    for percent in (10, 50, 90):
        truth[f"rise{percent}"] = crossing(y, onset, peak, before + percent / 100 * height)
    for percent in (90, 50, 10):
        truth[f"fall{percent}"] = crossing(y, release, settled, after + percent / 100 * drop)
    truth["amplitude"] = float(height)
    return truth


def overlay(target, course, onset, factor, until=None):
    """Adds a course. It stays at its last value; what is left of it after `until` fades within seconds."""
    begin = int(round(onset * GRID))
    part = course.values[: target.size - begin]
    if until is not None and until - onset < part.size / GRID:
        beyond = np.arange(part.size) / GRID - (until - onset)
        part = part * np.exp(-np.maximum(0, beyond) / 1.2)
    target[begin : begin + part.size] += factor * part
    if part[-1] > 0.5:
        target[begin + part.size :] += factor * part[-1]


def valley(muscle, planned):
    """Where the pressure turns upwards, if a contraction begins while the one before is still letting go (index)."""
    begin, end = (int(round(s * GRID)) for s in (planned.onset, planned.onset + planned.course.release))
    begin = min(begin, muscle.size - 2)
    part = muscle[begin : max(begin + 1, min(end, begin + GRID))]
    return begin + part.size - 1 - int(np.argmin(part[::-1]))


def event_truth(planned, muscle, begin, next_begin):
    """The truth of one event: of a contraction on the sum of all contractions, of anything else on its own course."""
    at = int(round(planned.onset * GRID))
    if planned.muscle:
        end = min(int(round((planned.onset + planned.course.settled) * GRID)), next_begin)
        release = max(begin, min(int(round((planned.onset + planned.course.release) * GRID)), end))
        return times(muscle, begin, release, end)
    values = np.concatenate([[0.0], planned.course.values]) * planned.amplitude
    release, settled = (int(round(s * GRID)) for s in (planned.course.release, planned.course.settled))
    settled = min(settled, values.size - 1)
    truth = times(values, 0, release, settled)
    if planned.kind == "shift":
        # A step does not fall; its end is when it has settled.
        truth.update(dict.fromkeys(("release", "fall90", "fall50", "fall10"), settled / GRID))
    for key in truth.keys() - {"peak", "amplitude"}:
        truth[key] += at / GRID
    return truth


def session(seed, protocol=None):
    """One session; the same seed and protocol give the same one. Without a protocol the seeds take turns."""
    protocol = protocol or protocols.PROTOCOLS[seed % len(protocols.PROTOCOLS)]
    rng = np.random.default_rng([seed, protocols.PROTOCOLS.index(protocol)])
    person = protocols.Person.draw(rng, protocol)
    seconds = protocols.plan(person)
    rate = int(rng.choice(RATES, p=RATE_ODDS))
    abdominal = bool(rng.random() < 0.62)
    step = GRID // rate
    fine = int(seconds * rate) * step
    n = fine // step

    gain = np.ones(fine)
    muscle, belly, outside = np.zeros(fine), np.zeros(fine), np.zeros(fine)
    contractions = [q.onset for q in person.plan if q.muscle]
    for q in person.plan:
        if q.kind == "slip":
            overlay(gain, q.course, q.onset, -q.amplitude * gain[int(q.onset * GRID)])
            continue
        # The next contraction takes over what the last one left, it does not stand on top of it.
        following = next((t for t in contractions if t > q.onset), None) if q.muscle else None
        overlay(muscle if q.muscle else outside, q.course, q.onset, q.amplitude, following)
        overlay(belly, q.course, q.onset, q.abdominal)
    # Muscle, tissue and the fluid in the probe follow with a lag of 8-30 ms (assumption).
    a = np.exp(-1 / (GRID * rng.uniform(0.004, 0.015)))
    muscle = gain * lfilter([(1 - a) ** 2], [1, -2 * a, a * a], muscle)

    begins = {q.onset: valley(muscle, q) for q in person.plan if q.muscle}
    events = []
    for q in person.plan:
        following = next((b for t, b in begins.items() if t > q.onset), fine - 1)
        truth = event_truth(q, muscle, begins.get(q.onset), following)
        if q.kind == "slip":
            truth.update(amplitude=-q.amplitude, peak=0.0)
        truth["kind"] = "shift" if q.kind == "slip" else q.kind
        if q.muscle and truth["amplitude"] < max(1, 0.4 * q.amplitude * gain[int(q.onset * GRID)]):
            truth["kind"] = "flicker"  # it drowns in what the one before left
        truth["abdominalAmplitude"] = float(q.abdominal) if abdominal else 0.0
        events.append({k: v if isinstance(v, str) else round(float(v), 5) for k, v in truth.items()})

    pressure = render(rng, person, rate, n, muscle[::step], outside[::step], belly[::step], gain[::step], abdominal)
    name = f"{protocol}-{seed:06d}"
    truth = {"rate": rate, "channels": 2 if abdominal else 1, "abdominal": abdominal, "protocol": protocol,
             "seed": seed, "simulated": True, "seconds": n / rate, "strength": round(person.strength, 3),
             "guarded": bool(person.guarded), "events": events}
    return Session(name, rate, pressure, truth, muscle)


def render(rng, person, rate, n, muscle, outside, belly, gain, abdominal):
    """What the probe shows, frames x channels."""
    t = np.arange(n) / rate
    rest = np.clip(rng.normal(21, 7.1), 6, 45) if person.guarded else np.clip(rng.normal(17, 4.4), 5, 35)
    rms, seconds = ((rng.uniform(0.6, 2.2), rng.uniform(2, 10)) if person.guarded
                    else (rng.uniform(0.1, 0.6), rng.uniform(2, 12)))
    rms = min(rms, (0.1 if person.guarded else 0.04) * person.strength)
    tone = rest + background.tone(rng, n, rate, rms, seconds)
    tremor = np.sin(background.phase(rng, n, rate, rng.uniform(6, 12), 0.1, 0.5)) if rate >= 50 else np.zeros(n)
    deep = rng.random() < {"artefacts": 0.6, "down-training": 0.35, "weak": 0.1}.get(person.protocol, 0.2)
    breath = background.breathing(rng, n, rate, deep)
    # A squeeze that is smaller than a breath is beyond any detector, and says nothing about one.
    share = 0.14 if person.protocol == "weak" else 0.2
    breath *= min(1, share * person.strength / max(np.percentile(np.abs(breath), 98), 0.1))
    if rng.random() < 0.4:
        # Many hold their breath while they squeeze.
        breath = breath * (1 - 0.7 * np.clip(muscle / (0.3 * person.strength), 0, 1))
    sign = rng.choice([1, -1], p=[0.8, 0.2])
    y = (gain * tone + muscle * (1 + rng.uniform(0.003, 0.02) * tremor) + outside + sign * breath
         + background.heart(rng, n, rate) + background.drift(rng, n, rate, rng.random() < 0.04)
         + background.sensor(rng, n, rate))
    if rng.random() < 0.12:
        y += rng.uniform(10, 50) * np.exp(-t / rng.uniform(1, 6)) * rng.choice([1, -0.4])  # settling after insertion
    y += rng.uniform(-60, 150) if rng.random() < 0.25 else rng.normal(0, 0.3) - (rest if rng.random() < 0.4 else 0)
    bit = 0.5 if rng.random() < 0.06 else np.exp(rng.uniform(np.log(0.01), np.log(0.1)))
    columns = [np.round(y / bit) * bit]
    if abdominal:
        z = (rng.uniform(0, 15) + rng.uniform(0.03, 0.15) * muscle + belly + rng.uniform(0.3, 1.5) * breath
             + rng.uniform(0, 1) * background.heart(rng, n, rate) + background.drift(rng, n, rate, False)
             + background.wandering(rng, n, rate, rng.uniform(0.05, 0.4), 5) + background.sensor(rng, n, rate))
        columns.append(np.round(z / bit) * bit)
    return np.stack(columns, axis=1).astype("<f4")


def write(directory, made):
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    made.pressure.tofile(directory / f"{made.name}.f32")
    (directory / f"{made.name}.json").write_text(json.dumps(made.truth, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description="Write simulated perineometer sessions with their truth.")
    parser.add_argument("directory")
    parser.add_argument("--count", type=int, default=20, help="number of sessions (default 20)")
    parser.add_argument("--first-seed", type=int, default=1, help="1-1000: for tuning; from 100001: for tests")
    parser.add_argument("--protocol", choices=protocols.PROTOCOLS, help="default: all in turn")
    options = parser.parse_args()
    for seed in range(options.first_seed, options.first_seed + options.count):
        write(options.directory, session(seed, options.protocol))


if __name__ == "__main__":
    main()
