# SPDX-License-Identifier: Apache-2.0
"""Sessions, exercises and diaries against a real `tonusd --simulate`; without TONUSD this is skipped."""

import asyncio
import os
import subprocess
import sys
import tempfile
import unittest

import tonus_client
from tonus_client import Coach, RequestFailed, SessionChange, aio, diary, exercise, participants, sessions

from .test_live import PACKAGE, PROGRAM, Daemon


@unittest.skipUnless(PROGRAM, "TONUSD does not name a tonusd")
class ADaemonThatKeeps(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tonus-live.")
        self.addCleanup(self.folder.cleanup)
        self.daemon = Daemon(self.folder.name)
        self.daemon.start()
        self.addCleanup(self.daemon.close)

    def test_records_marks_and_saves_a_session(self) -> None:
        path = os.path.join(self.folder.name, "saved.csv")
        with tonus_client.connect(self.daemon.path, timeout=60) as tonus:
            tonus.subscribe(["session"])
            begun = tonus.ask(sessions.start(lookback=1, probe="ring"))
            mark = tonus.ask(sessions.mark("cough"))
            self.assertEqual((mark.session, begun.state, begun.probe), (begun.id, "recording", "ring"))
            ended = tonus.ask(sessions.stop())
            states = []
            while "finished" not in states:
                change = tonus.receive(timeout=60)
                assert isinstance(change, SessionChange) and change.session.id == begun.id
                states.append(change.session.state)
            self.assertIn("recording", states)
            self.assertIn(ended.id, [session.id for session in tonus.ask(sessions.recorded()).items])
            tonus.save(sessions.export(ended.id, "csv"), path)
            with open(path, encoding="utf-8") as file:
                self.assertIn("SIMULATED", file.readline())
                self.assertEqual(sum(line[0].isdigit() for line in file), ended.samples)
            tonus.ask(sessions.delete(ended.id))
            with self.assertRaises(RequestFailed) as raised:
                tonus.ask(sessions.get(ended.id))
            self.assertEqual(raised.exception.name, "unknownSession")

    def test_guides_and_writes_a_diary_meanwhile(self) -> None:
        async def run() -> None:
            async with aio.connect(self.daemon.path, timeout=60) as tonus:
                await tonus.subscribe(["coach"])
                begun = await tonus.ask(exercise.run("quick-flicks", without_maximum=True))
                self.assertEqual((begun.programme, begun.simulated), ("quick-flicks", True))
                await tonus.ask(participants.add("P-7"))
                entry = await tonus.ask(diary.trainer("P-7", size="blue", pain={"before": 1, "peak": 2, "after": 0}))
                self.assertEqual((await tonus.ask(diary.entries("P-7"))).items, (entry,))
                self.assertEqual((await tonus.ask(participants.known())).items[0].entry_count, 1)
                await tonus.ask(participants.delete("P-7"))
                self.assertEqual((await tonus.ask(exercise.stop())).state, "ended")
                async for event in tonus.events():
                    assert isinstance(event, Coach) and event.simulated
                    if event.event == "ended":
                        self.assertEqual(event.members["summary"]["reason"], "stoppedByChoice")
                        return

        asyncio.run(asyncio.wait_for(run(), 60))

    def test_the_recorder_saves_what_it_recorded(self) -> None:
        path = os.path.join(self.folder.name, "example.csv")
        done = subprocess.run(
            [sys.executable, str(PACKAGE / "examples/record_session.py"), path, "--seconds", "1"],
            env={**os.environ, "TONUS_SOCKET": self.daemon.path, "PYTHONPATH": str(PACKAGE / "src")},
            input="cough\n\n", capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("SIMULATED", done.stderr)
        with open(path, encoding="utf-8") as file:
            self.assertIn("SIMULATED", file.readline())
        with tonus_client.connect(self.daemon.path, timeout=60) as tonus:
            (session,) = tonus.ask(sessions.recorded()).items
            self.assertEqual(tonus.call("sessions.glance", {"session": session.id})["marks"], 2)


if __name__ == "__main__":
    unittest.main()
