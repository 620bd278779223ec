# SPDX-License-Identifier: Apache-2.0
"""The client for asyncio: one reader of events, any number of calls at the same time.

    async with tonus_client.aio.connect() as tonus:
        async for event in tonus.watch(["samples"]):
            ...
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Final

from .backoff import STEADY_SECONDS, BackOff
from .errors import ConnectionClosed, Incompatible, TimedOut, TonusError, lost_under_way
from .link import connection_error
from .messages import Disconnected, Event, Hello, Reconnected
from .places import socket_path
from .protocol import CHUNK, LineBuffer, Reply
from .session import Session
from .subscription import Subscription

#: How many events wait for the program before the socket is left unread (assumption: some seconds of samples).
LONGEST_QUEUE: Final = 1024


def connect(
    path: str | os.PathLike[str] | None = None,
    *,
    timeout: float = 5.0,
    back_off: BackOff | None = BackOff(),
    longest_queue: int = LONGEST_QUEUE,
) -> AsyncTonus:
    """A client that connects when it is entered by `async with`; parameters and errors as of `tonus_client.connect`.

    `longest_queue` is the number of events that may wait unread. While it is reached, nothing is read, replies neither.
    """
    return AsyncTonus(socket_path(path), timeout=timeout, back_off=back_off, longest_queue=longest_queue)


class _Link:
    """One connection. Where a method raises, the connection is of no use any more."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = LineBuffer()

    @classmethod
    async def open(cls, path: str, timeout: float) -> _Link:
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


