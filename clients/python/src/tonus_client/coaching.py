# SPDX-License-Identifier: Apache-2.0
"""What a guided exercise says, as values. Units and names as in `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Fields


@dataclass(frozen=True)
class Target:
    """A band of pressure, counted from the zero in use; without `lower` it is reached from above."""

    lower: float | None
    upper: float


@dataclass(frozen=True)
class Cue:
    """What is asked from here on."""

    #: The id of the phase, which repetition and step of it, from 1.
    phase: str
    repetition: int
    step: int
    #: The programme's word, such as `squeeze` or `release`.
    activity: str
    #: For people.
    text: str
    #: None at one's own pace.
    seconds: float | None
    #: None where there is none, or it is not known yet.
    target: Target | None


@dataclass(frozen=True)
class Question:
    """Something that may be told, by `exercise.answer`, or left open, by `exercise.go_on`."""

    question: str
    text: str
    #: The ends of its scale, where it has one.
    least: int | None
    greatest: int | None
    #: Names of the trainers to choose from.
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """A figure: a `value`, or in `excluded` and `reason` why there is none."""

    name: str
    definition: str
    unit: str
    phase: str
    repetition: int | None
    value: float | None
    excluded: str | None
    reason: str | None


@dataclass(frozen=True)
class Coach:
    """What a guided exercise asks, tells and came to: the stream `coach`.

    `event` is a word of docs/socket-protocol.md, "coach", such as `cue`, `question`, `paused` or `ended`. What comes with
    it and has no attribute here stands in `members` as it came: `beginning`, `phase`, `answer`, `phaseEnded`, `noticed`,
    `summary`.
    """

    subscription: int
    #: The number of the exercise.
    run: int
    event: str
    #: Of the sample at which it was so; None before the first.
    device_time: float | None
    host_time: float | None
    #: Seconds of the programme's own time, which stands still while the exercise waits, is paused or asks.
    elapsed: float
    #: Whether it was so before, and is told again.
    earlier: bool
    cue: Cue | None
    target: Target | None
    question: Question | None
    score: Score | None
    #: For people.
    text: str | None
    #: Why it waits: `settling`, `gap`, `device` or `restart`.
    waiting: str | None
    simulated: bool
    members: Mapping[str, Any]


@dataclass(frozen=True)
class Exercise:
    """A guided exercise as it is now."""

    #: Its number, from 1 since the daemon was started.
    run: int
    programme: str
    version: int
    title: str
    #: Serial number of the perineometer.
    device: str | None
    #: `waiting`, `running`, `paused`, `asking`, `closing` or `ended`, which is a good end, however it came.
    state: str
    waiting: str | None
    #: Seconds of the programme's own time, and how much it takes at the most.
    elapsed: float
    seconds: float
    cue: Cue | None
    question: Question | None
    #: The id of the session that is recorded.
    session: str | None
    simulated: bool
    #: All of it, as it came; `summary` is there once it has ended.
    members: Mapping[str, Any]


def decode_coach(fields: Fields, subscription: int, _: bool) -> Coach:
    """The notification `coach`. Raises `Malformed`."""
    score = fields.optional_object("score")
    return Coach(
        subscription=subscription,
        run=fields.integer("run"),
        event=fields.text("event"),
        device_time=fields.optional_number("deviceTime"),
        host_time=fields.optional_number("hostTime"),
        elapsed=fields.number("elapsed"),
        earlier=fields.flag("earlier", False),
        cue=_cue(fields.optional_object("cue")),
        target=_target(fields.optional_object("target")),
        question=_question(fields.optional_object("question")),
        score=_score(score) if score else None,
        text=fields.optional_text("text"),
        waiting=fields.optional_text("waiting"),
        simulated=fields.flag("simulated"),
        members=fields.members,
    )


def decode_exercise(members: Any) -> Exercise:
    """The reply to `programmes.run` and to every command. Raises `Malformed`."""
    fields = Fields(members, "exercise")
    return Exercise(
        run=fields.integer("run"),
        programme=fields.text("programme"),
        version=fields.integer("version"),
        title=fields.text("title"),
        device=fields.optional_text("device"),
        state=fields.text("state"),
        waiting=fields.optional_text("waiting"),
        elapsed=fields.number("elapsed"),
        seconds=fields.number("seconds"),
        cue=_cue(fields.optional_object("cue")),
        question=_question(fields.optional_object("question")),
        session=fields.optional_text("session"),
        simulated=fields.flag("simulated"),
        members=fields.members,
    )


def _cue(fields: Fields | None) -> Cue | None:
    if fields is None:
        return None
    return Cue(
        phase=fields.text("phase"),
        repetition=fields.integer("repetition"),
        step=fields.integer("step"),
        activity=fields.text("activity"),
        text=fields.text("text"),
        seconds=fields.optional_number("seconds"),
        target=_target(fields.optional_object("target")),
    )


def _target(fields: Fields | None) -> Target | None:
    return None if fields is None else Target(fields.optional_number("lower"), fields.number("upper"))


def _question(fields: Fields | None) -> Question | None:
    if fields is None:
        return None
    return Question(
        question=fields.text("question"),
        text=fields.text("text"),
        least=fields.integer("least") if fields.has("least") else None,
        greatest=fields.integer("greatest") if fields.has("greatest") else None,
        sizes=tuple(size.text("name") for size in fields.objects("sizes")),
    )


def _score(fields: Fields) -> Score:
    return Score(
        name=fields.text("name"),
        definition=fields.text("definition"),
        unit=fields.text("unit"),
        phase=fields.text("phase"),
        repetition=fields.integer("repetition") if fields.has("repetition") else None,
        value=fields.optional_number("value"),
        excluded=fields.optional_text("excluded"),
        reason=fields.optional_text("reason"),
    )
