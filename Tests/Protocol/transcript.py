# SPDX-License-Identifier: Apache-2.0
"""Transcripts: what a client of some version of the protocol said, and what the daemon of that version answered.

A file has one JSON object a line. The first says how the daemon was started, and has `settings` where it had any; then come

    {"client": TEXT}                what the client sent; {"client": {"fill": TEXT, "times": N}} where that is long;
                                    with "until": {PATH: VALUE} again and again, until the reply has these values
    {"daemon": MESSAGE}             what came back, in any order up to the next of the client's lines
                                    with "names": {NAME: PATH}, what is drawn at random and stands there is called
                                    <NAME> from here on, in what is said and heard
    {"idle": SECONDS}               the client reads nothing so long
    {"connections": N}              so many further connections, held to the end; what follows is heard on the last one;
                                    with "user": UID they are another user's, which only root can play
    {"connection": N}               what follows is said and heard on this connection, counted from 0
    {"settings": TEXT}              the daemon is given other settings

The daemon numbers connections from 1. The one that waited for it is the first, so that of a transcript's is number 2.
"""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any, Callable

from daemon import PATIENCE, Daemon, Line

FOLDER = Path(__file__).resolve().parent / "Transcripts"

#: Members with the same value at every run of the daemon; a client may rely on them.
FIXED = frozenset(
    "jsonrpc id method code unit major simulated subscription streams delivery lookback key raw device verdict pattern "
    "role channel serial phase state".split()
)
#: Ends of the paths of members that come and go with time: of these only the type is compared, where both have them.
FLEETING = (
    ".latency.socket .latency.total .recent.socket .recent.total "
    ".driftPpm .driftUncertaintyPpm .slope .steadiness .breathing .params.level .residual .clipped .newest "
    ".devices[0].rest .stream.clock .stream.clockUncertainty "
    ".result.cue .result.question .result.phase .result.waiting .exercises[0].waiting "
    ".result.gaps .result.clipped"
).split()
#: What is drawn at random and nobody says again; and what is in files, which have tests of their own.
DRAWN = {"boot": "masked", "version": "masked", "url": "masked", "path": "masked", "fileName": "masked", "data": "AAAA"}
#: States between which a busy machine may choose at any moment: of a probe, and of an exercise, which waits by itself
#: where the signal is not good enough.
ALIKE = ({"streaming", "stalled", "recovering"}, {"asking", "running", "waiting"})
#: A name for what is drawn at random.
NAME = re.compile(r"<\w+>")
#: Members by which notifications of one method are told apart.
TELLING = {
    "bye": ["reason"],
    "coach": ["event", "phase.id", "cue.phase", "question.question", "phaseEnded.id"],
    "contraction": ["phase"],
    "device": ["state"],
    "gap": ["reason"],
    "lag": ["reason"],
    "role": ["role"],
    "session": ["session.state"],
    "withheld": ["withheld"],
}
#: Members by whose presence they are: a probe that stood still for a moment is told of in between.
TELLING_BY_PRESENCE = {"device": ["zero.at", "zero.index"]}


def masked(value: Any, name: str = "") -> Any:
    """A message without what differs from one run to the next; it still decodes."""
    if isinstance(value, dict):
        return {member: masked(inner, member) for member, inner in value.items()}
    if isinstance(value, list):
        # Columns of samples and the like: their first value says what the others are.
        return [masked(inner, name) for inner in (value if len(value) <= 8 else value[:1])]
    if name in FIXED or name == "minor" or isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return 1
    return DRAWN.get(name, value)