class AsyncTonus:
    """A connection to tonusd that is made anew when it is lost."""

    def __init__(self, path: str, *, timeout: float, back_off: BackOff | None, longest_queue: int) -> None:
        self.path = path
        self._timeout = timeout
        self._back_off = back_off
        self._session = Session()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(longest_queue)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._connected = asyncio.Event()
        self._link: _Link | None = None
        self._lines: list[bytes] = []
        self._task: asyncio.Task[None] | None = None
        self._ended: TonusError | None = None
        self._closed_here = False
        self._lost: TonusError = ConnectionClosed()

    @property
    def hello(self) -> Hello:
        """The daemon's latest greeting. Raises `ConnectionClosed` before the first."""
        if self._session.hello is None:
            raise ConnectionClosed("There was no connection yet.", "Enter the client by `async with`.")
        return self._session.hello

    async def __aenter__(self) -> AsyncTonus:
        if self._task is None:
            await self._dial()
            self._session.keep()
            self._connected.set()
            self._task = asyncio.create_task(self._run(), name="tonus_client")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connection; events that wait are gone, calls under way raise `ConnectionClosed`."""
        self._closed_here = True
        link = self._link
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while not self._queue.empty():
            self._queue.get_nowait()
        await self._finish(ConnectionClosed("This program closed the connection.", "Connect anew."))
        if link is not None:
            await link.closed()

    async def call(self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Calls a method and returns its result as plain values; many calls may be under way at once.

        Waits for the daemon where it is away. Never sends anything twice: a call that was under way when the connection
        was lost raises `ConnectionClosed`. Raises `RequestFailed` where the daemon refuses, `TimedOut`, and
        `ValueError` where the request cannot be sent.
        """
        return await self._within(timeout, method, lambda: self._session.request(method, params))

    async def status(self) -> dict[str, Any]:
        """How the daemon, the probe and the stream are: the members of `status` in docs/socket-protocol.md."""
        result: dict[str, Any] = await self.call("status")
        return result

    async def subscribe(
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
        """Subscribes to `streams`; parameters as of `Tonus.subscribe`. Raises as `call`."""
        subscription = self._session.new_subscription(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, raw=raw
        )
        await self._within(
            timeout, "subscribe", lambda: self._session.subscribe(subscription, subscription.first_params())
        )
        return subscription

    async def unsubscribe(self, subscription: Subscription, *, timeout: float | None = None) -> None:
        """Ends a subscription; nothing of it comes any more. Raises as `call`."""
        try:
            await self._within(timeout, "unsubscribe", lambda: self._session.unsubscribe(subscription.number))
        except ConnectionClosed:
            # The subscription went with the connection; it need only be forgotten.
            self._session.drop(subscription.number)

    async def receive(self) -> Event:
        """The next event. Raises what ended the client: `ConnectionClosed` after `close`, else as `Tonus.receive`."""
        if self._task is None:
            raise ConnectionClosed("There is no connection.", "Enter the client by `async with`.")
        while True:
            event = await self._queue.get()
            if event is None:
                # Wakes the next one who waits.
                self._queue.put_nowait(None)
                raise self._ended or ConnectionClosed()
            if self._session.wants(event):
                return event

    async def events(self) -> AsyncGenerator[Event, None]:
        """All events of all subscriptions as they come; ends after `close`. Raises as `receive`."""
        while True:
            try:
                event = await self.receive()
            except TonusError:
                if self._closed_here:
                    return
                raise
            yield event

    async def watch(
        self,
        streams: Iterable[str],
        *,
        device: str | None = None,
        channels: Iterable[int] | None = None,
        delivery: str | None = None,
        lookback: float | None = None,
        raw: bool | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Subscribes, gives the events, and ends the subscription when the loop is left."""
        subscription = await self.subscribe(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, raw=raw
        )
        try:
            async for event in self.events():
                yield event
        finally:
            # Nothing is awaited here: a generator that is left half-way may be ended anywhere.
            line = self._session.drop(subscription.number)
            if line is not None and self._link is not None:
                self._link.write(line)

    async def _within(
        self, timeout: float | None, what: str, request: Callable[[], tuple[int, bytes] | None]
    ) -> Any:
        seconds = self._timeout if timeout is None else timeout
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
            self._session.abandon(id)
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
            await self._tell(Disconnected(self._lost, self.hello.simulated))
            changed, held = False, None
            while held is None:
                if self._back_off is None:
                    raise self._lost
                patience = self._back_off.give_up_after
                if patience is not None and time.monotonic() - lost_at > patience:
                    raise self._lost
                await asyncio.sleep(self._back_off.delay(attempt))
                attempt += 1
                try:
                    changed, held = await self._make_anew()
                except Incompatible:
                    raise
                except TonusError as error:
                    self._lost = error
                    self._hang_up(error)
            self._session.keep()
            self._connected.set()
            await self._tell(Reconnected(changed, time.monotonic() - lost_at, self.hello))
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
        for subscription in list(self._session.subscriptions.values()):
            if subscription.ended:
                continue
            params = subscription.params_after_loss(self.hello.clock_host_time, changed)
            id, line = self._session.subscribe(subscription, params)
            waiting = self._waiting[id] = asyncio.get_running_loop().create_future()
            try:
                if self._link is not None:
                    self._link.write(line)
                deadline = time.monotonic() + self._timeout
                while not waiting.done():
                    held += self._take(await self._line(deadline))
            finally:
                self._waiting.pop(id, None)
            if (error := waiting.result().error) is not None:
                raise error
        return changed, held

    async def _dial(self) -> bool:
        """A new connection and its greeting; True where another start of the daemon answers."""
        link = self._link = await _Link.open(self.path, self._timeout)
        self._lines.clear()
        try:
            return self._session.greet(await self._line(time.monotonic() + self._timeout))
        except TonusError as error:
            self._hang_up(error)
            await link.closed()
            raise

    async def _line(self, deadline: float | None = None) -> bytes:
        while not self._lines:
            if self._link is None:
                raise ConnectionClosed()
            wait = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                self._lines += await asyncio.wait_for(self._link.lines(), wait)
            except asyncio.TimeoutError as error:
                raise TimedOut("in time", self._timeout) from error
        return self._lines.pop(0)

    def _take(self, line: bytes) -> list[Event]:
        """The events in a line; a reply goes to whom it belongs."""
        received = self._session.receive(line)
        if self._link is not None and (outgoing := self._session.take_outgoing()):
            self._link.write(outgoing)
        if not isinstance(received, Reply):
            return received
        waiting = self._waiting.get(received.id or 0)
        if waiting is not None and not waiting.done():
            waiting.set_result(received)
        return []

    async def _tell(self, event: Event) -> None:
        """Hands an event to the program, once there is room; meanwhile nothing is read."""
        if self._queue.full() and not self._session.subscriptions:
            # A program that only makes calls need not read of lost connections.
            return
        await self._queue.put(event)

    def _hang_up(self, error: TonusError) -> None:
        self._connected.clear()
        if self._link is not None:
            self._link.close()
            self._link = None
        self._session.lose()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(lost_under_way(error))

    async def _finish(self, error: TonusError) -> None:
        self._hang_up(error)
        self._ended = error
        self._connected.set()
        await self._queue.put(None)
