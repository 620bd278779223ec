# SPDX-License-Identifier: Apache-2.0
"""Curves of single events: how a contraction rises, stays and falls, and what a cough or a shift looks like.

Every course is sampled at `GRID` Hz, starts at 0 and is given for an amplitude of 1. Figures without a source are
assumptions.
"""

from dataclasses import dataclass

import numpy as np

GRID = 1000  # Hz; every sample rate that the generator draws divides it.


@dataclass
class Course:
    """An event of amplitude 1: `values` at GRID Hz, when the release begins and when its fast part is over (s)."""

    values: np.ndarray
    release: float
    settled: float


def samples(seconds):
    return max(1, int(round(seconds * GRID)))


def ramp(shape, seconds):
    """From 0 to 1 in about `seconds`, which is the whole way but for "exponential", whose 10-90 % time it is."""
    n = samples(seconds)
    s = (np.arange(n) + 1) / n
    if shape == "cosine":
        return 0.5 - 0.5 * np.cos(np.pi * s)
    if shape == "minimum-jerk":
        return s**3 * (10 - 15 * s + 6 * s**2)
    if shape == "linear":
        return s
    if shape == "two-stage":
        # Recruitment in two steps: quickly to a half or so, then slowly on.
        return np.interp(s, [0, 0.25, 0.45, 1], [0, 0.55, 0.62, 1])
    if shape == "exponential":
        t = np.arange(1, samples(2 * seconds) + 1) / GRID
        v = 1 - np.exp(-t * 2.2 / seconds)
        return v / v[-1]
    raise ValueError(f"unknown shape {shape!r}; use cosine, minimum-jerk, linear, two-stage or exponential")


RISES = ["cosine", "minimum-jerk", "exponential", "two-stage", "linear"]


def wander(rng, n, seconds, rms):
    """Slow unsteadiness: a random walk through knots `seconds` apart."""
    knots = int(n / GRID / seconds) + 3
    return np.interp(np.arange(n) / GRID, np.arange(knots) * seconds, rng.normal(0, rms, knots))


def plateau(rng, seconds, manner, unsteadiness):
    """What is held, starting at 1.

    Fatigue is exponential with a half time of 8-40 s, the mean of a hold is 0.59-0.73 of its peak
    (literature figures of hold manometry); steps, dips and ramps are assumptions.
    """
    n = samples(seconds)
    t = np.arange(n) / GRID
    level = np.ones(n)
    if manner == "fatigue":
        floor = rng.uniform(0.35, 0.75)
        level = floor + (1 - floor) * 0.5 ** (t / rng.uniform(3, 20))
    elif manner == "give-up":
        for _ in range(rng.integers(1, 4)):
            at, drop = rng.uniform(0.2, 0.95) * seconds, rng.uniform(0.1, 0.3)
            level -= drop * level[-1] / (1 + np.exp(-np.clip((t - at) / rng.uniform(0.02, 0.15), -50, 50)))
    elif manner == "double":
        at, width = rng.uniform(0.35, 0.65) * seconds, min(0.45, 0.16 * seconds)
        level = 1 - rng.uniform(0.12, 0.4) * np.exp(-0.5 * ((t - at) / width) ** 2)
        level *= np.interp(t, [0, seconds], [1, rng.uniform(0.85, 1.15)])
    elif manner == "ramp":
        level = np.interp(t, [0, seconds], [1, rng.uniform(1.05, 1.5)])
    elif manner == "overshoot":
        extra = rng.uniform(0.05, 0.3)
        level = 1 - extra * (1 - np.exp(-t / rng.uniform(0.15, 0.6)))
    elif manner == "elevator":
        # A graded exercise: a quarter of the strength after another, and in half of all cases down again likewise.
        floors = [1, 2, 3, 4] + ([3, 2, 1] if rng.random() < 0.5 else [])
        each = seconds / len(floors)
        for k, (a, b) in enumerate(zip(floors, floors[1:])):
            level += (b - a) / (1 + np.exp(-np.clip((t - (k + 1) * each) / rng.uniform(0.05, 0.2), -50, 50)))
    elif manner == "regrip":
        for at in np.arange(rng.uniform(1, 3), seconds, rng.uniform(2, 5)):
            sag = np.clip((t - at + 1.2) / 1.2, 0, 1) * (t < at) + np.clip(1 - (t - at) / 0.4, 0, 1) * (t >= at)
            level -= rng.uniform(0.05, 0.25) * sag
    if unsteadiness:
        w = wander(rng, n, 0.6, unsteadiness)
        level = level * (1 + w * np.minimum(1, t / 0.3))
    return np.maximum(level, 0.15)


