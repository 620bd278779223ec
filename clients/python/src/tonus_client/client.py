# SPDX-License-Identifier: Apache-2.0
"""The plain client: blocking, for one thread."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from types import TracebackType
from typing import Any, Final

from .backoff import STEADY_SECONDS, BackOff
from .errors import ConnectionClosed, EventsUnread, Incompatible, TimedOut, TonusError, lost_under_way
from .link import Link
from .messages import Disconnected, Event, Hello, Reconnected
from .places import socket_path
from .protocol import Reply
from .session import Session
from .subscription import Subscription

#: How many events may wait while a call waits for its reply (assumption: 16 s of single samples at 1 kHz).
LONGEST_QUEUE: Final = 16384


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
        self._back_off = back_off
        self._session = Session()
        self._events: deque[Event] = deque()
        self._link: Link | None = None
        self._closed = False
        self._lost: TonusError | None = None
        self._lost_at = self._connected_at = 0.0
        self._attempt = 0
        self._not_before = 0.0
        self._dial()
        self._session.keep()

    @property
    def hello(self) -> Hello:
        """The daemon's latest greeting."""
        assert self._session.hello is not None, "the constructor read it"
        return self._session.hello

    def __enter__(self) -> Tonus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; events that wait are gone."""
        self._closed = True
        self._events.clear()
        self._hang_up()

    def call(self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Calls a method and returns its result as plain values.

        Reconnects first where the daemon was away. Never sends anything twice: a call that was under way when the
        connection was lost raises `ConnectionClosed`. Raises `RequestFailed` where the daemon refuses, `TimedOut`,
        `EventsUnread`, and `ValueError` where the request cannot be sent.
        """
        deadline = self._deadline(timeout)
        self._need_connection(deadline)
        id, line = self._session.request(method, params)
        return self._ask(id, line, method, deadline)

    def status(self) -> dict[str, Any]:
        """How the daemon, the probe and the stream are: the members of `status` in docs/socket-protocol.md."""
        result: dict[str, Any] = self.call("status")
        return result

    def subscribe(
        self,
        streams: Iterable[str],
        *,
        device: str | None = None,
        channels: Iterable[int] | None = None,
        delivery: str | None = None,
        lookback: float | None = None,
        raw: bool | None = None,
        timeout: float | None = None,
    ) -> Subscription:
        """Subscribes to `streams` (`samples`, `contractions`, `rest`, `device`, `devices`); `receive` gives the events.

        The parameters are those of `subscribe` in docs/socket-protocol.md. Raises as `call`.
        """
        subscription = self._session.new_subscription(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, raw=raw
        )
        deadline = self._deadline(timeout)
        self._need_connection(deadline)
        id, line = self._session.subscribe(subscription, subscription.first_params())
        self._ask(id, line, "subscribe", deadline)
        return subscription

    def unsubscribe(self, subscription: Subscription, *, timeout: float | None = None) -> None:
        """Ends a subscription; nothing of it comes any more. Raises as `call`."""
        if (request := self._session.unsubscribe(subscription.number)) is None:
            return
        try:
            self._ask(*request, "unsubscribe", self._deadline(timeout))
        except ConnectionClosed:
            pass  # The subscription went with the connection.

    def receive(self, timeout: float | None = None) -> Event | None:
        """The next event, or None where none came within `timeout` seconds (None waits for ever).

        Reconnects and tells so by events. Raises `ConnectionClosed` after `close`; what ended the connection where
        `back_off` is None or gave up; `Incompatible` where another daemon came.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._closed:
            while self._events:
                event = self._events.popleft()
                if self._session.wants(event):
                    return event
            if self._link is None:
                if not self._reconnect(deadline):
                    return None
                continue
            try:
                line = self._link.line(deadline)
                if line is None:
                    return None
                self._take(line)
            except TonusError as error:
                self._lose(error)
        raise _closed_here()

    def events(self) -> Generator[Event, None, None]:
        """All events of all subscriptions as they come; ends after `close`. Raises as `receive`."""
        while not self._closed:
            try:
                event = self.receive()
            except ConnectionClosed:
                if self._closed:
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
        raw: bool | None = None,
    ) -> Generator[Event, None, None]:
        """Subscribes, gives the events, and ends the subscription when the loop is left."""
        subscription = self.subscribe(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, raw=raw
        )
        try:
            yield from self.events()
        finally:
            line = self._session.drop(subscription.number)
            if line is not None and self._link is not None:
                try:
                    self._link.send(line, time.monotonic() + self._timeout)
                except TonusError as error:
                    self._lose(error)

    def _deadline(self, timeout: float | None) -> float:
        return time.monotonic() + (self._timeout if timeout is None else timeout)

    def _need_connection(self, deadline: float) -> None:
        if self._closed:
            raise _closed_here()
        if self._link is None and not self._reconnect(deadline):
            raise ConnectionClosed("tonusd cannot be reached.", str(self._lost or "")) from self._lost

    def _ask(self, id: int, line: bytes, what: str, deadline: float) -> Any:
        """Sends a request and reads until its reply came."""
        try:
            reply = self._exchange(id, line, what, deadline, longest_queue=LONGEST_QUEUE)
        except (TimedOut, EventsUnread):
            raise
        except TonusError as error:
            self._lose(error)
            raise lost_under_way(error) from error
        if reply.error is not None:
            raise reply.error
        return reply.result

    def _exchange(self, id: int, line: bytes, what: str, deadline: float, longest_queue: int | None) -> Reply:
        started = time.monotonic()
        self._link_now().send(line, deadline)
        while True:
            if longest_queue is not None and len(self._events) >= longest_queue:
                self._session.abandon(id)
                raise EventsUnread(len(self._events))
            answer = self._link_now().line(deadline)
            if answer is None:
                self._session.abandon(id)
                raise TimedOut(what, max(0.0, deadline - started))
            reply = self._take(answer)
            if reply is not None and reply.id == id:
                return reply

    def _take(self, line: bytes) -> Reply | None:
        """Files what a line says; returns it where it is a reply."""
        received = self._session.receive(line)
        if outgoing := self._session.take_outgoing():
            self._link_now().send(outgoing, time.monotonic() + self._timeout)
        if isinstance(received, Reply):
            return received
        self._events.extend(received)
        return None

    def _link_now(self) -> Link:
        if self._link is None:
            raise ConnectionClosed()
        return self._link

    def _dial(self) -> bool:
        """A new connection and its greeting; True where another start of the daemon answers."""
        deadline = time.monotonic() + self._timeout
        self._link = Link(self.path, self._timeout)
        try:
            line = self._link.line(deadline)
            if line is None:
                raise TimedOut("with its greeting", self._timeout)
            changed = self._session.greet(line)
        except TonusError:
            self._hang_up()
            raise
        self._connected_at = time.monotonic()
        return changed

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
        self._session.lose()

    def _lose(self, error: TonusError) -> None:
        """The connection is gone: tells so by an event, and plans the first attempt to make it anew."""
        self._hang_up()
        now = time.monotonic()
        if now - self._connected_at > STEADY_SECONDS:
            self._attempt = 0
        self._lost, self._lost_at = error, now
        self._plan_attempt(now)
        self._tell(self._events, Disconnected(error, self.hello.simulated))

    def _tell(self, events: deque[Event], event: Event) -> None:
        # A program that only makes calls need not read of lost connections.
        if self._session.subscriptions or len(events) < LONGEST_QUEUE // 2:
            events.append(event)

    def _plan_attempt(self, now: float) -> None:
        if self._back_off is not None:
            self._not_before = now + self._back_off.delay(self._attempt)
            self._attempt += 1

    def _reconnect(self, deadline: float | None) -> bool:
        """Makes the connection and every subscription anew; False where that did not succeed before `deadline`."""
        while True:
            if self._back_off is None:
                raise self._lost or ConnectionClosed()
            patience = self._back_off.give_up_after
            if patience is not None and time.monotonic() - self._lost_at > patience:
                raise self._lost or ConnectionClosed()
            wait = self._not_before - time.monotonic()
            if deadline is not None and time.monotonic() + wait > deadline:
                time.sleep(max(0.0, deadline - time.monotonic()))
                return False
            time.sleep(max(0.0, wait))
            try:
                self._make_anew()
                return True
            except Incompatible as error:
                # Waiting does not help; this is what every later read raises too.
                self._back_off, self._lost = None, error
                raise
            except TonusError as error:
                self._lost = error
                self._plan_attempt(time.monotonic())

    def _make_anew(self) -> None:
        """One attempt. What comes with it is passed on only where all of it succeeds, after the `Reconnected`."""
        before, self._events = self._events, deque()
        try:
            changed = self._dial()
            for subscription in list(self._session.subscriptions.values()):
                params = subscription.params_after_loss(self.hello.clock_host_time, changed)
                id, line = self._session.subscribe(subscription, params)
                deadline = time.monotonic() + self._timeout
                reply = self._exchange(id, line, "subscribe", deadline, longest_queue=None)
                if reply.error is not None:
                    raise reply.error
            self._session.keep()
            self._tell(before, Reconnected(changed, time.monotonic() - self._lost_at, self.hello))
            before.extend(self._events)
        except BaseException:
            self._hang_up()
            raise
        finally:
            self._events = before


def _closed_here() -> ConnectionClosed:
    return ConnectionClosed("This program closed the connection.", "Connect anew.")
