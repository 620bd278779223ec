# SPDX-License-Identifier: Apache-2.0
"""What a client knows: requests under way on this connection, subscriptions that outlive it. No sockets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .decoding import decode_bye, decode_event, decode_hello, decode_state
from .errors import ConnectionClosed, Incompatible, Malformed
from .messages import Device, Event, Hello, Role
from .protocol import MAJOR, Notification, Reply, decode_line, encode_request
from .subscription import Subscription


class Session:
    """Turns lines of the daemon into events and replies; the same for the blocking and the asynchronous client."""

    def __init__(self) -> None:
        self.hello: Hello | None = None
        #: Granted subscriptions by their own number.
        self.subscriptions: dict[int, Subscription] = {}
        self._numbers_here: dict[int, int] = {}
        self._asked: dict[int, Subscription | None] = {}
        self._abandoned: set[int] = set()
        self._outgoing: list[bytes] = []
        self._next_id = 1
        self._next_number = 1
        self._boot: str | None = None

    @property
    def greeting(self) -> Hello:
        """The latest greeting. Raises `ConnectionClosed` before the first."""
        if self.hello is None:
            raise ConnectionClosed("There was no connection yet.", "Connect first.")
        return self.hello

    def greet(self, line: bytes) -> bool:
        """Reads the greeting of a new connection; True where the daemon is another than before.

        Raises `Incompatible`, `Malformed`, or `RequestFailed` where the daemon has too many clients.
        """
        message = decode_line(line)
        if isinstance(message, Reply):
            raise message.error or Malformed("a reply, where the greeting was expected")
        hello = decode_hello(message)
        if hello.major != MAJOR:
            raise Incompatible(hello.major, hello.minor, MAJOR)
        self.hello = hello
        for subscription in self.subscriptions.values():
            subscription.rewind()
        return self._boot is not None and self._boot != hello.boot

    def keep(self) -> None:
        """The new connection is whole: what came on it counts as seen."""
        self._boot = self.hello.boot if self.hello else None
        for subscription in self.subscriptions.values():
            subscription.forget_mark()

    def lose(self) -> None:
        """The connection is gone, and what was under way on it."""
        for subscription in self.subscriptions.values():
            subscription.mark()
        self._numbers_here.clear()
        self._asked.clear()
        self._abandoned.clear()
        self._outgoing.clear()

    def request(self, method: str, params: Mapping[str, Any] | None) -> tuple[int, bytes]:
        """The id and the line of a new request. Raises `ValueError` where it cannot be sent."""
        if method in ("subscribe", "unsubscribe"):
            raise ValueError(f"use {method}(), which survives the loss of a connection, instead of call({method!r})")
        return self._request(method, params, None)

    def new_subscription(self, *args: Any, **options: Any) -> Subscription:
        """A subscription that the daemon has not granted yet."""
        subscription = Subscription(self._next_number, *args, **options)
        self._next_number += 1
        return subscription

    def subscribe(self, subscription: Subscription, params: Mapping[str, Any]) -> tuple[int, bytes]:
        """The request for a subscription. It is granted when its reply goes through `receive`."""
        return self._request("subscribe", params, subscription)

    def unsubscribe(self, number: int) -> tuple[int, bytes] | None:
        """Forgets a subscription. The request that tells the daemon, or None where it does not have it."""
        if (here := self._forget(number)) is None:
            return None
        return self._request("unsubscribe", {"subscription": here}, None)

    def drop(self, number: int) -> bytes | None:
        """As `unsubscribe`, by a notification, which gets no reply."""
        if (here := self._forget(number)) is None:
            return None
        return encode_request(None, "unsubscribe", {"subscription": here})

    def abandon(self, id: int) -> None:
        """Nobody waits for the reply to `id` any more; should it grant a subscription, that is taken back."""
        if id in self._asked:
            self._abandoned.add(id)

    def receive(self, line: bytes) -> Reply | list[Event]:
        """What a line means. Raises what ends the connection: `Malformed`, a refusal that is no request's, a `bye`."""
        message = decode_line(line)
        return self._reply(message) if isinstance(message, Reply) else self._events(message)

    def take_outgoing(self) -> bytes:
        """Lines that have to be sent because of what was received."""
        lines = b"".join(self._outgoing)
        self._outgoing.clear()
        return lines

    def wants(self, event: Event) -> bool:
        """False for what still waits of a subscription that was ended."""
        number = getattr(event, "subscription", None)
        return number is None or number in self.subscriptions

    def _request(
        self, method: str, params: Mapping[str, Any] | None, subscription: Subscription | None
    ) -> tuple[int, bytes]:
        id = self._next_id
        line = encode_request(id, method, params)
        self._next_id += 1
        self._asked[id] = subscription
        return id, line

    def _forget(self, number: int) -> int | None:
        if (subscription := self.subscriptions.pop(number, None)) is not None:
            subscription.ended = True
        here = next((there for there, ours in self._numbers_here.items() if ours == number), None)
        if here is not None:
            del self._numbers_here[here]
        return here

    def _reply(self, reply: Reply) -> Reply | list[Event]:
        if reply.id is None:
            raise reply.error or Malformed("a reply to no request")
        if reply.id not in self._asked:
            return []
        subscription = self._asked.pop(reply.id)
        abandoned = reply.id in self._abandoned
        self._abandoned.discard(reply.id)
        if subscription is None or reply.error is not None:
            return [] if abandoned else reply
        here = reply.result.get("subscription") if isinstance(reply.result, dict) else None
        if type(here) is not int:
            raise Malformed(f"the reply to subscribe: {reply.result!r:.80}")
        if abandoned or subscription.ended:
            self._outgoing.append(encode_request(None, "unsubscribe", {"subscription": here}))
            return [] if abandoned else reply
        device = reply.result.get("device")
        subscription.settle(device if isinstance(device, str) else None)
        self._numbers_here[here] = subscription.number
        self.subscriptions[subscription.number] = subscription
        return replace(reply, result=subscription)

    def _events(self, notification: Notification) -> list[Event]:
        if notification.method == "hello":
            return []
        if notification.method == "bye":
            raise decode_bye(notification)
        simulated = self.hello is not None and self.hello.simulated
        if "subscription" not in notification.params:
            state = decode_state(notification, simulated)
            if isinstance(state, Role) and self.hello is not None:
                self.hello = replace(self.hello, role=state.role)
            return [state]
        here = notification.params["subscription"]
        subscription = self.subscriptions.get(self._numbers_here.get(here, 0)) if type(here) is int else None
        if subscription is None:
            return []
        known = subscription.simulated if subscription.simulated is not None else simulated
        event = decode_event(notification, subscription.number, known)
        subscription.simulated = event.simulated
        if isinstance(event, Device):
            # Where the cable was pulled and another probe came, the subscription goes on with that one.
            subscription.device = event.device.serial or subscription.device
            if not subscription.wants_device:
                return []
        return list(subscription.cursor.admit(event))
