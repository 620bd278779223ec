# SPDX-License-Identifier: Apache-2.0
"""The people whose sessions and diary are kept, by pseudonym. Parameters are those of docs/socket-protocol.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .call import Call, Page, members, page, said
from .export import Export, decode_export
from .kept import Participant, decode_participant


def known(
    *, participant: str | None = None, names: bool | None = None, after: str | None = None
) -> Call[Page[Participant]]:
    """Those there are; names only where `names` says so. `after`: only those after this pseudonym."""
    params = said(participant=participant, names=names, after=after)
    return Call("participants.list", params, page("participants", decode_participant))


def add(participant: str, *, name: str | None = None) -> Call[Participant]:
    """Adds somebody under a pseudonym. `name` is best left out."""
    return Call("participants.add", said(participant=participant, name=name), decode_participant)


def change(
    participant: str, *, pseudonym: str | None = None, name: str | None = None, unname: bool | None = None
) -> Call[Participant]:
    """Changes exactly one thing; `unname`: the name is taken away for good."""
    params = said(participant=participant, pseudonym=pseudonym, name=name, unname=unname)
    return Call("participants.change", params, decode_participant)


def delete(participant: str, *, sessions: bool = False, dry_run: bool = False) -> Call[Mapping[str, Any]]:
    """Deletes name and diary for good, and with `sessions` these too; with `dry_run` it only tells what would go."""
    params = {"participant": participant, "sessions": sessions, "dryRun": dry_run}
    return Call("participants.delete", params, members)


def export(
    participant: str,
    *,
    names: bool | None = None,
    passphrase: str | None = None,
    recipient: str | None = None,
) -> Call[Export]:
    """Makes one file of everything about somebody, for `save`. `passphrase` or `recipient` seals it (age v1)."""
    params = said(participant=participant, names=names, passphrase=passphrase, recipient=recipient)
    return Call("participants.export", params, decode_export)
