# SPDX-License-Identifier: Apache-2.0
"""Requests as values, and files that are fetched in pieces, against a scripted daemon."""

import asyncio
import base64
import os
import tempfile
import unittest
from typing import Any

import tonus_client
from tonus_client import Call, ConnectionClosed, Malformed, RequestFailed, aio, diary, exercise, participants, sessions

from .fake_daemon import FakeDaemon, Peer

SESSION = {
    "id": "k3qx", "state": "recording", "began": 1.5, "seconds": 2.0, "samples": 500, "packets": 20, "lost": 0,
    "segments": 1, "simulated": True, "participant": "P-7", "later": "a member of a later version",
}  # fmt: skip


def piece(data: bytes, done: bool) -> dict[str, Any]:
    return {"export": 3, "data": base64.b64encode(data).decode(), "done": done}


class Asking(unittest.TestCase):
    def test_sends_what_was_given_and_reads_the_result(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            asked.append(peer.request())
            peer.reply(asked[-1], **SESSION)

        asked: list[dict[str, Any]] = []
        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            session = tonus.ask(sessions.start(participant="P-7", lookback=60, depth=0))
        self.assertEqual(asked[0]["method"], "session.start")
        self.assertEqual(asked[0]["params"], {"participant": "P-7", "lookback": 60, "depth": 0})
        self.assertEqual((session.id, session.ended, session.probe, session.simulated), ("k3qx", None, None, True))
        self.assertEqual(session.members["later"], "a member of a later version")

    def test_what_cannot_be_read_is_malformed(self) -> None:
        for call, result in (
            (sessions.get("k"), {**SESSION, "samples": "many"}),
            (sessions.recorded(), {"sessions": SESSION}),
            (sessions.mark(), {"session": "k"}),
            (participants.known(), {"participants": [{"participant": 7}]}),
            (diary.delete("e"), []),
            (exercise.pause(), {"run": 1}),
            (exercise.programmes(), {"programmes": ["one"]}),
            (sessions.export("k", "csv"), {"export": "3", "fileName": "x"}),
        ):
            with self.subTest(call.method), self.assertRaises(Malformed):
                call.decode(result)

    def test_names_are_those_of_the_protocol(self) -> None:
        for call, method, params in (
            (exercise.go_on(), "exercise.next", {}),
            (exercise.smaller_today("P1"), "exercise.smallerToday", {"device": "P1"}),
            (exercise.answer(0), "exercise.answer", {"number": 0}),
            (exercise.answer(none_today=True), "exercise.answer", {"noneToday": True}),
            (
                exercise.run("trainer", without_maximum=True, sizes=[("blue", 22)]),
                "programmes.run",
                {"name": "trainer", "withoutMaximum": True, "sizes": [{"name": "blue", "millimetres": 22}]},
            ),
            (
                diary.feeling("P-7", pain=0, text="well"),
                "diary.add",
                {"participant": "P-7", "kind": "feeling", "pain": {"now": 0}, "text": "well"},
            ),
            (
                participants.delete("P-7", dry_run=True),
                "participants.delete",
                {"participant": "P-7", "sessions": False, "dryRun": True},
            ),
        ):  # type: tuple[Call[Any], str, dict[str, Any]]
            self.assertEqual((call.method, call.params), (method, params))


class Saving(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "session.csv")

    @staticmethod
    def whole(peer: Peer) -> None:
        peer.hello()
        peer.reply(peer.request(), export=3, fileName="tonus-k3qx.csv")
        for data, done in ((b"one,", False), (b"", False), (b"two\n", True)):
            request = peer.request()
            assert (request["method"], request["params"]) == ("export.read", {"export": 3}), request
            peer.reply(request, **piece(data, done))

    def saved(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read()

    def test_puts_the_pieces_together_for_its_owner_alone(self) -> None:
        with FakeDaemon(self.whole) as daemon, tonus_client.connect(daemon.path) as tonus:
            export = tonus.save(sessions.export("k3qx", "csv"), self.path)
        self.assertEqual((export.file_name, self.saved()), ("tonus-k3qx.csv", b"one,two\n"))
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_is_the_same_with_asyncio(self) -> None:
        async def save(path: str) -> None:
            async with aio.connect(path) as tonus:
                await tonus.save(participants.export("P-7"), self.path)

        with FakeDaemon(self.whole) as daemon:
            asyncio.run(save(daemon.path))
        self.assertEqual(self.saved(), b"one,two\n")

    def test_leaves_no_part_of_a_file(self) -> None:
        def refused(peer: Peer) -> None:
            peer.refuse(peer.request(), -32008, "The disk fails.")

        def no_base_64(peer: Peer) -> None:
            peer.reply(peer.request(), export=3, data="#", done=True)

        def gone(peer: Peer) -> None:
            peer.request()

        for end, error in ((refused, RequestFailed), (no_base_64, Malformed), (gone, ConnectionClosed)):

            def script(peer: Peer) -> None:
                peer.hello()
                peer.reply(peer.request(), export=3, fileName="x")
                peer.reply(peer.request(), **piece(b"one", False))
                end(peer)

            with self.subTest(error.__name__), FakeDaemon(script) as daemon:
                with tonus_client.connect(daemon.path, back_off=None) as tonus, self.assertRaises(error):
                    tonus.save(sessions.export("k3qx", "csv"), self.path)
                self.assertFalse(os.path.exists(self.path))

    def test_writes_over_nothing(self) -> None:
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("mine")
        with FakeDaemon(lambda peer: peer.hello()) as daemon, tonus_client.connect(daemon.path) as tonus:
            with self.assertRaises(FileExistsError):
                tonus.save(sessions.export("k3qx", "csv"), self.path)
        self.assertEqual(self.saved(), b"mine")
