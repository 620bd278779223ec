# SPDX-License-Identifier: Apache-2.0
"""Against a real `tonusd --simulate`; the environment variable TONUSD names the program, without it this is skipped."""

import asyncio
import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import tonus_client
from tonus_client import (
    Consent,
    Contraction,
    Device,
    Disconnected,
    Dismissed,
    Event,
    Gap,
    Lag,
    NotRunning,
    Reconnected,
    RequestFailed,
    Rest,
    Samples,
    TonusError,
    aio,
)

PROGRAM = os.environ.get("TONUSD", "")
PACKAGE = Path(__file__).resolve().parent.parent
QUICK = tonus_client.BackOff(first=0.05, longest=0.2)


def next_index(event: Event, following: int | None, case: unittest.TestCase) -> int | None:
    """The index that has to come after `event`; on a busy machine the daemon may rightly tell of gaps."""
    if isinstance(event, Samples):
        case.assertIn(following, (None, event.index))
        return event.end
    if isinstance(event, Gap):
        return event.first + event.missing
    return event.last + 1 if isinstance(event, Lag) else following


class Daemon:
    """A simulated daemon on a socket of its own."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "tonus.sock")
        self._log = open(os.path.join(folder, "log"), "ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [PROGRAM, "--simulate=comfortable-strong,channels=2", "--socket", self.path]
        command += ["--state-dir", self.path + ".state", "--http", "off"]
        self._process = subprocess.Popen(command, stderr=self._log)
        for _ in range(100):
            try:
                with tonus_client.connect(self.path) as tonus:
                    if tonus.status()["device"]["state"] == "streaming":
                        return
            except NotRunning:
                pass
            time.sleep(0.05)
        raise AssertionError("tonusd did not come up")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def close(self) -> None:
        self.stop()
        self._log.close()


@unittest.skipUnless(PROGRAM, "TONUSD does not name a tonusd")
class ALiveDaemon(unittest.TestCase):
    folder: tempfile.TemporaryDirectory[str]
    daemon: Daemon

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory(prefix="tonus-live.")
        cls.daemon = Daemon(cls.folder.name)
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.daemon.close()
        cls.folder.cleanup()

    def test_streams_without_a_hole_and_everything_is_labelled(self) -> None:
        kinds = set()
        with tonus_client.connect(self.daemon.path) as tonus:
            self.assertEqual((tonus.hello.unit, tonus.hello.simulated), ("cmH2O", True))
            following = None
            for event in tonus.watch(["samples", "contractions", "rest", "device"], channels=[1], raw=True, lookback=3):
                kinds.add(type(event))
                self.assertTrue(event.simulated)
                following = next_index(event, following, self)
                if isinstance(event, Samples):
                    self.assertEqual([one.channel for one in event.channels], [1])
                    self.assertIsNotNone(event.counts)
                if kinds >= {Samples, Rest, Device, Contraction}:
                    break
            self.assertEqual(tonus.status()["clients"]["subscriptions"], 0, "leaving the loop ends the subscription")

    def test_streams_at_a_lower_rate(self) -> None:
        with tonus_client.connect(self.daemon.path) as tonus:
            following, count = None, 0
            for event in tonus.watch(["samples"], rate=50, lookback=3):
                following = next_index(event, following, self)
                if isinstance(event, Samples):
                    self.assertEqual(event.interval, 0.02)
                    count += len(event)
                if count > 50:
                    break

    def test_whoever_is_measured_sees_who_watches_and_decides(self) -> None:
        with tonus_client.connect(self.daemon.path) as patient, tonus_client.connect(self.daemon.path) as other:
            patient.subscribe(["consent"])
            other.subscribe(["samples"])
            report = patient.watchers()
            (watcher,) = (one for one in report.watchers if "samples" in one.streams)
            self.assertEqual((watcher.pid, watcher.uid, watcher.paused), (os.getpid(), os.getuid(), False))
            self.assertTrue(patient.pause(watcher.connection).watchers)
            event: Event | None = None
            while not (isinstance(event, Lag) and event.reason == "withheld"):
                event = other.receive(10)
                self.assertIsNotNone(event)
            while not (isinstance(event, Consent) and any(one.paused for one in event.report.watchers)):
                event = patient.receive(10)
                self.assertIsNotNone(event)
            patient.resume()
            while not isinstance(event, Samples):
                event = other.receive(10)
                self.assertIsNotNone(event)
            number = other.watchers().connection
            patient.end(number)
            while not isinstance(event, Disconnected):
                event = other.receive(10)
            self.assertIsInstance(event.error, Dismissed)
            # The process that was ended is this one: what it connects next would be paused.
            patient.resume()

    def test_refuses_with_a_name_and_a_hint(self) -> None:
        with tonus_client.connect(self.daemon.path) as tonus:
            for name, call in (
                ("methodNotFound", lambda: tonus.call("nonsense")),
                ("invalidParams", lambda: tonus.subscribe(["nonsense"])),
                ("invalidParams", lambda: tonus.subscribe(["samples"], rate=0)),
                ("unknownDevice", lambda: tonus.subscribe(["samples"], device="none")),
            ):
                with self.subTest(name), self.assertRaises(RequestFailed) as raised:
                    call()
                self.assertEqual(raised.exception.name, name)
                self.assertTrue(raised.exception.hint)

    def test_answers_many_calls_at_once_while_it_streams(self) -> None:
        async def run() -> list[str]:
            async with aio.connect(self.daemon.path) as tonus:
                await tonus.subscribe(["samples"])
                statuses = await asyncio.gather(*(tonus.status() for _ in range(20)))
                self.assertIsInstance(await tonus.receive(), Device | Samples)
                return [status["boot"] for status in statuses]

        self.assertEqual(len(set(asyncio.run(run()))), 1)

    def test_tells_a_slow_reader_what_it_missed(self) -> None:
        with tonus_client.connect(self.daemon.path) as tonus:
            # What may wait, some 2 s of these long lines, has to overflow.
            tonus.subscribe(["samples"], delivery="latest", raw=True, channels=[1])
            time.sleep(3.0)
            following, told = None, 0
            for event in tonus.events():
                following = next_index(event, following, self)
                if isinstance(event, Lag):
                    told += event.dropped
                if isinstance(event, Samples) and told:
                    break
        self.assertGreater(told, 0)

    def test_the_csv_logger_writes_what_came(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE / "src"), "TONUS_SOCKET": self.daemon.path}
        target = Path(self.folder.name, "log.csv")
        command = [sys.executable, str(PACKAGE / "examples" / "log_csv.py"), str(target), "--seconds", "1"]
        subprocess.run(command, env=environment, check=True, timeout=30, capture_output=True)
        with target.open(newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        self.assertGreater(len(rows), 100)
        following = None
        for row in rows:
            self.assertEqual(row["simulated"], "1")
            if row["gap"]:
                self.assertEqual((row["index"], row["pressure_cmH2O"]), ("", ""))
                following = None
            else:
                self.assertIn(following, (None, int(row["index"])))
                following = int(row["index"]) + 1
                float(row["pressure_cmH2O"])

    @unittest.skipUnless(importlib.util.find_spec("pylsl"), "pylsl is not installed")
    def test_the_bridge_streams_to_this_machine_alone(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE / "src"), "TONUS_SOCKET": self.daemon.path}
        command = [sys.executable, "-u", str(PACKAGE / "examples" / "lsl_bridge.py")]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as bridge:
            assert bridge.stdout is not None
            # It ends instead where liblsl did not read the configuration and opened sockets for IPv6.
            self.assertRegex(bridge.stdout.readline(), "SIMULATED .* on this machine")
            bridge.terminate()

    def test_the_watcher_watches(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE / "src"), "TONUS_SOCKET": self.daemon.path}
        command = [sys.executable, "-u", str(PACKAGE / "examples" / "watch.py")]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as watcher:
            assert watcher.stdout is not None
            self.assertIn("SIMULATED", watcher.stdout.readline())
            watcher.terminate()


@unittest.skipUnless(PROGRAM, "TONUSD does not name a tonusd")
class ADaemonThatStartsAnew(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="tonus-live.")
        self.addCleanup(folder.cleanup)
        self.daemon = Daemon(folder.name)
        self.addCleanup(self.daemon.close)
        self.daemon.start()

    def test_is_found_again_and_begins_at_its_first_sample(self) -> None:
        with tonus_client.connect(self.daemon.path, back_off=QUICK) as tonus:
            subscription = tonus.subscribe(["samples"])
            while not isinstance(tonus.receive(), Samples):
                pass
            device = subscription.device
            self.daemon.stop()
            with self.assertRaises(TonusError):
                while True:
                    tonus.status()
            self.daemon.start()
            seen: list[Event] = []
            while not seen or not isinstance(seen[-1], Samples) or Reconnected not in map(type, seen):
                event = tonus.receive(timeout=10)
                assert event is not None
                seen.append(event)
        kinds = [type(event) for event in seen]
        self.assertLess(kinds.index(Disconnected), kinds.index(Reconnected))
        back = seen[kinds.index(Reconnected)]
        assert isinstance(back, Reconnected)
        self.assertTrue(back.boot_changed)
        self.assertEqual(subscription.device, device)
        # All samples of the new start are there, or told of.
        following: int | None = 0
        for event in seen[kinds.index(Reconnected) :]:
            following = next_index(event, following, self)

    def test_that_only_dropped_the_connection_leaves_no_hole(self) -> None:
        async def run() -> None:
            async with aio.connect(self.daemon.path, back_off=QUICK) as tonus:
                await tonus.subscribe(["samples"])
                following, back, after = None, False, 0
                async for event in tonus.events():
                    if isinstance(event, Gap):
                        self.assertNotEqual(event.reason, "connectionLost")
                    back = back or isinstance(event, Reconnected)
                    following = next_index(event, following, self)
                    if isinstance(event, Samples):
                        after += back
                        if after > 20:
                            return
                        if event.index > 100 and not back and tonus._connection._link is not None:
                            tonus._connection._link.close()

        asyncio.run(asyncio.wait_for(run(), 20))


if __name__ == "__main__":
    unittest.main()
