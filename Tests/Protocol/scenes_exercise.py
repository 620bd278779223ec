# SPDX-License-Identifier: Apache-2.0
"""What is recorded about guided exercises."""

from __future__ import annotations

from typing import Any

from steps import ask, notice

#: Everything that the coach says, in a few seconds.
SHORT = """tonus-programme: 1
id: short
version: 1
title: A short one
summary: For a transcript.
focus: trainer
source: own
sizes:
  - {name: one, millimetres: 15}
  - {name: two, millimetres: 20}
phases:
  - id: before
    title: Before
    feedback: calm
    steps: [{ask: size}, {ask: pain-before}, {ask: anxiety-before}]
  - id: squeezes
    title: Squeezes
    repeat: 2
    steps:
      - {do: squeeze, for: 1500 ms, target: {above-rest: 3-10 cmH2O}}
      - {do: release, for: 500 ms}
    scores: [phase_time_at_ease]
  - id: noticing
    title: Noticing
    feedback: blinded
    steps: [{do: notice, at-most: 30 min}]
    scores: [felt_hits]
  - id: reveal
    title: Felt and measured
    steps: [{do: reveal, for: 1 s}]
  - id: trainer
    title: With the trainer
    steps: [{do: trainer, at-most: 30 min}]
  - id: skipped
    title: To be skipped
    steps: [{do: rest, at-most: 30 min}]
  - id: after
    title: Afterwards
    steps: [{ask: pain-peak}]
"""


#: Refused while the exercise waits for the signal.
ONCE_POSSIBLE = {"error": None}


def coach(event: str, **said: Any) -> dict[str, Any]:
    return notice("coach", 1, event=event, **said)


def cue(phase: str) -> dict[str, Any]:
    return coach("cue", cue={"phase": phase})


def question(name: str) -> dict[str, Any]:
    return coach("question", question={"question": name})


def ended(phase: str) -> dict[str, Any]:
    return coach("phaseEnded", phaseEnded={"id": phase})


EXERCISE: list[tuple[str, list[str], str | None, list[dict[str, Any]]]] = [
    (
        "exercise",
        ["--simulate=comfortable-strong,rate=250"],
        None,
        [
            notice("hello"),
            *ask(1, "programmes.list"),
            *ask(2, "programmes.get", {"name": "trainer"}),
            *ask(3, "programmes.get", {"name": "nowhere"}),
            *ask(4, "programmes.run", {"text": "tonus-programme: 1\n"}),
            *ask(5, "exercise.pause"),
            *ask(6, "subscribe", {"streams": ["coach"]}),
            *ask(
                7, "programmes.run", {"text": SHORT, "withoutMaximum": True, "record": True}, {"one": "result.session"}
            ),
            coach("began"),
            coach("phaseBegan", phase={"id": "before"}),
            question("size"),
            *ask(8, "exercise.answer", {"size": "two"}, until=ONCE_POSSIBLE),
            coach("answered"),
            question("pain-before"),
            *ask(9, "exercise.answer", {"number": 11}),
            *ask(10, "exercise.answer", {"number": 3}, until=ONCE_POSSIBLE),
            question("anxiety-before"),
            *ask(11, "exercise.next", until=ONCE_POSSIBLE),
            ended("before"),
            cue("squeezes"),
            coach("progress"),
            ended("squeezes"),
            coach("score"),
            cue("noticing"),
            *ask(12, "exercise.pause", {"device": "SIM-comfortable-strong-1"}, until=ONCE_POSSIBLE),
            coach("paused"),
            *ask(13, "exercise.status"),
            *ask(14, "exercise.resume"),
            coach("resumed"),
            *ask(15, "exercise.felt", until=ONCE_POSSIBLE),
            coach("feltNoted"),
            *ask(16, "exercise.next", until=ONCE_POSSIBLE),
            ended("noticing"),
            coach("reveal"),
            cue("trainer"),
            *ask(17, "exercise.smallerToday", until=ONCE_POSSIBLE),
            *ask(18, "exercise.next", until=ONCE_POSSIBLE),
            cue("skipped"),
            *ask(19, "exercise.skip", until=ONCE_POSSIBLE),
            ended("skipped"),
            question("pain-peak"),
            *ask(20, "exercise.answer", {"number": 4}, until=ONCE_POSSIBLE),
            coach("suggestion"),
            coach("ended"),
            *ask(21, "exercise.status"),
            *ask(22, "programmes.run", {"name": "quick-flicks", "withoutMaximum": True}, until=ONCE_POSSIBLE),
            *ask(23, "programmes.run", {"name": "quick-flicks", "withoutMaximum": True}),
            *ask(24, "exercise.stop"),
            coach("ended"),
        ],
    ),
]
