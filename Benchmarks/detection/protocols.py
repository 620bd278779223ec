# SPDX-License-Identifier: Apache-2.0
"""Who the person is, and what she does when. Amplitudes in cmH2O, times in seconds.

The timings of PERFECT and of Glazer's assessment are those of their publications; everything about how a person
departs from the cue is an assumption.
"""

from dataclasses import dataclass, field

import numpy as np

import courses

PROTOCOLS = ["perfect", "free", "glazer", "weak", "clinic", "down-training", "artefacts"]


@dataclass
class Planned:
    kind: str
    onset: float
    course: courses.Course
    amplitude: float  # in the pelvic-floor channel
    abdominal: float  # in the abdominal channel, without crosstalk
    muscle: bool


@dataclass
class Person:
    rng: np.random.Generator
    protocol: str
    strength: float = 0
    variation: float = 0
    guarded: bool = False
    quickness: float = 1
    residual: float = 0
    slow: float = 0
    unsteadiness: float = 0
    co_contraction: float = 0
    pushes: float = 0  # share of the squeezes that are pushes
    plan: list = field(default_factory=list)

    @classmethod
    def draw(cls, rng, protocol):
        p = cls(rng, protocol)
        # Lognormal over women: a median of 22-35 cmH2O is reported for pressure probes.
        p.strength = float(np.clip(np.exp(rng.normal(np.log(26), 0.62)), 5, 100))
        p.guarded = rng.random() < {"down-training": 1.0, "clinic": 0.4}.get(protocol, 0.15)
        p.quickness = float(np.exp(rng.normal(0, 0.25)))
        if protocol == "weak":
            p.strength, p.quickness = float(rng.uniform(3, 12)), rng.uniform(0.6, 1.0)
        if protocol == "down-training":
            p.strength = max(10.0, min(p.strength, 60) * rng.uniform(0.6, 1))
        p.variation = rng.uniform(0.05, 0.15)
        poor = p.guarded or rng.random() < 0.2
        p.residual = rng.uniform(0.05, 0.45) if poor else rng.uniform(0, 0.06)
        p.slow = rng.uniform(0, 0.15) if rng.random() < 0.3 else 0.0
        if p.guarded:
            p.slow = rng.uniform(0.05, 0.3)
        p.unsteadiness = rng.uniform(0.005, 0.06) * (1.5 if protocol == "weak" else 1)
        p.co_contraction = float(np.clip(rng.lognormal(np.log(0.1), 0.7), 0, 0.5))
        p.pushes = rng.uniform(0.2, 0.9) if rng.random() < 0.07 else 0.0
        return p

    def amplitude(self, share):
        least = 3.0 if self.protocol == "weak" else 4.0
        return max(least, self.strength * share * max(0.3, 1 + self.variation * self.rng.normal()))

    def add(self, kind, onset, course, amplitude, abdominal, muscle=False):
        self.plan.append(Planned(kind, onset, course, amplitude, abdominal, muscle))

    def squeeze(self, onset, duration, share=1.0, kind=None, slowest_fall=0.7):
        """A voluntary contraction of about `duration` from onset to release, or a push where she does that instead.
        Returns the release."""
        rng = self.rng
        shape = None
        # Nothing says where a squeeze ends and a hold begins; exercises ask for 3-5 s or for 8-10 s (assumption).
        kind = kind or ("hold" if duration >= 6.5 else "squeeze")
        if kind == "flick":
            shape = str(rng.choice(["cosine", "minimum-jerk", "exponential"], p=[0.45, 0.4, 0.15]))
            # Onset to peak is reported as 0.51 s (electromyogram).
            rise = np.clip(rng.lognormal(np.log(0.38), 0.3) / self.quickness, 0.15, 0.9)
            rise *= 0.6 if shape == "exponential" else 1
            hold, fall = max(0, duration - rise), rng.uniform(0.15, slowest_fall)
            manner = "flat"
        else:
            rise = np.clip(rng.uniform(0.3, 1.5) / self.quickness, 0.25, 2.0)
            hold = max(0.2, duration - rise)
            fall = float(np.exp(rng.uniform(np.log(0.25), np.log(1.6 if not self.guarded else 3.0))))
            odds = [0.3, 0.25, 0.1, 0.1, 0.07, 0.1, 0.08]
            manner = rng.choice(["flat", "fatigue", "overshoot", "give-up", "ramp", "double", "regrip"], p=odds)
            if self.protocol == "weak" and rng.random() < 0.4:
                manner = rng.choice(["fatigue", "give-up", "regrip"])
        residual = self.residual * rng.uniform(0.5, 1.3) * (0.5 if kind == "flick" else 1)
        c = courses.contraction(rng, rise, hold, fall / self.quickness**0.5, shape, manner=str(manner),
                                unsteadiness=self.unsteadiness, residual=min(residual, 0.5),
                                slow=self.slow * (0.4 if kind == "flick" else 1))
        size = self.amplitude(share)
        if kind != "flick" and rng.random() < self.pushes:
            size *= rng.uniform(0.4, 1)
            self.add("push", onset, c, size, size * rng.uniform(1.0, 1.8))
        else:
            rho = self.co_contraction * rng.lognormal(0, 0.3)
            self.add(kind, onset, c, size, size * min(rho, 0.6), muscle=True)
        return onset + c.release

    def elevator(self, onset):
        rng = self.rng
        c = courses.contraction(rng, rng.uniform(0.4, 1), rng.uniform(7, 16), rng.uniform(0.5, 1.5), "minimum-jerk",
                                "elevator", self.unsteadiness, self.residual * 0.5, self.slow)
        size = self.amplitude(0.25)
        self.add("hold", onset, c, size, size * self.co_contraction, muscle=True)
        return onset + c.release

    def knack(self, onset):
        """A squeeze before and throughout a cough."""
        released = self.squeeze(onset, self.rng.uniform(2.5, 4), self.rng.uniform(0.5, 0.9))
        size = float(np.clip(self.rng.lognormal(np.log(25), 0.5), 5, 80))
        self.add("cough", onset + self.rng.uniform(1.1, 1.6), courses.cough(self.rng), size, size * self.strain_ratio())
        return released

    def flicks(self, onset, count, interval, share=0.95):
        for _ in range(count):
            duration = self.rng.uniform(0.25, min(0.7, 0.6 * interval))
            released = self.squeeze(onset, duration, share, "flick", slowest_fall=min(0.7, 0.45 * interval))
            onset = max(onset + interval * self.rng.uniform(0.85, 1.2), released + self.rng.uniform(0.2, 0.4))
        return onset

    def cough(self, onset):
        rng = self.rng
        for _ in range(rng.integers(1, 4)):
            size = float(np.clip(rng.lognormal(np.log(32), 0.6), 5, 120))
            self.add("cough", onset, courses.cough(rng), size, size * self.strain_ratio())
            onset += rng.uniform(0.4, 1.0)
        return onset + 0.5

    def strain_ratio(self):
        return float(np.clip(self.rng.lognormal(np.log(1.15), 0.2), 0.8, 2.2))

    def strain(self, onset):
        c, size = courses.strain(self.rng), self.rng.uniform(5, 50)
        self.add("strain", onset, c, size, size * self.strain_ratio())
        return onset + c.settled

    def talk(self, onset):
        c, size = courses.talk(self.rng), self.rng.uniform(2, 12)
        self.add("talk", onset, c, size, size * self.strain_ratio())
        return onset + c.settled

    def posture(self, onset):
        """Hydrostatic and abdominal step of 5-25 cmH2O, either way."""
        rng = self.rng
        size = rng.uniform(3, 25) * rng.choice([1, -1])
        c = courses.shift(rng, rng.uniform(0.4, 3))
        self.add("shift", onset, c, size, size * rng.uniform(0.2, 1.2))
        return onset + c.settled

    def motion(self, onset):
        c, size = courses.motion(self.rng), self.rng.uniform(5, 70)
        self.add("motion", onset, c, size, size * self.rng.uniform(0, 1.2))
        return onset + c.settled

    def spasm(self, onset):
        """Uncued. Tonic for 31.2 +- 5.7 s at 30-100 % of the strength, or a short guarding of 5-30 %."""
        rng = self.rng
        long = rng.random() < 0.3
        seconds = float(np.clip(rng.normal(20, 9), 4, 31)) if long else rng.uniform(0.3, 4)
        share = rng.uniform(0.3, 1.0) if long else rng.uniform(0.05, 0.3)
        c = courses.contraction(rng, rng.uniform(0.1, 0.4), seconds, rng.uniform(2, 6) if long else rng.uniform(0.3, 2),
                                unsteadiness=0.06, residual=rng.uniform(0, 0.2))
        self.add("spasm", onset, c, self.strength * share, self.strength * share * self.co_contraction, muscle=True)
        return onset + c.settled

    def disturb(self, onset, kinds, odds=None):
        return getattr(self, str(self.rng.choice(kinds, p=odds)))(onset)

    def lag(self):
        return self.rng.uniform(0.15, 0.8)


