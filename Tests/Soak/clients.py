# SPDX-License-Identifier: Apache-2.0
"""The clients of the soak: those that read well, those that read badly, those that vanish, and those that talk nonsense."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from accounts import Account, parse


class Connection:
    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(60)
        self._socket.connect(path)
        self._pending = bytearray()
        self.line()  # hello

    def say(self, text: str) -> None:
        self._socket.sendall(text.encode() + b"\n")

    def line(self) -> dict[str, Any]:
        while (end := self._pending.find(b"\n")) < 0:
            more = self._socket.recv(65536)
            if not more:
                raise AssertionError("the daemon closed the connection")
            self._pending += more
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        return parse(line)

    def ask(self, text: str, id: int, tell: Callable[[dict[str, Any]], None] = lambda _: None) -> dict[str, Any]:
        self.say(text)
        while True:
            message = self.line()
            if message.get("id") == id and "method" not in message:
                return message
            tell(message)

    def status(self) -> dict[str, Any]:
        result: dict[str, Any] = self.ask('{"jsonrpc":"2.0","id":0,"method":"status"}', 0)["result"]
        return result

    def close(self) -> None:
        self._socket.close()


class Worker(threading.Thread):
    """One client after another, each with an account of its own, until told to stop."""

    def __init__(self, path: str, name: str, seed: int, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.path = path
        self.random = random.Random(seed)
        self.stop = stop
        self.accounts: list[Account] = []
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.one()
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            self.fault = error
            self.stop.set()

    def one(self) -> None:
        raise NotImplementedError


class Reader(Worker):
    """Subscribes, reads for a while, ends the subscription, and checks the account against the daemon's own figures."""

    def __init__(self, path: str, name: str, seed: int, stop: threading.Event, device: str, options: str, slow: bool,
                 samples_a_second: int):
        super().__init__(path, name, seed, stop)
        self.device, self.options, self.slow, self.samples_a_second = device, options, slow, samples_a_second

    def one(self) -> None:
        account = Account(f"{self.name} {self.options}")
        connection = Connection(self.path)

        def enter(message: dict[str, Any]) -> None:
            if "method" in message:
                account.enter(message["method"], message["params"])

        reply = connection.ask(
            '{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples","contractions","rest","device"],'
            f'"device":"{self.device}"{self.options}}}}}',
            1,
            enter,
        )
        if "error" in reply:
            raise AssertionError(f"{account.name}: {reply['error']}")
        end = time.monotonic() + self.random.uniform(20, 60)
        pause = time.monotonic() + self.random.uniform(5, 15)
        while time.monotonic() < end and not self.stop.is_set():
            if self.slow and time.monotonic() > pause:
                time.sleep(self.random.uniform(2, 8))
                pause = time.monotonic() + self.random.uniform(5, 15)
            enter(connection.line())
        before = self._newest(connection, enter)
        connection.ask('{"jsonrpc":"2.0","id":2,"method":"unsubscribe","params":{"subscription":1}}', 2, enter)
        after = self._newest(connection, enter)
        account.close()
        # A second is allowed for what is under way. At a lower rate the filter holds back ten samples of it, and more at the seam of a replug: no lower bound there.
        if "rate" not in self.options and account.first is not None and not before - self.samples_a_second <= account.next <= after + 1:
            raise AssertionError(f"{account.name}: read to {account.next}, the daemon was at {before} to {after}")
        self.accounts.append(account)
        connection.close()

    def _newest(self, connection: Connection, enter: Callable[[dict[str, Any]], None]) -> int:
        status = connection.ask('{"jsonrpc":"2.0","id":3,"method":"status"}', 3, enter)["result"]
        stream = next(device["stream"] for device in status["devices"] if device.get("serial") == self.device)
        newest: int = stream.get("newest", -1)
        return newest


class Vanisher(Worker):
    """Connects, asks for a lot, reads little or nothing, and is gone."""

    count = 0

    def one(self) -> None:
        connection = Connection(self.path)
        for number in range(self.random.randint(1, 4)):
            rate = self.random.choice(["", ',"rate":50', ',"lookback":60', ',"raw":true,"delivery":"latest"'])
            connection.say(
                f'{{"jsonrpc":"2.0","id":{number},"method":"subscribe","params":{{"streams":["samples","devices"]{rate}}}}}'
            )
        for _ in range(self.random.randint(0, 50)):
            connection.line()
        time.sleep(self.random.uniform(0, 0.5))
        connection.close()
        self.count += 1


class Nuisance(Worker):
    """Sends what makes no sense, whole and in halves; every whole line gets a typed error, and the connection goes on."""

    count = 0

    def one(self) -> None:
        connection = Connection(self.path)
        for _ in range(20):
            nonsense = "".join(self.random.choice('{}[]":,abc01\\ ') for _ in range(self.random.randint(1, 200)))
            connection.say("x" + nonsense)
            if "error" not in connection.line():
                raise AssertionError(f"{nonsense!r} was understood")
            self.count += 1
        connection.status()
        connection.say("y" * self.random.choice([10, 100_000]))
        time.sleep(0.2)
        connection.close()
