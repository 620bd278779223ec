# SPDX-License-Identifier: Apache-2.0
"""A blocking connection that is made anew when it is lost: what stands behind `Tonus`."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from .backoff import STEADY_SECONDS, BackOff
from .errors import ConnectionClosed, Dismissed, EventsUnread, Incompatible, TimedOut, TonusError, lost_under_way
from .link import Link
from .messages import Disconnected, Event, Reconnected
from .protocol import Reply
from .session import Session

#: How many events may wait while a call waits for its reply (assumption: 16 s of single samples at 1 kHz).
LONGEST_QUEUE: Final = 16384


class Connection:
    """Deadlines are seconds of the monotonic clock; None waits for ever."""

    def __init__(self, path: str, *, timeout: float, back_off: BackOff | None) -> None:
        self._path = path
        self._timeout = timeout
        self._back_off = back_off
        self.session = Session()
        self.closed = False
        self._events: deque[Event] = deque()
        self._link: Link | None = None
        self._lost: TonusError | None = None
        self._lost_at = self._connected_at = 0.0
        self._attempt = 0
        self._not_before = 0.0
        self._dial()
        self.session.keep()

    def close(self) -> None:
        self.closed = True
        self._events.clear()
        self._hang_up()

    def receive(self, deadline: float | None) -> Event | None:
        """The next event, or None where none came before `deadline`."""
        while not self.closed:
            while self._events:
                event = self._events.popleft()
                if self.session.wants(event):
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

    def ask(self, request: Callable[[], tuple[int, bytes]], what: str, deadline: float) -> Any:
        """Makes a request once there is a connection, and reads until its reply came."""
        if self.closed:
            raise _closed_here()
        if self._link is None and not self._reconnect(deadline):
            raise ConnectionClosed("tonusd cannot be reached.", str(self._lost or "")) from self._lost
        id, line = request()
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

    def tell(self, line: bytes | None) -> None:
        """Sends what gets no reply, where there is a connection."""
        if line is not None and self._link is not None:
            try:
                self._link.send(line, time.monotonic() + self._timeout)
            except TonusError as error:
                self._lose(error)

    def _exchange(self, id: int, line: bytes, what: str, deadline: float, longest_queue: int | None) -> Reply:
        started = time.monotonic()
        self._link_now().send(line, deadline)
        while True:
            if longest_queue is not None and len(self._events) >= longest_queue:
                self.session.abandon(id)
                raise EventsUnread(len(self._events))
            answer = self._link_now().line(deadline)
            if answer is None:
                self.session.abandon(id)
                raise TimedOut(what, max(0.0, deadline - started))
            reply = self._take(answer)
            if reply is not None and reply.id == id:
                return reply

    def _take(self, line: bytes) -> Reply | None:
        """Files what a line says; returns it where it is a reply."""
        received = self.session.receive(line)
        if outgoing := self.session.take_outgoing():
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
        self._link = Link(self._path, self._timeout)
        try:
            line = self._link.line(deadline)
            if line is None:
                raise TimedOut("with its greeting", self._timeout)
            changed = self.session.greet(line)
        except TonusError:
            self._hang_up()
            raise
        self._connected_at = time.monotonic()
        return changed

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
        self.session.lose()

    def _lose(self, error: TonusError) -> None:
        """The connection is gone: tells so by an event, and plans the first attempt to make it anew."""
        self._hang_up()
        now = time.monotonic()
        if now - self._connected_at > STEADY_SECONDS:
            self._attempt = 0
        self._lost, self._lost_at = error, now
        if isinstance(error, Dismissed):
            # Who was sent away does not come back by itself.
            self._back_off = None
        self._plan_attempt(now)
        self._tell(self._events, Disconnected(error, self.session.greeting.simulated))

    def _tell(self, events: deque[Event], event: Event) -> None:
        # A program that only makes calls need not read of lost connections.
        if self.session.subscriptions or len(events) < LONGEST_QUEUE // 2:
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
            except (Incompatible, Dismissed) as error:
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
            for subscription in list(self.session.subscriptions.values()):
                params = subscription.params_after_loss(self.session.greeting.clock_host_time, changed)
                id, line = self.session.subscribe(subscription, params)
                deadline = time.monotonic() + self._timeout
                reply = self._exchange(id, line, "subscribe", deadline, longest_queue=None)
                if reply.error is not None:
                    raise reply.error
            self.session.keep()
            self._tell(before, Reconnected(changed, time.monotonic() - self._lost_at, self.session.greeting))
            before.extend(self._events)
        except BaseException:
            self._hang_up()
            raise
        finally:
            self._events = before


def _closed_here() -> ConnectionClosed:
    return ConnectionClosed("This program closed the connection.", "Connect anew.")
