# SPDX-License-Identifier: Apache-2.0
"""Says to today's daemon what clients of every published version said, and holds each line that comes back to the schema.

TONUSD names the daemon.
"""

from __future__ import annotations

import json
import os
import sys
import unittest
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import schema
import transcript

PROGRAM = os.environ.get("TONUSD", "")
#: So many lines of one kind are judged in each transcript: judging is slow, and they are alike.
ENOUGH = 30
#: No request brings a fault of the daemon about.
NOT_PROVOKED = {-32603}
#: So many transcripts are said at once: each has a daemon of its own, and waits for it most of the time (assumption).
AT_ONCE = 3

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "clients" / "python" / "src"))

from tonus_client.decoding import decode_bye, decode_event, decode_hello, decode_state  # noqa: E402
from tonus_client.errors import Dismissed  # noqa: E402
from tonus_client.messages import Other  # noqa: E402
from tonus_client.protocol import Notification, decode_line  # noqa: E402


def files() -> list[Path]:
    return sorted(transcript.FOLDER.glob("*/*.jsonl"))


class ATranscript(unittest.TestCase):
    def test_fits_the_schema_of_its_version(self) -> None:
        for file in files():
            judge = schema.Judge(schema.load(file.parent.name, "schema"))
            asked = methods(line["client"] for line in transcript.read(file) if "client" in line)
            for line in transcript.read(file):
                if "daemon" in line:
                    self.assertEqual(judge.faults(line["daemon"], schema.definition(line["daemon"], asked)), [], file)

    def test_is_understood_by_the_python_client(self) -> None:
        for file in files():
            for line in transcript.read(file):
                # Its own ids are numbers.
                if "daemon" not in line or isinstance(line["daemon"].get("id"), str):
                    continue
                message = decode_line(json.dumps(line["daemon"]).encode())
                if isinstance(message, Notification) and message.method in ("withheld", "role"):
                    self.assertNotIsInstance(decode_state(message, True), Other, message.method)
                    continue
                if isinstance(message, Notification) and message.method == "bye":
                    self.assertIsInstance(decode_bye(message), Dismissed)
                    continue
                if isinstance(message, Notification) and message.method == "hello":
                    self.assertEqual(decode_hello(message).major, 1)
                elif isinstance(message, Notification):
                    self.assertNotIsInstance(decode_event(message, 1, True), Other, message.method)

    def test_of_every_version_has_all_that_the_version_has(self) -> None:
        for folder in sorted({file.parent for file in files()}):
            document = schema.load(folder.name, "openrpc")
            said: list[dict[str, Any]] = []
            asked: set[str] = set()
            for file in folder.glob("*.jsonl"):
                lines = transcript.read(file)
                said += [line["daemon"] for line in lines if "daemon" in line]
                asked |= set(methods(line["client"] for line in lines if "client" in line).values())
            self.assertLessEqual({one["name"] for one in document["methods"]}, asked)
            self.assertEqual(
                {one["name"] for one in document["x-notifications"]},
                {one["method"] for one in said if "method" in one},
            )
            self.assertEqual(
                {one["code"] for one in document["components"]["errors"].values()} - NOT_PROVOKED,
                {one["error"]["code"] for one in said if "error" in one},
            )


@unittest.skipUnless(PROGRAM, "TONUSD does not name a tonusd")
class TodaysDaemon(unittest.TestCase):
    def test_answers_as_clients_of_every_version_understand_and_as_the_schema_says(self) -> None:
        newest = max((file.parent.name for file in files()), key=lambda name: [int(part) for part in name.split(".")])
        judge = schema.Judge(schema.strict(schema.load(newest, "schema")))
        with ProcessPoolExecutor(AT_ONCE) as pool:
            playable = {file: not transcript.needs_root(transcript.read(file)) for file in files()}
            replays = {file: pool.submit(transcript.replay, file, PROGRAM) for file in files() if playable[file]}
            for file in files():
                with self.subTest(version=file.parent.name, transcript=file.stem):
                    if not playable[file]:
                        self.skipTest("needs root, to become another user")
                    misunderstandings, said, heard = replays[file].result()
                    self.assertEqual(misunderstandings, [])
                    self.fits(judge, said, heard)

    def fits(self, judge: schema.Judge, said: list[str], heard: list[dict[str, Any]]) -> None:
        """Holds both sides to the schema: what the daemon said, and what it was asked and did not refuse."""
        asked, judged = methods(said), {}
        for message in heard:
            kind = schema.definition(message, asked)
            judged[kind] = judged.get(kind, 0) + 1
            if judged[kind] <= ENOUGH:
                self.assertEqual(judge.faults(message, kind), [])
        granted = {message["id"] for message in heard if "result" in message}
        lenient = schema.Judge(schema.load("1.0", "schema"))
        for text in said:
            if isinstance(request := parsed(text), dict) and request.get("id") in granted:
                self.assertEqual(lenient.faults(request, f"request.{request['method']}"), [])

    def test_would_be_caught_where_it_changed_what_a_client_relies_on(self) -> None:
        old = {"id": 1, "result": {"subscription": 1, "rate": 250, "streams": ["samples"]}}
        for new, count in (
            (old, 0),
            ({**old, "more": 1}, 0),
            ({"id": 1, "result": {"subscription": 1, "rate": 1000, "streams": ["samples"]}}, 0),
            ({"id": 1, "result": {"rate": 250, "streams": ["samples"]}}, 1),
            ({"id": 1, "result": {"subscription": 1, "rate": "250", "streams": ["samples"]}}, 1),
            ({"id": 1, "result": {"subscription": 1, "rate": 250, "streams": ["rest"]}}, 1),
        ):
            self.assertEqual(len(transcript.misunderstandings(old, new)), count, new)
        for old, new, count in (
            ({"session": "<one>"}, {"session": "<one>"}, 0),
            ({"session": "<one>"}, {"session": "k3qx"}, 1),
            ({"state": "running"}, {"state": "waiting"}, 0),
            ({"state": "running"}, {"state": "ended"}, 1),
            ({"state": "paused"}, {"state": "recording"}, 1),
        ):
            self.assertEqual(len(transcript.misunderstandings(old, new)), count, new)


def methods(lines: Any) -> dict[Any, str]:
    """The methods of those client lines that are requests with an id, by id."""
    requests = [request for line in lines if isinstance(request := parsed(line), dict)]
    return {one["id"]: one["method"] for one in requests if "id" in one and "method" in one}


def parsed(line: Any) -> Any:
    """What a client's line says; None where that is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, TypeError):
        return None


if __name__ == "__main__":
    unittest.main()
