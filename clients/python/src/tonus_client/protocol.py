# SPDX-License-Identifier: Apache-2.0
"""Lines of JSON-RPC 2.0: bytes in, messages out. No sockets here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from .errors import Malformed, RequestFailed, refusal

#: The protocol's major version that this package was written for.
MAJOR: Final = 1
#: The longest request that the daemon reads, in bytes.
LONGEST_REQUEST: Final = 64 * 1024
#: The longest line that is read here, in bytes. The daemon promises 64 KiB; the rest is room to grow (assumption).
LONGEST_LINE: Final = 1024 * 1024
#: How much is read from the socket at once, in bytes (assumption).
CHUNK: Final = 64 * 1024


@dataclass(frozen=True)
class Notification:
    """What the daemon says unasked."""

    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """The answer to request `id`: a result, or why there is none. `id` is None where the daemon could not tell it."""

    id: int | None
    result: Any = None
    error: RequestFailed | None = None


class LineBuffer:
    """Cuts a stream of bytes into lines, and never holds more than one line and one chunk.

    Raises `Malformed` once a line is longer than `longest` bytes.
    """

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that `chunk` completes, without their line feeds; empty lines are left out."""
        scanned = len(self._rest)
        self._rest += chunk
        lines = []
        start = 0
        while (end := self._rest.find(b"\n", max(start, scanned))) >= 0:
            self._check(end - start)
            if line := bytes(self._rest[start:end]).strip():
                lines.append(line)
            start = end + 1
        del self._rest[:start]
        self._check(len(self._rest))
        return lines

    def _check(self, length: int) -> None:
        if length > self._longest:
            raise Malformed(f"a line of more than {self._longest} bytes")


def encode_request(id: int | None, method: str, params: Mapping[str, Any] | None = None) -> bytes:
    """A request as a line. Raises `ValueError` where JSON cannot carry `params`, or the line is too long."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
    if id is not None:
        message["id"] = id
    if params is not None:
        message["params"] = dict(params)
    try:
        line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"the parameters of {method} are no JSON: {error}") from error
    if len(line) > LONGEST_REQUEST:
        raise ValueError(f"the request {method} has {len(line)} bytes; at most {LONGEST_REQUEST} can be sent")
    return line


def about(connection: int | None) -> dict[str, int]:
    """Parameters of the `consent` methods: a connection, or everybody."""
    return {} if connection is None else {"connection": connection}


def decode_line(line: bytes) -> Notification | Reply:
    """What a line says. Members that are not known are ignored. Raises `Malformed`."""
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(_quoted(line)) from error
    if not isinstance(message, dict):
        raise Malformed(_quoted(line))
    if (method := message.get("method")) is not None:
        params = message.get("params", {})
        if not isinstance(method, str) or not isinstance(params, dict):
            raise Malformed(_quoted(line))
        return Notification(method, params)
    id = message.get("id")
    if id is not None and (not isinstance(id, int) or isinstance(id, bool)):
        raise Malformed(_quoted(line))
    if (failure := message.get("error")) is not None:
        return Reply(id, error=_failure(failure, line))
    if "result" not in message or id is None:
        raise Malformed(_quoted(line))
    return Reply(id, result=message["result"])


def _failure(error: Any, line: bytes) -> RequestFailed:
    if not isinstance(error, dict) or type(error.get("code")) is not int:
        raise Malformed(_quoted(line))
    data = error.get("data")
    hint = data.get("hint", "") if isinstance(data, dict) else ""
    return refusal(error["code"], str(error.get("message", "")), str(hint))


def _refuse_constant(name: str) -> NoReturn:
    # Python reads NaN and Infinity; JSON does not have them (RFC 8259, section 6).
    raise ValueError(f"{name} is no JSON")


def _quoted(line: bytes) -> str:
    return repr(line[:80].decode("utf-8", "replace"))
