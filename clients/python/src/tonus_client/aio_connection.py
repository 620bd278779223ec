# SPDX-License-Identifier: Apache-2.0
"""A connection for asyncio that is made anew when it is lost: what stands behind `AsyncTonus`."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from .aio_link import AioLink
from .backoff import STEADY_SECONDS, BackOff
from .errors import ConnectionClosed, Dismissed, Incompatible, TimedOut, TonusError, lost_under_way
from .messages import Disconnected, Event, Reconnected
from .protocol import Reply
from .session import Session


class AioConnection:
    """One task reads; calls wait for their replies, the program for events."""

    def __init__(self, path: str, *, timeout: float, back_off: BackOff | None, longest_queue: int) -> None:
        self._path = path
        self._timeout = timeout
        self._back_off = back_off
        self.session = Session()
        self.closed = False
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(longest_queue)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._connected = asyncio.Event()
        self._link: AioLink | None = None
        self._lines: deque[bytes] = deque()
        self._task: asyncio.Task[None] | None = None
        self._ended: TonusError | None = None
        self._lost: TonusError = ConnectionClosed()

    async def open(self) -> None:
        """Connects, where that was not done yet."""
        if self._task is None:
            await self._dial()
            self.session.keep()
            self._connected.set()
            self._task = asyncio.create_task(self._run(), name="tonus_client")

    async def close(self) -> None:
        self.closed = True
        link = self._link
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while not self._queue.empty():
            self._queue.get_nowait()
        await self._finish(ConnectionClosed("This program closed the connection.", "Connect anew."))
        if link is not None:
            await link.closed()

    async def receive(self) -> Event:
        """The next event. Raises what ended the connection for good."""
        if self._task is None:
            raise ConnectionClosed("There is no connection.", "Enter the client by `async with`.")
        while True:
            event = await self._queue.get()
            if event is None:
                # Wakes the next one who waits.
                self._queue.put_nowait(None)
                raise self._ended or ConnectionClosed()
            if self.session.wants(event):
                return event

    def tell(self, line: bytes | None) -> None:
        """Sends what gets no reply, where there is a connection."""
        if line is not None and self._link is not None:
            self._link.write(line)

    async def ask(self, seconds: float, what: str, request: Callable[[], tuple[int, bytes] | None]) -> Any:
        """Makes a request once there is a connection, and waits for its reply; None where there is nothing to ask."""
        try:
            return await asyncio.wait_for(self._ask(request), seconds)
        except asyncio.TimeoutError as error:
            if not self._connected.is_set():
                raise ConnectionClosed("tonusd cannot be reached.", str(self._lost)) from self._lost
            raise TimedOut(what, seconds) from error

    async def _ask(self, request: Callable[[], tuple[int, bytes] | None]) -> Any:
        """Sends a request once there is a connection, and waits for its reply."""
        if self._task is not None:
            await self._connected.wait()
        if self._ended is not None:
            raise self._ended
        if self._link is None:
            raise ConnectionClosed("There is no connection.", "Enter the client by `async with`.")
        if (asked := request()) is None:
            return None
        id, line = asked
        waiting = self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            self._link.write(line)
            reply = await waiting
        finally:
            del self._waiting[id]
            self.session.abandon(id)
        if reply.error is not None:
            raise reply.error
        return reply.result

    async def _run(self) -> None:
        """Reads, and makes the connection anew, until the client is closed or nothing can be done any more."""
        try:
            await self._serve_and_reconnect()
        except TonusError as error:
            await self._finish(error)
        except Exception as error:
            await self._finish(ConnectionClosed(f"The client met a fault of its own: {error!r}.", "Please report it."))
            raise

    async def _serve_and_reconnect(self) -> None:
        attempt = 0
        while True:
            connected_at = time.monotonic()
            self._lost = await self._serve()
            lost_at = time.monotonic()
            if lost_at - connected_at > STEADY_SECONDS:
                attempt = 0
            self._hang_up(self._lost)
            await self._tell(Disconnected(self._lost, self.session.greeting.simulated))
            changed, held = False, None
            while held is None:
                # Who was sent away does not come back by itself.
                if self._back_off is None or isinstance(self._lost, Dismissed):
                    raise self._lost
                patience = self._back_off.give_up_after
                if patience is not None and time.monotonic() - lost_at > patience:
                    raise self._lost
                await asyncio.sleep(self._back_off.delay(attempt))
                attempt += 1
                try:
                    changed, held = await self._make_anew()
                except (Incompatible, Dismissed):
                    raise
                except TonusError as error:
                    self._lost = error
                    self._hang_up(error)
            self.session.keep()
            self._connected.set()
            await self._tell(Reconnected(changed, time.monotonic() - lost_at, self.session.greeting))
            for event in held:
                await self._tell(event)

    async def _serve(self) -> TonusError:
        """Reads until the connection ends, and returns why."""
        try:
            while True:
                for event in self._take(await self._line()):
                    await self._tell(event)
        except TonusError as error:
            return error

    async def _make_anew(self) -> tuple[bool, list[Event]]:
        """One attempt: whether another start of the daemon answers, and what came with the subscriptions."""
        changed = await self._dial()
        held: list[Event] = []
        for subscription in list(self.session.subscriptions.values()):
            if subscription.ended:
                continue
            params = subscription.params_after_loss(self.session.greeting.clock_host_time, changed)
            id, line = self.session.subscribe(subscription, params)
            waiting = self._waiting[id] = asyncio.get_running_loop().create_future()
            try:
                if self._link is not None:
                    self._link.write(line)
                deadline = time.monotonic() + self._timeout
                while not waiting.done():
                    held += self._take(await self._line(deadline, "subscribe"))
            finally:
                self._waiting.pop(id, None)
            if (error := waiting.result().error) is not None:
                raise error
        return changed, held

    async def _dial(self) -> bool:
        """A new connection and its greeting; True where another start of the daemon answers."""
        link = self._link = await AioLink.open(self._path, self._timeout)
        self._lines.clear()
        try:
            return self.session.greet(await self._line(time.monotonic() + self._timeout, "with its greeting"))
        except TonusError as error:
            self._hang_up(error)
            await link.closed()
            raise

    async def _line(self, deadline: float | None = None, what: str = "") -> bytes:
        while not self._lines:
            if self._link is None:
                raise ConnectionClosed()
            wait = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                self._lines += await asyncio.wait_for(self._link.lines(), wait)
            except asyncio.TimeoutError as error:
                raise TimedOut(what, self._timeout) from error
        return self._lines.popleft()

    def _take(self, line: bytes) -> list[Event]:
        """The events in a line; a reply goes to whom it belongs."""
        received = self.session.receive(line)
        if self._link is not None and (outgoing := self.session.take_outgoing()):
            self._link.write(outgoing)
        if not isinstance(received, Reply):
            return received
        waiting = self._waiting.get(received.id or 0)
        if waiting is not None and not waiting.done():
            waiting.set_result(received)
        return []

    async def _tell(self, event: Event) -> None:
        """Hands an event to the program, once there is room; meanwhile nothing is read."""
        if self._queue.full() and not self.session.subscriptions:
            # A program that only makes calls need not read of lost connections.
            return
        await self._queue.put(event)

    def _hang_up(self, error: TonusError) -> None:
        self._connected.clear()
        if self._link is not None:
            self._link.close()
            self._link = None
        self.session.lose()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(lost_under_way(error))

    async def _finish(self, error: TonusError) -> None:
        self._hang_up(error)
        self._ended = error
        self._connected.set()
        await self._queue.put(None)
