# SPDX-License-Identifier: Apache-2.0
"""The plain client: blocking, for one thread."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Mapping
from types import TracebackType
from typing import Any

from .backoff import BackOff
from .call import Call, Result
from .connection import Connection
from .decoding import decode_watchers
from .errors import ConnectionClosed
from .export import Export, ExportFile
from .messages import Event, Hello, Watchers
from .places import socket_path
from .protocol import about
from .subscription import Subscription


def connect(
    path: str | os.PathLike[str] | None = None, *, timeout: float = 5.0, back_off: BackOff | None = BackOff()
) -> Tonus:
    """Connects to tonusd and reads its greeting.

    - `path`: the socket; default as in docs/socket-protocol.md, "Transport".
    - `timeout`: seconds that a reply may take, where a call names no other time.
    - `back_off`: how to reconnect when the daemon goes away; None raises instead.

    Raises `NotRunning`, `AccessDenied`, `Incompatible`, `TimedOut`, `Malformed`, `ConnectionClosed`, `RequestFailed`.
    """
    return Tonus(socket_path(path), timeout=timeout, back_off=back_off)


class Tonus:
    """A connection to tonusd. Between two reads nothing is read: the daemon keeps two minutes, then tells by `Lag`."""

    def __init__(self, path: str, *, timeout: float, back_off: BackOff | None) -> None:
        self.path = path
        self._timeout = timeout
        self._connection = Connection(path, timeout=timeout, back_off=back_off)
        self._session = self._connection.session

    @property
    def hello(self) -> Hello:
        """The daemon's latest greeting."""
        return self._session.greeting

    def __enter__(self) -> Tonus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; events that wait are gone."""
        self._connection.close()

    def call(self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Calls a method and returns its result as plain values.

        Reconnects first where the daemon was away. Never sends anything twice: a call that was under way when the
        connection was lost raises `ConnectionClosed`. Raises `RequestFailed` where the daemon refuses, `TimedOut`,
        `EventsUnread`, and `ValueError` where the request cannot be sent.
        """
        return self._connection.ask(lambda: self._session.request(method, params), method, self._deadline(timeout))

    def ask(self, call: Call[Result], *, timeout: float | None = None) -> Result:
        """Makes a request of `sessions`, `exercise`, `participants` or `diary`. Raises as `call`, and `Malformed`."""
        return call.decode(self.call(call.method, call.params, timeout=timeout))

    def save(self, export: Call[Export], path: str | os.PathLike[str], *, timeout: float | None = None) -> Export:
        """Fetches a file that the daemon makes, such as `sessions.export("K3QX", "csv")`, piece by piece to `path`.

        Only its owner may read the new file. It is gone again where something is raised: as by `ask`, `FileExistsError`,
        `OSError`. `timeout` is for each piece; a report takes its time before the first.
        """
        with ExportFile(path) as file:
            made = self.ask(export, timeout=timeout)
            greeting = self.hello
            while not file.take(self.call("export.read", made.next_piece, timeout=timeout), self.hello is greeting):
                pass
        return made

    def status(self) -> dict[str, Any]:
        """How the daemon, the probe and the stream are: the members of `status` in docs/socket-protocol.md."""
        result: dict[str, Any] = self.call("status")
        return result

    def watchers(self) -> Watchers:
        """Who is connected, and who is paused. Raises as `call`."""
        return decode_watchers(self.call("consent.watchers"))

    def pause(self, connection: int | None = None) -> Watchers:
        """Withholds what is measured from `connection`, or from everybody but this one. It holds until `resume`.

        Raises `NotAllowed` for observers, otherwise as `call`.
        """
        return decode_watchers(self.call("consent.pause", about(connection)))

    def resume(self, connection: int | None = None) -> Watchers:
        """Withholds it no longer from `connection`, or from anybody. Raises as `pause`."""
        return decode_watchers(self.call("consent.resume", about(connection)))

    def end(self, connection: int) -> Watchers:
        """Closes another's connection; should its user come back, they are paused. Raises as `pause`."""
        return decode_watchers(self.call("consent.end", about(connection)))

    def subscribe(
        self,
        streams: Iterable[str],
        *,
        device: str | None = None,
        channels: Iterable[int] | None = None,
        delivery: str | None = None,
        lookback: float | None = None,
        rate: int | None = None,
        raw: bool | None = None,
        timeout: float | None = None,
    ) -> Subscription:
        """Subscribes to `streams` (`samples`, `contractions`, `rest`, `device`, `devices`, `session`, `coach`, `consent`).

        `receive` gives the events. The parameters are those of `subscribe` in docs/socket-protocol.md. Raises as `call`.
        """
        subscription = self._session.new_subscription(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, rate=rate, raw=raw
        )
        self._connection.ask(
            lambda: self._session.subscribe(subscription, subscription.first_params()),
            "subscribe",
            self._deadline(timeout),
        )
        return subscription

    def unsubscribe(self, subscription: Subscription, *, timeout: float | None = None) -> None:
        """Ends a subscription; nothing of it comes any more. Raises as `call`."""
        if (request := self._session.unsubscribe(subscription.number)) is None:
            return
        try:
            self._connection.ask(lambda: request, "unsubscribe", self._deadline(timeout))
        except ConnectionClosed:
            pass  # The subscription went with the connection.

    def receive(self, timeout: float | None = None) -> Event | None:
        """The next event, or None where none came within `timeout` seconds (None waits for ever).

        Reconnects and tells so by events. Raises `ConnectionClosed` after `close`; what ended the connection where
        `back_off` is None or gave up; `Incompatible` where another daemon came.
        """
        return self._connection.receive(None if timeout is None else time.monotonic() + timeout)

    def events(self) -> Generator[Event, None, None]:
        """All events of all subscriptions as they come; ends after `close`. Raises as `receive`."""
        while not self._connection.closed:
            try:
                event = self.receive()
            except ConnectionClosed:
                if self._connection.closed:
                    return
                raise
            if event is not None:
                yield event

    def watch(
        self,
        streams: Iterable[str],
        *,
        device: str | None = None,
        channels: Iterable[int] | None = None,
        delivery: str | None = None,
        lookback: float | None = None,
        rate: int | None = None,
        raw: bool | None = None,
    ) -> Generator[Event, None, None]:
        """Subscribes, gives the events, and ends the subscription when the loop is left."""
        subscription = self.subscribe(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, rate=rate, raw=raw
        )
        try:
            yield from self.events()
        finally:
            self._connection.tell(self._session.drop(subscription.number))

    def _deadline(self, timeout: float | None) -> float:
        return time.monotonic() + (self._timeout if timeout is None else timeout)
