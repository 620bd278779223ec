# SPDX-License-Identifier: Apache-2.0
"""Guided exercises: `tonus.ask(exercise.run("release-ladder"))`; the stream `coach` tells what is asked.

Every command gives the exercise as it is then. `device`, a serial number, may be left out where one is being done.
Parameters are those of docs/socket-protocol.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .call import Call, Page, members, page, said
from .coaching import Exercise, decode_exercise


def programmes() -> Call[Page[Mapping[str, Any]]]:
    """The programmes that the daemon has."""
    return Call("programmes.list", {}, page("programmes", members))


def programme(name: str) -> Call[Mapping[str, Any]]:
    """One of them."""
    return Call("programmes.get", {"name": name}, members)


def run(
    name: str | None = None,
    *,
    text: str | None = None,
    device: str | None = None,
    maximum: float | None = None,
    without_maximum: bool | None = None,
    sizes: Iterable[tuple[str, float]] | None = None,
    record: bool | None = None,
    participant: str | None = None,
) -> Call[Exercise]:
    """Guides somebody through the programme `name`, or that of the YAML `text`. Goes on when this client leaves.

    `maximum` is the amplitude of a maximal squeeze in cmH2O. `sizes` are one's own trainers, from the smallest, each with
    its diameter in millimetres. `record`: records a session until it ends, of `participant`, a pseudonym.
    """
    trainers = None if sizes is None else [{"name": size, "millimetres": width} for size, width in sizes]
    params = said(
        name=name, text=text, device=device, maximum=maximum, withoutMaximum=without_maximum, sizes=trainers,
        record=record, participant=participant,
    )  # fmt: skip
    return Call("programmes.run", params, decode_exercise)


def status(device: str | None = None) -> Call[Page[Exercise]]:
    """What is done on each perineometer, or was done last since the daemon was started."""
    return Call("exercise.status", said(device=device), page("exercises", decode_exercise))


def pause(device: str | None = None) -> Call[Exercise]:
    """Time stands still until `resume`."""
    return _command("pause", device)


def resume(device: str | None = None) -> Call[Exercise]:
    """Goes on."""
    return _command("resume", device)


def skip(device: str | None = None) -> Call[Exercise]:
    """Leaves out what is left of the phase."""
    return _command("skip", device)


def go_on(device: str | None = None) -> Call[Exercise]:
    """Goes on from a step at one's own pace, or from a question that one would rather not answer (`exercise.next`)."""
    return _command("next", device)


def stop(device: str | None = None) -> Call[Exercise]:
    """Ends it now, which is a good end."""
    return _command("stop", device)


def felt(device: str | None = None) -> Call[Exercise]:
    """Tension is felt, while noticing is asked for."""
    return _command("felt", device)


def smaller_today(device: str | None = None) -> Call[Exercise]:
    """Goes on with the next smaller trainer; from the smallest to what follows."""
    return _command("smallerToday", device)


def answer(
    number: int | None = None,
    *,
    size: str | None = None,
    none_today: bool | None = None,
    device: str | None = None,
) -> Call[Exercise]:
    """Answers the open question by exactly one of `number`, `size` and `none_today`."""
    params = said(number=number, size=size, noneToday=none_today, device=device)
    return Call("exercise.answer", params, decode_exercise)


def _command(name: str, device: str | None) -> Call[Exercise]:
    return Call(f"exercise.{name}", said(device=device), decode_exercise)
