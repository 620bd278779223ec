# SPDX-License-Identifier: Apache-2.0
"""A Unix stream socket that carries lines. Blocking, for one thread."""

from __future__ import annotations

import socket
import time
from collections import deque

from .errors import AccessDenied, ConnectionClosed, NotRunning, TonusError
from .protocol import CHUNK, LineBuffer


def connection_error(error: OSError, path: str) -> TonusError:
    """Why nothing could be connected to at `path`."""
    if isinstance(error, PermissionError):
        return AccessDenied(path)
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ConnectionRefusedError)):
        return NotRunning(path)
    return ConnectionClosed(f"Connecting to {path} did not work: {error}.", "Look at the reason, and at the path.")


class Link:
    """One connection. Where a method raises, the connection is of no use any more."""

    def __init__(self, path: str, timeout: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._buffer = LineBuffer()
        self._lines: deque[bytes] = deque()
        try:
            self._socket.settimeout(timeout)
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise connection_error(error, path) from error

    def close(self) -> None:
        self._socket.close()

    def send(self, line: bytes, deadline: float) -> None:
        """Sends all of `line` before `deadline`, in seconds of the monotonic clock. Raises `ConnectionClosed`."""
        try:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            self._socket.sendall(line)
        except TimeoutError as error:
            # Part of the line may be under way; nothing sensible can follow it.
            raise ConnectionClosed("tonusd did not take a request.", "Read events more often.") from error
        except OSError as error:
            raise ConnectionClosed() from error

    def line(self, deadline: float | None) -> bytes | None:
        """The next line, or None where none came before `deadline`. Raises `ConnectionClosed`, `Malformed`."""
        while not self._lines:
            try:
                if deadline is None:
                    self._socket.settimeout(None)
                else:
                    # 0 would make the socket non-blocking, which raises another error.
                    self._socket.settimeout(max(0.000_001, deadline - time.monotonic()))
                chunk = self._socket.recv(CHUNK)
            except TimeoutError:
                return None
            except OSError as error:
                raise ConnectionClosed() from error
            if not chunk:
                raise ConnectionClosed()
            self._lines.extend(self._buffer.feed(chunk))
        return self._lines.popleft()
