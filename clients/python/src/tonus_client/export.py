# SPDX-License-Identifier: Apache-2.0
"""Files that the daemon makes, fetched piece by piece: never more than one piece is held."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from .errors import ConnectionClosed, Malformed
from .fields import Fields


@dataclass(frozen=True)
class Export:
    """A file that is being made. `file_name` is a name for it that says nothing of a person."""

    number: int
    file_name: str

    @property
    def next_piece(self) -> Mapping[str, Any]:
        """Parameters of `export.read`."""
        return {"export": self.number}


def decode_export(members: Any) -> Export:
    """The reply to `sessions.export` and its like. Raises `Malformed`."""
    fields = Fields(members, "export")
    return Export(fields.integer("export"), fields.text("fileName"))


class ExportFile:
    """A new file that only its owner may read, and that is gone again where the `with` block raises.

    Raises `FileExistsError` where it is there already, and what `open` raises.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._file = open(path, "xb", opener=lambda path, flags: os.open(path, flags, 0o600))

    def __enter__(self) -> ExportFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError:
            os.unlink(self._path)
            raise
        if error is not None:
            os.unlink(self._path)

    def take(self, reply: Any, is_same_connection: bool) -> bool:
        """Writes a piece; True where it was the last. Raises `Malformed`, and `OSError` where the disk is full.

        Numbers of exports are the connection's own: on another one, the same number may be another file.
        """
        if not is_same_connection:
            raise ConnectionClosed("The connection was lost while the file was fetched.", "Fetch it anew.")
        fields = Fields(reply, "export.read")
        try:
            piece = base64.b64decode(fields.text("data"), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Malformed("a piece of an export that is no base 64") from error
        self._file.write(piece)
        return fields.flag("done")
