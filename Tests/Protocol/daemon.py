# SPDX-License-Identifier: Apache-2.0
"""A simulated tonusd on a socket of its own, and a connection that keeps every line as it came."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

#: Far beyond what anything here takes on a busy machine: it ends a test that hangs, and no test measures by it.
PATIENCE = 60.0


class Daemon:
    """Runs while the `with` block does."""

    def __init__(self, program: str, arguments: list[str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tonus-protocol.")
        self.path = os.path.join(self._folder.name, "tonus.sock")
        self.log_path = os.path.join(self._folder.name, "log")
        self._log = open(self.log_path, "ab")
        self._process = subprocess.Popen([program, *arguments, "--socket", self.path], stderr=self._log)

    def __enter__(self) -> Daemon:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            if os.path.exists(self.path):
                with Line(self.path) as line:
                    line.say('{"jsonrpc":"2.0","id":0,"method":"status"}')
                    status = line.hear(lambda message: message.get("id") == 0)["result"]
                if all(device["state"] == "streaming" for device in status["devices"]):
                    return self
            time.sleep(0.02)
        self.__exit__()
        raise AssertionError(f"tonusd did not come up; it said:\n{self.said()}")

    def said(self) -> str:
        with open(self.log_path, encoding="utf-8") as log:
            return log.read()

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(PATIENCE)
        self._log.close()
        self._folder.cleanup()


class Line:
    """One connection. Reads only when asked, and keeps all that it read in `heard`."""

    def __init__(self, path: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self._taken: set[int] = set()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        # What listens a moment later is not there yet.
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def say(self, text: str) -> None:
        self._socket.sendall(text.encode() + b"\n")

    def hear(self, matches: Any) -> dict[str, Any]:
        """The next message that matches and was not heard before, skipping others."""
        for place in range(len(self.heard)):
            if place not in self._taken and matches(self.heard[place]):
                self._taken.add(place)
                return self.heard[place]
        for message in self._messages():
            if matches(message):
                self._taken.add(len(self.heard) - 1)
                return message
        raise AssertionError("the daemon closed the connection")

    def _messages(self) -> Iterator[dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE
        for line in self._file:
            message = json.loads(line)
            self.heard.append(message)
            yield message
            if time.monotonic() > deadline:
                raise AssertionError(f"nothing that was waited for came in {PATIENCE} s")
