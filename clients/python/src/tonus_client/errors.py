# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a program and tonusd. Every error says what happened and what to do about it."""

from __future__ import annotations

from typing import Final

#: Names of the daemon's error codes (docs/socket-protocol.md, "Errors").
NAMES_OF_CODES: Final = {
    -32700: "parseError",
    -32600: "invalidRequest",
    -32601: "methodNotFound",
    -32602: "invalidParams",
    -32603: "internalError",
    -32000: "requestTooLong",
    -32001: "unknownSubscription",
    -32002: "tooManySubscriptions",
    -32003: "tooManyClients",
    -32004: "unknownDevice",
    -32005: "notPossibleNow",
    -32006: "notAllowed",
    -32007: "unknownSession",
    -32008: "storage",
    -32009: "unknownExport",
    -32010: "unknownProgramme",
    -32011: "unknownParticipant",
    -32012: "unknownEntry",
    -32013: "unknownImport",
}


class TonusError(Exception):
    """Base of all errors of this package.

    `name` is a word for programs, `code` the daemon's number where the daemon refused something (None otherwise),
    `message` a sentence for people and `hint` what to do about it.
    """

    name: str = "error"
    code: int | None = None

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotRunning(TonusError):
    """Nobody listens at the path."""

    name = "notRunning"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"No tonusd is listening at {path}.",
            "Start it with `tonusd`, or `tonusd --simulate` without a probe; name another socket with TONUS_SOCKET.",
        )
        self.path = path


class AccessDenied(TonusError):
    """The socket is there, but this user may not use it."""

    name = "accessDenied"

    def __init__(self, path: str) -> None:
        super().__init__(f"You may not use the socket {path}.", "Run as the user who started tonusd.")
        self.path = path


class ConnectionClosed(TonusError):
    """The connection is gone. Whether a request that was under way was carried out is not known."""

    name = "connectionClosed"

    def __init__(
        self,
        message: str = "tonusd closed the connection.",
        hint: str = "Look at tonusd's messages; it may have stopped, or closed a client that did not read for 30 s.",
    ) -> None:
        super().__init__(message, hint)


class Dismissed(ConnectionClosed):
    """The daemon has closed the connection for good, and this client does not connect anew by itself.

    `reason` is `ended`, where the person measured or somebody for them did so, or `notAllowed`, where the daemon's
    settings do not let this user connect any more.
    """

    name = "dismissed"

    def __init__(self, reason: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.reason = reason


def lost_under_way(error: TonusError) -> ConnectionClosed:
    """What a call under way raises when the connection ends because of `error`; one for each, for its traceback."""
    lost = ConnectionClosed("The connection was lost while the call was under way.", str(error))
    lost.__cause__ = error
    return lost


class TimedOut(TonusError):
    """No reply came in time. Whether the request was carried out is not known."""

    name = "timedOut"

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(
            f"tonusd did not answer {what} within {seconds:g} s.",
            "Read events while a call is under way, allow more time, or look at tonusd's messages.",
        )
        self.seconds = seconds


class Incompatible(TonusError):
    """The daemon speaks another major version of the protocol."""

    name = "incompatible"

    def __init__(self, major: int, minor: int, ours: int) -> None:
        super().__init__(
            f"This tonusd speaks protocol {major}.{minor}; this program speaks {ours}.x.",
            "Install tonusd and this package from the same release.",
        )
        self.major = major
        self.minor = minor


class Malformed(TonusError):
    """The other side said something that this package cannot read."""

    name = "malformed"

    def __init__(self, what: str) -> None:
        super().__init__(f"tonusd sent something unreadable: {what}.", "Check that the socket is tonusd's.")


class EventsUnread(TonusError):
    """A blocking call was given up because too many events came before its reply; none of them is lost.

    Whether the request was carried out is not known.
    """

    name = "eventsUnread"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} events wait to be read, and the reply did not come before them.",
            "Read the events, or use a connection of its own for calls that take long.",
        )


class RequestFailed(TonusError):
    """The daemon refused the request: `code` and `name` are those of docs/socket-protocol.md."""

    code: int

    def __init__(self, code: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.name = NAMES_OF_CODES.get(code, "unknown")


class NotAllowed(RequestFailed):
    """This user may not do that (`Hello.role` tells the role), or may not connect, or is paused."""


def refusal(code: int, message: str, hint: str) -> RequestFailed:
    """The error that the daemon told."""
    kind = NotAllowed if NAMES_OF_CODES.get(code) == "notAllowed" else RequestFailed
    return kind(code, message, hint)