def contraction(rng, rise, hold, fall, shape=None, manner="flat", unsteadiness=0.0, residual=0.0, slow=0.0):
    """A contraction: rise (s), hold (s), fall (s, of the fast part), `residual` 0-1 left after it, `slow` 0-1 of the
    fall in a second exponential of 2-8 s (guarded release)."""
    up = ramp(shape or rng.choice(RISES, p=[0.3, 0.3, 0.2, 0.1, 0.1]), rise)
    held = plateau(rng, hold, manner, unsteadiness) if hold > 0.02 else np.ones(1)
    level = held[-1]
    tail_seconds = 90.0 if residual > 0 else (45.0 if slow > 0 else 4 * fall + 1)
    t = np.arange(1, samples(tail_seconds) + 1) / GRID
    kind = rng.choice(["cosine", "minimum-jerk", "exponential"], p=[0.35, 0.3, 0.35])
    if kind == "exponential":
        fast = np.exp(-t * 2.2 / fall)
    else:
        down = 1 - ramp(kind, fall)
        fast = np.zeros(t.size)
        fast[: down.size] = down[: t.size]
    if slow > 0:
        fast = (1 - slow) * fast + slow * np.exp(-t / rng.uniform(0.8, 3.0))
    left = np.exp(-t / rng.uniform(10, 60))
    tail = level * ((1 - residual) * fast + residual * left)
    release = (up.size + held.size) / GRID
    over = np.nonzero(fast > 0.02)[0]
    settled = release + ((over[-1] + 1) / GRID if over.size else 0)
    return Course(np.concatenate([up, held, tail]), release, settled)


def cough(rng):
    """60-150 ms rise, 250-500 ms wide (assumption, after reported timing of cough pressure)."""
    rise, width = rng.uniform(0.06, 0.15), rng.uniform(0.25, 0.5)
    up = ramp(rng.choice(["cosine", "minimum-jerk"]), rise)
    top = np.ones(samples(rng.uniform(0.01, 0.08)))
    t = np.arange(1, samples(2.0) + 1) / GRID
    rest = max(0.08, width - 0.5 * rise - top.size / GRID)
    down = np.exp(-((t / rest) ** rng.uniform(1.2, 2.5)) * 0.69)
    release = (up.size + top.size) / GRID
    over = np.nonzero(down > 0.02)[0]
    return Course(np.concatenate([up, top, down]), release, release + (over[-1] + 1) / GRID)


def strain(rng):
    """Valsalva: ramp 0.5-2 s, plateau 3-10 s."""
    return contraction(rng, rng.uniform(0.5, 2), rng.uniform(1.5, 8), rng.uniform(0.3, 1.2),
                       manner=rng.choice(["flat", "ramp", "fatigue"]), unsteadiness=0.05)


def talk(rng):
    """Laughing or talking: bursts at 4-6 Hz."""
    seconds = rng.uniform(1.5, 8)
    n = samples(seconds)
    t = np.arange(n) / GRID
    rate = rng.uniform(3.5, 6)
    bursts = np.maximum(0, np.sin(2 * np.pi * rate * t + wander(rng, n, 0.4, 0.7))) ** 1.5
    words = np.clip(0.6 + wander(rng, n, 0.35, 0.5), 0, 1)
    envelope = np.minimum(1, np.minimum(t, seconds - t) / 0.3)
    values = envelope * (0.6 * bursts * words + 0.4 * words)
    return Course(values / max(values.max(), 0.1), seconds * 0.9, seconds)


def motion(rng):
    """A knock, jump or lift: a spike of 20-300 ms with a damped ringing."""
    n = samples(2.5)
    t = np.arange(n) / GRID
    width = rng.uniform(0.01, 0.12)
    spike = np.exp(-0.5 * ((t - 3 * width) / width) ** 2)
    ring = np.sin(2 * np.pi * rng.uniform(1.5, 6) * (t - 3 * width)) * np.exp(-(t - 3 * width) / rng.uniform(0.1, 0.4))
    values = spike + rng.uniform(0, 0.5) * np.where(t > 3 * width, ring, 0)
    values[0] = 0
    return Course(values / values.max(), 3 * width, min(2.4, 6 * width + 0.6))


def shift(rng, seconds):
    """A step that stays: to 1 within `seconds`, with an overshoot in a third, the rest settling within 2-5 s."""
    up = ramp(rng.choice(["cosine", "minimum-jerk", "exponential"]), seconds)
    t = np.arange(1, samples(8) + 1) / GRID
    over = rng.uniform(0.1, 0.8) if rng.random() < 0.33 else 0.0
    settle = rng.uniform(0.5, 1.6)
    values = np.concatenate([up * (1 + over), 1 + over * np.exp(-t / settle)])
    return Course(values, up.size / GRID, up.size / GRID + min(5.0, 3 * settle if over else 0.5))
