# SPDX-License-Identifier: Apache-2.0
"""Recording: `tonus.ask(sessions.start(lookback=60))`. Parameters are those of docs/socket-protocol.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .call import Call, Page, members, page, said
from .export import Export, decode_export
from .kept import Mark, RecordedSession, decode_mark, decode_session


def start(
    *,
    device: str | None = None,
    lookback: float | None = None,
    participant: str | None = None,
    programme: str | None = None,
    probe: str | None = None,
    depth: float | None = None,
    posture: str | None = None,
    note: str | None = None,
    resume: str | None = None,
) -> Call[RecordedSession]:
    """Records from now on, or from `lookback` seconds ago; goes on when this client leaves, until `stop`.

    `participant` is a pseudonym, never a name. `depth` is in millimetres. `resume` is the id of a session with the state
    `recovered`, to go on with it.
    """
    params = said(
        device=device, lookback=lookback, participant=participant, programme=programme, probe=probe, depth=depth,
        posture=posture, note=note, resume=resume,
    )  # fmt: skip
    return Call("session.start", params, decode_session)


def mark(text: str | None = None, *, session: str | None = None) -> Call[Mark]:
    """Marks this moment in `session`, or in the one that is recorded."""
    return Call("session.mark", said(text=text, session=session), decode_mark)


def pause(session: str | None = None) -> Call[RecordedSession]:
    """Records nothing until `resume`. Without `session`: of the one that is recorded, as below."""
    return Call("session.pause", said(session=session), decode_session)


def resume(session: str | None = None) -> Call[RecordedSession]:
    """Goes on after `pause`."""
    return Call("session.resume", said(session=session), decode_session)


def stop(session: str | None = None) -> Call[RecordedSession]:
    """Ends the recording; everything is on the disk then."""
    return Call("session.stop", said(session=session), decode_session)


def recorded(
    *, participant: str | None = None, limit: int | None = None, before: float | None = None
) -> Call[Page[RecordedSession]]:
    """Those there are, the newest first; `before`: only those that began before, in seconds since the Unix epoch."""
    params = said(participant=participant, limit=limit, before=before)
    return Call("sessions.list", params, page("sessions", decode_session))


def get(session: str) -> Call[RecordedSession]:
    """One of them, by id or its first few letters."""
    return Call("sessions.get", {"session": session}, decode_session)


def delete(session: str, *, dry_run: bool = False) -> Call[Mapping[str, Any]]:
    """Deletes one for good; with `dry_run` it only tells what would go (`deleted`, `bytes`)."""
    return Call("sessions.delete", {"session": session, "dryRun": dry_run}, members)


def export(
    session: str,
    format: str,
    *,
    identified: bool | None = None,
    passphrase: str | None = None,
    recipient: str | None = None,
) -> Call[Export]:
    """Makes a file of a session, for `save`: `edf`, `csv`, `contractions`, `fhir`, `report`, `archive`, `review`, `rescore`.

    Without `identified` nothing in it says who, when or with which probe. `passphrase` or `recipient` seals it (age v1).
    """
    params = said(
        session=session, format=format, identified=identified, passphrase=passphrase, recipient=recipient
    )  # fmt: skip
    return Call("sessions.export", params, decode_export)