def perfect(p):
    rng, t = p.rng, p.rng.uniform(8, 30)
    for _ in range(rng.integers(1, 4)):
        t = p.squeeze(t + p.lag(), rng.uniform(1.5, 4)) + rng.uniform(6, 12)
    endurance = rng.uniform(5, 11)
    t = p.squeeze(t + p.lag(), endurance) + rng.uniform(8, 20)
    for i in range(rng.integers(4, 11)):
        t = p.squeeze(t + p.lag(), endurance * rng.uniform(0.7, 1.05), 1 - 0.025 * i) + rng.uniform(3, 5)
    t += rng.uniform(10, 60)
    return p.flicks(t, rng.integers(5, 11), rng.uniform(1.2, 2.6)) + rng.uniform(5, 15)


def free(p):
    rng, t, end = p.rng, p.rng.uniform(1, 20), p.rng.uniform(60, 300)
    while t < end:
        action = rng.random()
        if action < 0.5:
            t = p.squeeze(t, rng.uniform(1, 5), rng.uniform(0.3, 1.05)) + rng.uniform(1.5, 12)
        elif action < 0.7:
            t = p.squeeze(t, rng.uniform(5, 20), rng.uniform(0.3, 1.0)) + rng.uniform(3, 15)
        elif action < 0.93:
            t = p.flicks(t, rng.integers(1, 9), rng.uniform(0.7, 2.0), rng.uniform(0.5, 1)) + rng.uniform(1.5, 10)
        elif action < 0.96:
            t = p.disturb(t, ["cough", "talk", "posture", "motion"]) + rng.uniform(2, 6)
        elif action < 0.98 and p.residual < 0.15 and p.strength > 15:
            t = p.elevator(t) + rng.uniform(3, 10)
        else:
            t += rng.uniform(5, 30)
    return t + rng.uniform(3, 10)


