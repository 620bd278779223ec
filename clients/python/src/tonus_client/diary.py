# SPDX-License-Identifier: Apache-2.0
"""The diary of a participant. Parameters are those of docs/socket-protocol.md."""

from __future__ import annotations

from collections.abc import Mapping

from .call import Call, Page, page, said
from .kept import DiaryEntry, decode_entry


def trainer(
    participant: str,
    *,
    size: str | None = None,
    millimetres: float | None = None,
    minutes: float | None = None,
    pain: Mapping[str, int] | None = None,
    anxiety: Mapping[str, int] | None = None,
    stopped_by_choice: bool | None = None,
    text: str | None = None,
    day: str | None = None,
    session: str | None = None,
) -> Call[DiaryEntry]:
    """Writes that a trainer was used: `pain` (0 to 10) and `anxiety` (0 to 100) `before`, at their `peak` and `after`."""
    own = said(
        size=size, millimetres=millimetres, minutes=minutes, pain=pain, anxiety=anxiety,
        stoppedByChoice=stopped_by_choice,
    )  # fmt: skip
    return _add(participant, "trainer", own, text, day, session)


def feeling(
    participant: str,
    *,
    pain: int | None = None,
    anxiety: int | None = None,
    text: str | None = None,
    day: str | None = None,
    session: str | None = None,
) -> Call[DiaryEntry]:
    """Writes how it is: `pain` (0 to 10), `anxiety` (0 to 100) or both."""
    own = {name: {"now": value} for name, value in said(pain=pain, anxiety=anxiety).items()}
    return _add(participant, "feeling", own, text, day, session)


def treatment(
    participant: str,
    treatment: str,
    *,
    text: str | None = None,
    day: str | None = None,
    session: str | None = None,
) -> Call[DiaryEntry]:
    """Writes that there was a `treatment`: `botox`, `examination`, `infection`, or other words."""
    return _add(participant, "treatment", {"treatment": treatment}, text, day, session)


def note(participant: str, text: str, *, day: str | None = None, session: str | None = None) -> Call[DiaryEntry]:
    """Writes a text."""
    return _add(participant, "note", {}, text, day, session)


def entries(participant: str, *, since: float | None = None, after: str | None = None) -> Call[Page[DiaryEntry]]:
    """What was written, the newest first; `after`: only what comes after this entry."""
    params = said(participant=participant, since=since, after=after)
    return Call("diary.list", params, page("entries", decode_entry))


def delete(entry: str) -> Call[DiaryEntry]:
    """Deletes an entry for good, by id. The result is the entry as it was."""
    return Call("diary.delete", {"entry": entry}, decode_entry)


def _add(
    participant: str, kind: str, own: Mapping[str, object], text: str | None, day: str | None, session: str | None
) -> Call[DiaryEntry]:
    params = {"participant": participant, "kind": kind, **own, **said(text=text, day=day, session=session)}
    return Call("diary.add", params, decode_entry)
