# SPDX-License-Identifier: Apache-2.0
"""A simulated tonusd on a socket of its own, and a connection that keeps every line as it came."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

#: Far beyond what anything here takes on a busy machine: it ends a test that hangs, and no test measures by it.
PATIENCE = 60.0


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Daemon:
    """Runs while the `with` block does. The connection that waits for it is its first, and gone again."""

    def __init__(self, program: str, arguments: list[str], settings: str | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tonus-protocol.")
        self.path = os.path.join(self._folder.name, "tonus.sock")
        self.log_path = os.path.join(self._folder.name, "log")
        self._settings_path = os.path.join(self._folder.name, "tonusd.yaml")
        self._log = open(self.log_path, "ab")
        if settings is not None:
            self._write(settings)
            arguments = [*arguments, "--config", self._settings_path]
        # Ignored as by nohup: in a terminal, where the tests may run, SIGHUP ends a daemon.
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            arguments = [argument.replace("<port>", str(free_port())) for argument in arguments]
            place = ["--socket", self.path]
            for option, value in (("--state-dir", self.path + ".state"), ("--http", "off")):
                place += [] if option in arguments else [option, value]
            self._process = subprocess.Popen([program, *arguments, *place], stderr=self._log)
        finally:
            signal.signal(signal.SIGHUP, before)

    def _write(self, settings: str) -> None:
        with open(self._settings_path, "w", encoding="utf-8") as file:
            file.write(settings)

    def __enter__(self) -> Daemon:
        try:
            self._await_samples()
        except (AssertionError, OSError) as error:
            said = self.said()
            self.__exit__()
            raise AssertionError(f"tonusd did not come up: {error}; it said:\n{said}") from error
        # Only the settings are to decide who may connect.
        os.chmod(self._folder.name, 0o755)
        os.chmod(self.path, 0o666)
        return self

    def _await_samples(self) -> None:
        deadline = time.monotonic() + PATIENCE

        def may_wait() -> bool:
            return time.monotonic() < deadline and self._process.poll() is None

        while not os.path.exists(self.path):
            if not may_wait():
                raise AssertionError("there is no socket")
            time.sleep(0.02)
        with Line(self.path) as line:
            while may_wait():
                line.say('{"jsonrpc":"2.0","id":0,"method":"status"}')
                status = line.hear(lambda message: message.get("id") == 0)["result"]
                if all(device["state"] == "streaming" for device in status["devices"]):
                    return
                time.sleep(0.02)
        raise AssertionError("its devices do not stream")

    def take_over(self, settings: str) -> None:
        """Has the running daemon read other settings."""
        self._write(settings)
        self._process.send_signal(signal.SIGHUP)

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

    def __init__(self, path: str, user: int | None = None) -> None:
        """Connects, as the user of that number where there is one: only root can."""
        self.heard: list[dict[str, Any]] = []
        self._taken: set[int] = set()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        # What listens a moment later is not there yet.
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if user is not None:
                    os.seteuid(user)
                self._socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            finally:
                if user is not None:
                    os.seteuid(0)
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

    def keep(self, message: dict[str, Any]) -> None:
        """Has a message that was heard be heard once more."""
        self._taken -= {place for place, heard in enumerate(self.heard) if heard is message}

    def _messages(self) -> Iterator[dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE
        for line in self._file:
            message = json.loads(line)
            self.heard.append(message)
            yield message
            if time.monotonic() > deadline:
                raise AssertionError(f"nothing that was waited for came in {PATIENCE} s")
