# SPDX-License-Identifier: Apache-2.0
"""The client for asyncio: one reader of events, any number of calls at the same time.

async with tonus_client.aio.connect() as tonus:
    async for event in tonus.watch(["samples"]):
        ...
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterable, Mapping
from types import TracebackType
from typing import Any, Final

from .aio_connection import AioConnection
from .backoff import BackOff
from .call import Call, Result
from .decoding import decode_watchers
from .errors import ConnectionClosed, TonusError
from .export import Export, ExportFile
from .messages import Event, Hello, Watchers
from .places import socket_path
from .protocol import about
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


class AsyncTonus:
    """A connection to tonusd that is made anew when it is lost."""

    def __init__(self, path: str, *, timeout: float, back_off: BackOff | None, longest_queue: int) -> None:
        self.path = path
        self._timeout = timeout
        self._connection = AioConnection(path, timeout=timeout, back_off=back_off, longest_queue=longest_queue)
        self._session = self._connection.session

    @property
    def hello(self) -> Hello:
        """The daemon's latest greeting. Raises `ConnectionClosed` before the first."""
        return self._session.greeting

    async def __aenter__(self) -> AsyncTonus:
        await self._connection.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connection; events that wait are gone, calls under way raise `ConnectionClosed`."""
        await self._connection.close()

    async def call(self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Calls a method and returns its result as plain values; many calls may be under way at once.

        Waits for the daemon where it is away. Never sends anything twice: a call that was under way when the connection
        was lost raises `ConnectionClosed`. Raises `RequestFailed` where the daemon refuses, `TimedOut`, and
        `ValueError` where the request cannot be sent.
        """
        return await self._connection.ask(self._seconds(timeout), method, lambda: self._session.request(method, params))

    async def ask(self, call: Call[Result], *, timeout: float | None = None) -> Result:
        """Makes a request of `sessions`, `exercise`, `participants` or `diary`. Raises as `call`, and `Malformed`."""
        return call.decode(await self.call(call.method, call.params, timeout=timeout))

    async def save(self, export: Call[Export], path: str | os.PathLike[str], *, timeout: float | None = None) -> Export:
        """Fetches a file that the daemon makes, such as `sessions.export("K3QX", "csv")`, piece by piece to `path`.

        Only its owner may read the new file. It is gone again where something is raised: as by `ask`, `FileExistsError`,
        `OSError`. `timeout` is for each piece; a report takes its time before the first.
        """
        with ExportFile(path) as file:
            made = await self.ask(export, timeout=timeout)
            greeting = self.hello
            while not file.take(
                await self.call("export.read", made.next_piece, timeout=timeout), self.hello is greeting
            ):
                pass
        return made

    async def status(self) -> dict[str, Any]:
        """How the daemon, the probe and the stream are: the members of `status` in docs/socket-protocol.md."""
        result: dict[str, Any] = await self.call("status")
        return result

    async def watchers(self) -> Watchers:
        """Who is connected, and who is paused. Raises as `call`."""
        return decode_watchers(await self.call("consent.watchers"))

    async def pause(self, connection: int | None = None) -> Watchers:
        """Withholds what is measured from `connection`, or from everybody but this one. It holds until `resume`.

        Raises `NotAllowed` for observers, otherwise as `call`.
        """
        return decode_watchers(await self.call("consent.pause", about(connection)))

    async def resume(self, connection: int | None = None) -> Watchers:
        """Withholds it no longer from `connection`, or from anybody. Raises as `pause`."""
        return decode_watchers(await self.call("consent.resume", about(connection)))

    async def end(self, connection: int) -> Watchers:
        """Closes another's connection; should its user come back, they are paused. Raises as `pause`."""
        return decode_watchers(await self.call("consent.end", about(connection)))

    async def subscribe(
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
        """Subscribes to `streams`; parameters as of `Tonus.subscribe`. Raises as `call`."""
        subscription = self._session.new_subscription(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, rate=rate, raw=raw
        )
        await self._connection.ask(
            self._seconds(timeout),
            "subscribe",
            lambda: self._session.subscribe(subscription, subscription.first_params()),
        )
        return subscription

    async def unsubscribe(self, subscription: Subscription, *, timeout: float | None = None) -> None:
        """Ends a subscription; nothing of it comes any more. Raises as `call`."""
        try:
            await self._connection.ask(
                self._seconds(timeout), "unsubscribe", lambda: self._session.unsubscribe(subscription.number)
            )
        except ConnectionClosed:
            # The subscription went with the connection; it need only be forgotten.
            self._session.drop(subscription.number)

    async def receive(self) -> Event:
        """The next event. Raises `ConnectionClosed` after `close`, else as `Tonus.receive`."""
        return await self._connection.receive()

    async def events(self) -> AsyncGenerator[Event, None]:
        """All events of all subscriptions as they come; ends after `close`. Raises as `receive`."""
        while True:
            try:
                event = await self.receive()
            except TonusError:
                if self._connection.closed:
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
        rate: int | None = None,
        raw: bool | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Subscribes, gives the events, and ends the subscription when the loop is left."""
        subscription = await self.subscribe(
            streams, device=device, channels=channels, delivery=delivery, lookback=lookback, rate=rate, raw=raw
        )
        try:
            async for event in self.events():
                yield event
        finally:
            # Nothing is awaited here: a generator that is left half-way may be ended anywhere.
            self._connection.tell(self._session.drop(subscription.number))

    def _seconds(self, timeout: float | None) -> float:
        return self._timeout if timeout is None else timeout