def glazer(p):
    rng, t = p.rng, p.rng.uniform(25, 60)
    t = p.flicks(t + p.lag(), 5, rng.choice([4, 12]) * 1.0)
    t += rng.uniform(5, 15)
    for _ in range(5):
        p.squeeze(t + p.lag(), 10 + rng.normal(0, 0.3))
        t += 20
    p.squeeze(t + p.lag(), rng.choice([30, 60]) + rng.normal(0, 0.5), rng.uniform(0.6, 0.95))
    return p.plan[-1].onset + p.plan[-1].course.release + rng.uniform(25, 60)


def weak(p):
    rng, t, end = p.rng, p.rng.uniform(8, 30), p.rng.uniform(80, 260)
    while t < end:
        if rng.random() < 0.25:
            t = p.flicks(t, rng.integers(2, 7), rng.uniform(1.2, 3)) + rng.uniform(4, 10)
        else:
            t = p.squeeze(t + p.lag(), rng.uniform(1.2, 8), rng.uniform(0.7, 1)) + rng.uniform(4, 12)
        if rng.random() < 0.05:
            t = p.disturb(t, ["cough", "posture", "talk"]) + rng.uniform(2, 6)
    return t + 5


def clinic(p):
    rng, t, end = p.rng, p.rng.uniform(3, 25), p.rng.uniform(120, 380)
    while t < end:
        action = rng.random()
        if action < 0.35:
            t = p.squeeze(t + p.lag(), rng.uniform(1, 6), rng.uniform(0.4, 1)) + rng.uniform(3, 10)
        elif action < 0.45:
            t = p.squeeze(t + p.lag(), rng.uniform(6, 15), rng.uniform(0.5, 1)) + rng.uniform(4, 12)
        elif action < 0.55:
            t = p.flicks(t + p.lag(), rng.integers(2, 7), rng.uniform(0.9, 2.2)) + rng.uniform(2, 8)
        elif action < 0.58:
            t = p.knack(t + p.lag()) + rng.uniform(3, 8)
        else:
            kinds = ["cough", "strain", "talk", "posture", "slip", "motion", "spasm"]
            kind = str(rng.choice(kinds, p=[0.32, 0.18, 0.12, 0.1, 0.04, 0.12, 0.12]))
            if kind == "slip" and not any(q.kind == "slip" for q in p.plan):
                p.add("slip", t, courses.shift(rng, rng.uniform(0.1, 2)), rng.uniform(0.3, 0.7), 0)
                t += 4
            elif kind != "slip":
                t = getattr(p, kind)(t) + rng.uniform(2, 8)
    return t + 5


