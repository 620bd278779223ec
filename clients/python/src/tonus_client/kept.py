# SPDX-License-Identifier: Apache-2.0
"""What tonusd keeps, as values: recorded sessions, people, their diaries. Units and names as in `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Fields


@dataclass(frozen=True)
class RecordedSession:
    """A session that is being recorded or was."""

    #: 26 letters and digits, drawn at random. Requests take the first few, where only one session begins with them.
    id: str
    #: `recording`, `paused`, `finished`, or `recovered`: the daemon ended without closing it.
    state: str
    #: Seconds since the Unix epoch; `ended` is None while it is recorded.
    began: float
    ended: float | None
    #: How long was recorded, pauses left out.
    seconds: float
    #: How many samples are on the disk.
    samples: int
    #: A pseudonym; None where nobody said.
    participant: str | None
    programme: str | None
    probe: str | None
    #: Millimetres from the introitus to the middle of the sensor.
    depth: float | None
    posture: str | None
    #: Why it ended, where nobody asked for it.
    reason: str | None
    simulated: bool
    #: All of it, as it came.
    members: Mapping[str, Any]


@dataclass(frozen=True)
class SessionChange:
    """A session is being recorded, changed its state, or ended: the stream `session`.

    Comes about once a second while it records. `hint` says what to do where something went wrong.
    """

    subscription: int
    session: RecordedSession
    hint: str | None

    @property
    def simulated(self) -> bool:
        return self.session.simulated


@dataclass(frozen=True)
class Mark:
    """A moment of a session. `index` is the newest sample, None where none was flowing."""

    session: str
    index: int | None
    host_time: float


@dataclass(frozen=True)
class Participant:
    """Somebody whose sessions and diary are kept, by pseudonym. `name` is told only where it was asked for."""

    participant: str
    name: str | None
    named: bool
    #: False: only sessions carry this pseudonym.
    added: bool
    #: Ids of the sessions that carry it, the newest first, 100 at most.
    sessions: tuple[str, ...]
    session_count: int
    entry_count: int


@dataclass(frozen=True)
class DiaryEntry:
    """An entry of a diary. What its `kind` has (docs/socket-protocol.md, `diary.add`) stands in `members` as it came."""

    entry: str
    participant: str
    #: `trainer`, `feeling`, `treatment` or `note`.
    kind: str
    #: Seconds since the Unix epoch.
    at: float
    text: str | None
    #: The id of the session that it belongs to.
    session: str | None
    simulated: bool
    members: Mapping[str, Any]


def decode_session(members: Any) -> RecordedSession:
    """A session, as `sessions.get` gives it. Raises `Malformed`."""
    fields = Fields(members, "session")
    return RecordedSession(
        id=fields.text("id"),
        state=fields.text("state"),
        began=fields.number("began"),
        ended=fields.optional_number("ended"),
        seconds=fields.number("seconds"),
        samples=fields.integer("samples"),
        participant=fields.optional_text("participant"),
        programme=fields.optional_text("programme"),
        probe=fields.optional_text("probe"),
        depth=fields.optional_number("depth"),
        posture=fields.optional_text("posture"),
        reason=fields.optional_text("reason"),
        simulated=fields.flag("simulated"),
        members=fields.members,
    )


def decode_session_change(fields: Fields, subscription: int, _: bool) -> SessionChange:
    """The notification `session`. Raises `Malformed`."""
    return SessionChange(subscription, decode_session(fields.object("session").members), fields.optional_text("hint"))


def decode_mark(members: Any) -> Mark:
    """The reply to `session.mark`. Raises `Malformed`."""
    fields = Fields(members, "mark")
    index = fields.integer("index") if fields.has("index") else None
    return Mark(fields.text("session"), index, fields.number("hostTime"))


def decode_participant(members: Any) -> Participant:
    """A participant. Raises `Malformed`."""
    fields = Fields(members, "participant")
    return Participant(
        participant=fields.text("participant"),
        name=fields.optional_text("name"),
        named=fields.flag("named"),
        added=fields.flag("added"),
        sessions=fields.column("sessions", str),
        session_count=fields.integer("sessionCount"),
        entry_count=fields.integer("entryCount"),
    )


def decode_entry(members: Any) -> DiaryEntry:
    """An entry of a diary. Raises `Malformed`."""
    fields = Fields(members, "entry")
    return DiaryEntry(
        entry=fields.text("entry"),
        participant=fields.text("participant"),
        kind=fields.text("kind"),
        at=fields.number("at"),
        text=fields.optional_text("text"),
        session=fields.optional_text("session"),
        simulated=fields.flag("simulated"),
        members=fields.members,
    )
