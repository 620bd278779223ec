# SPDX-License-Identifier: Apache-2.0
"""A Unix stream socket that carries lines, for asyncio."""

from __future__ import annotations

import asyncio

from .errors import ConnectionClosed, TimedOut
from .link import connection_error
from .protocol import CHUNK, LineBuffer


class AioLink:
    """One connection. Where a method raises, the connection is of no use any more."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = LineBuffer()

    @classmethod
    async def open(cls, path: str, timeout: float) -> AioLink:
        try:
            return cls(*await asyncio.wait_for(asyncio.open_unix_connection(path), timeout))
        except asyncio.TimeoutError as error:
            raise TimedOut("with its greeting", timeout) from error
        except OSError as error:
            raise connection_error(error, path) from error

    async def lines(self) -> list[bytes]:
        try:
            chunk = await self._reader.read(CHUNK)
        except OSError as error:
            raise ConnectionClosed() from error
        if not chunk:
            raise ConnectionClosed()
        return self._buffer.feed(chunk)

    def write(self, line: bytes) -> None:
        # A request has at most 64 KiB and is waited for: what piles up here is bounded by the program's own calls.
        if not self._writer.is_closing():
            self._writer.write(line)

    def close(self) -> None:
        # Not `close`, which waits for a daemon that may not read any more.
        self._writer.transport.abort()

    async def closed(self) -> None:
        try:
            await self._writer.wait_closed()
        except OSError:
            pass