def misunderstandings(old: Any, new: Any, path: str = "", name: str = "") -> list[str]:
    """Where a client that was written for `old` would not understand `new`: members gone, or of another type or value.

    Members that were added are no misunderstanding.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for member, inner in old.items():
            if member in new:
                found += misunderstandings(inner, new[member], f"{path}.{member}", member)
            elif not f"{path}.{member}".endswith(tuple(FLEETING)):
                found.append(f"{path}.{member} is gone")
        return found
    if isinstance(old, list) and isinstance(new, list):
        if old and not new:
            return [] if path.endswith(tuple(FLEETING)) else [f"{path} is empty"]
        return misunderstandings(old[0], new[0], f"{path}[0]", name) if old else []
    if kind(old) != kind(new) and "null" not in (kind(old), kind(new)):
        return [f"{path} was a {kind(old)} and is a {kind(new)}"]
    # The state of samples is what the muscle did; that of anything else was asked for.
    if name == "state" and any(old in states and new in states for states in ALIKE):
        return []
    if isinstance(old, str) and NAME.fullmatch(old) and old != new:
        return [f"{path} was {old} and is {new!r}"]
    if name in FIXED and old != new and not path.startswith(".params.state["):
        return [f"{path} was {old!r} and is {new!r}"]
    return []


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {dict: "object", list: "list", str: "string"}.get(type(value), "null")


def answers(recorded: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    """Whether a message is the one that a recorded one stands for."""

    def matches(message: dict[str, Any]) -> bool:
        if "method" not in recorded:
            return "method" not in message and message.get("id") == recorded["id"]
        params, there = recorded["params"], message.get("params", {})
        if message.get("method") != recorded["method"] or there.get("subscription") != params.get("subscription"):
            return False
        telling = TELLING.get(recorded["method"], [])
        present = TELLING_BY_PRESENCE.get(recorded["method"], [])
        return all(at(params, path) in (None, at(there, path)) for path in telling) and all(
            at(params, path) is None or at(there, path) is not None for path in present
        )

    return matches


def at(value: Any, path: str) -> Any:
    """What stands at a path such as `result.sessions.0.id`; None where nothing does."""
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def text_of(client: Any) -> str:
    return client["fill"] * client["times"] if isinstance(client, dict) else client


def needs_root(lines: list[dict[str, Any]]) -> bool:
    """Whether somebody else has to be played, and cannot be."""
    return any("user" in line for line in lines) and os.geteuid() != 0


class Stage:
    """A daemon's connections, and what they do that is neither a line nor waited for."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._connections = [Line(daemon.path)]
        self.connection = self._connections[0]
        self._names: dict[str, str] = {}
        #: What the client said, as the daemon got it.
        self.said: list[str] = []

    def play(self, step: dict[str, Any]) -> None:
        if "client" in step:
            self._say(text_of(step["client"]), step.get("until"))
        elif "idle" in step:
            time.sleep(step["idle"])
        elif "settings" in step:
            self._daemon.take_over(step["settings"])
        elif "connection" in step:
            self.connection = self._connections[step["connection"]]
        else:
            self._connections += [Line(self._daemon.path, step.get("user")) for _ in range(step["connections"])]
            self.connection = self._connections[-1]

    def hear(self, matches: Callable[[dict[str, Any]], bool], names: dict[str, str]) -> dict[str, Any]:
        """The next message that matches, with names in place of what is drawn at random; `names` tells further ones."""
        message = self.connection.hear(matches)
        for name, path in names.items():
            value = at(message, path)
            if not isinstance(value, str):
                raise AssertionError(f"{path} is to be called {name}, and is {value!r}")
            self._names[name] = value
        return self._named(message)

    def _say(self, text: str, until: dict[str, Any] | None) -> None:
        for name, value in self._names.items():
            text = text.replace(f"<{name}>", value)
        self.said.append(text)
        deadline = time.monotonic() + PATIENCE
        while True:
            self.connection.say(text)
            if until is None:
                return
            answer = self.connection.hear(answers({"id": json.loads(text)["id"]}))
            if "error" in {*answer} - {*until} or all(at(answer, path) == value for path, value in until.items()):
                self.connection.keep(answer)
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"{until} did not come about in {PATIENCE} s: {answer}")
            time.sleep(0.05)

    def _named(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {member: self._named(inner) for member, inner in value.items()}
        if isinstance(value, list):
            return [self._named(inner) for inner in value]
        if isinstance(value, str):
            for name, own in self._names.items():
                value = value.replace(own, f"<{name}>")
        return value

    def heard(self) -> list[dict[str, Any]]:
        return [message for connection in self._connections for message in connection.heard]

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


def replay(file: Path, program: str) -> tuple[list[str], list[str], list[dict[str, Any]]]:
    """Says again what the client said. What it would misunderstand, what was said, and all that the daemon answered."""
    head, *lines = read(file)
    found: list[str] = []
    with Daemon(program, head["tonusd"], head.get("settings")) as daemon:
        stage = Stage(daemon)
        try:
            for line in lines:
                if "daemon" not in line:
                    stage.play(line)
                    continue
                recorded = line["daemon"]
                message = stage.hear(answers(recorded), line.get("names", {}))
                what = recorded.get("method") or f"the reply to {recorded['id']}"
                found += [f"{file.stem}: {what}{one}" for one in misunderstandings(recorded, message)]
            return found, stage.said, stage.heard()
        finally:
            stage.close()
