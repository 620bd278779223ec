# SPDX-License-Identifier: Apache-2.0
"""A scripted daemon on a Unix socket: each connection in turn is handled by the next function of the script."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from typing import Any

INTERVAL = 0.004


class Peer:
    """The daemon's end of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._file = connection.makefile("rb")

    def raw(self, data: bytes) -> None:
        self.connection.sendall(data)

    def say(self, method: str, **params: Any) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\n")

    def hello(self, boot: str = "a", major: int = 1, host_time: float = 1000.0) -> None:
        self.say(
            "hello",
            protocol={"major": major, "minor": 0},
            daemon={"name": "tonusd", "version": "0"},
            unit="cmH2O",
            role="controller",
            boot=boot,
            clock={"hostTime": host_time, "monotonic": 1.0},
            simulated=True,
            later="a member of a later version",
        )

    def request(self) -> dict[str, Any]:
        line = self._file.readline()
        if not line:
            raise ConnectionError("the client hung up")
        message: dict[str, Any] = json.loads(line)
        return message

    def reply(self, request: dict[str, Any], **result: Any) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode() + b"\n")

    def refuse(self, request: dict[str, Any], code: int, message: str = "no", hint: str = "wait") -> None:
        error = {"code": code, "message": message, "data": {"hint": hint}}
        self.raw(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode() + b"\n")

    def grant(self, number: int, device: str | None = "P1") -> dict[str, Any]:
        """Reads `subscribe`, grants it under `number`, and returns its parameters."""
        request = self.request()
        assert request["method"] == "subscribe", request
        self.reply(request, subscription=number, **({"device": device} if device else {}))
        params: dict[str, Any] = request["params"]
        return params

    def samples(self, number: int, index: int, count: int) -> None:
        self.say("samples", **samples(number, index, count))

    def until_hung_up(self) -> None:
        while self._file.readline():
            pass

    def close(self) -> None:
        for end in (self._file, self.connection):
            end.close()


def samples(number: int, index: int, count: int) -> dict[str, Any]:
    """A body of `samples` whose pressures are the indices, at host time 1000 s + index * 4 ms - 10 s."""
    values = [float(index + position) for position in range(count)]
    return {
        "subscription": number,
        "index": index,
        "deviceTime": index * INTERVAL,
        "hostTime": 990.0 + index * INTERVAL,
        "interval": INTERVAL,
        "pressure": values,
        "filtered": values,
        "rest": [None] * count,
        "state": ["settling"] * count,
        "simulated": True,
    }


def contraction(number: int, id: int, revision: int, phase: str, index: int) -> dict[str, Any]:
    """A body of `contraction`."""
    instant = {"index": index, "deviceTime": index * INTERVAL, "hostTime": 990.0 + index * INTERVAL}
    return {
        "subscription": number,
        "phase": phase,
        "id": id,
        "revision": revision,
        "final": phase == "withdrawn",
        "known": instant,
        "onset": instant,
        "rest": 16.0,
        "baseline": 16.5,
        "peak": 40.0,
        "peakTime": 1.0,
        "amplitude": 24.0,
        "kind": "indeterminate",
        "origin": "indeterminate",
        "cue": "unknown",
        "confidence": 0.5,
        "rule": "rise",
        "relaxation": "unknown",
        "simulated": True,
    }


Script = list[Callable[[Peer], None]]


class FakeDaemon:
    """Listens at `path` until the script is through; later connections are refused."""

    def __init__(self, *script: Callable[[Peer], None]) -> None:
        self._script = script
        self._folder = tempfile.TemporaryDirectory(prefix="tonus-test.")
        self.path = os.path.join(self._folder.name, "tonus.sock")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self.path)
        self._listener.listen()
        self._peer: Peer | None = None
        #: What went wrong in the script.
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> FakeDaemon:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()
        self._folder.cleanup()
        if self.fault is not None:
            raise self.fault

    def finish(self) -> None:
        """Waits for the script; ends what still runs of it after a while."""
        self._thread.join(5)
        self._listener.close()
        if self._thread.is_alive():
            self.fault = self.fault or AssertionError("the script did not come to its end")

    def _run(self) -> None:
        try:
            for handle in self._script:
                connection, _ = self._listener.accept()
                peer = Peer(connection)
                try:
                    handle(peer)
                except (ConnectionError, BrokenPipeError):
                    pass
                finally:
                    peer.close()
        except BaseException as error:
            self.fault = error
        finally:
            self._listener.close()