def down_training(p):
    rng, t = p.rng, p.rng.uniform(15, 45)
    for _ in range(rng.integers(1, 3)):
        for _ in range(rng.integers(3, 6)):
            t = p.squeeze(t + p.lag(), rng.uniform(3, 6), rng.uniform(0.3, 0.7)) + rng.uniform(10, 20)
            if rng.random() < 0.15:
                t = p.spasm(t) + rng.uniform(3, 8)
        if rng.random() < 0.5:
            t = p.flicks(t + p.lag(), 5, rng.uniform(1.5, 3), 0.5) + rng.uniform(3, 8)
            t = p.squeeze(t + p.lag(), 10) + rng.uniform(12, 25)
    return t


def artefacts(p):
    rng, t, end = p.rng, p.rng.uniform(5, 30), p.rng.uniform(60, 240)
    while t < end:
        kinds = ["cough", "talk", "posture", "motion", "strain"]
        t = p.disturb(t, kinds, [0.35, 0.15, 0.2, 0.2, 0.1]) + rng.exponential(25) + 3
    return end + 5


def plan(person):
    """Fills in the person's plan; returns how long the session is, 60-400 s."""
    steps = {"perfect": perfect, "free": free, "glazer": glazer, "weak": weak, "clinic": clinic,
             "down-training": down_training, "artefacts": artefacts}
    seconds = float(np.clip(steps[person.protocol](person), 60, 400))
    rng = person.rng
    if person.protocol in ("perfect", "glazer", "down-training"):
        # A cough in a pause between two exercises, in some sessions.
        ends = sorted((q.onset, q.onset + q.course.settled) for q in person.plan)
        pauses = [(a[1], b[0]) for a, b in zip(ends, ends[1:]) if b[0] - a[1] > 6]
        if pauses and rng.random() < 0.4:
            begin, stop = pauses[rng.integers(len(pauses))]
            person.cough(rng.uniform(begin + 0.5, stop - 4))
    if rng.random() < 0.1:
        person.motion(rng.uniform(0.3, 2.5))  # the probe is still being placed
    person.plan = sorted((q for q in person.plan if q.onset + q.course.settled + 0.5 < seconds), key=lambda q: q.onset)
    return seconds
