# SPDX-License-Identifier: Apache-2.0
"""The examples, without a daemon: what they make of events."""

import io
import json
import math
import socket
import sys
import time
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tonus_client import Contraction, Device, Disconnected, Event, Gap, Hello, Lag, NotRunning, Reconnected
from tonus_client.decoding import decode_event
from tonus_client.protocol import Notification

from .fake_daemon import contraction, samples

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))

import float_game  # noqa: E402
import log_csv  # noqa: E402
import loopback_only  # noqa: E402
import lsl_bridge  # noqa: E402

HELLO = Hello(1, 0, "tonusd", "0", "cmH2O", "controller", "a", 1000.0, 50.0, True)


def event(method: str, **params: Any) -> Any:
    return decode_event(Notification(method, params), 1, True)


def run(index: int, count: int) -> Any:
    return event("samples", **samples(1, index, count))


class TheLog(unittest.TestCase):
    def written(self, *events: Event) -> list[str]:
        file = io.StringIO(newline="")
        log = log_csv.Log(file, HELLO)
        for one in events:
            log_csv.write(one, log)
        return file.getvalue().splitlines()

    def test_names_units_and_says_that_it_is_simulated(self) -> None:
        comment, _, header = self.written()
        self.assertIn("SIMULATED", comment)
        self.assertTrue(
            header.startswith("index,host_time_unix_s,device_time_s,pressure_cmH2O,filtered_cmH2O,rest_cmH2O")
        )

    def test_leaves_gaps_empty_and_never_fills_them(self) -> None:
        rows = self.written(run(0, 2), Gap(1, 2, 7, "packetsLost", True), Lag(1, 3, 9, 11, 0, True), run(12, 1))[3:]
        self.assertEqual(rows[0], "0,990.000000,0.000000,0.0000,0.0000,,settling,0,1,,")
        self.assertEqual(rows[2], ",,,,,,,,1,7 packetsLost,2")
        self.assertEqual(rows[3], ",,,,,,,,1,3 readTooSlowly,9")
        self.assertEqual(len(rows), 5)

    def test_marks_another_start_of_the_daemon(self) -> None:
        lost, back = Disconnected(NotRunning("/x"), True), Reconnected(True, 1.0, HELLO)
        rows = self.written(lost, back)[3:]
        self.assertTrue(rows[0].startswith("# connection lost"))
        self.assertIn("daemonRestarted", rows[1])


class Outlet:
    def __init__(self, info: Any) -> None:
        self.info = info
        self.pushed: list[tuple[Any, Any]] = []

    def push_chunk(self, rows: Any, stamp: float) -> None:
        self.pushed.append((rows, stamp))

    def push_sample(self, row: Any, stamp: float | None = None) -> None:
        self.pushed.append((row, stamp))


class Description:
    def append_child(self, name: str) -> "Description":
        return self

    def append_child_value(self, name: str, value: str) -> None:
        assert isinstance(value, str)


def stream_info(*members: Any) -> Any:
    return SimpleNamespace(members=members, desc=Description)


# What of pylsl the bridge uses.
PYLSL = SimpleNamespace(
    StreamInfo=stream_info,
    StreamOutlet=Outlet,
    IRREGULAR_RATE=0.0,
    cf_double64=2,
    cf_string=3,
    local_clock=time.monotonic,
)


class TheBridge(unittest.TestCase):
    def setUp(self) -> None:
        device: Device = event("device", state="streaming", simulated=True, serial="P1", rate=250)
        self.bridge = lsl_bridge.Bridge(PYLSL, HELLO, device.device)
        self.samples: Outlet = self.bridge._samples
        self.events: Outlet = self.bridge._events

    def test_labels_what_is_simulated(self) -> None:
        self.assertEqual(self.samples.info.members[0], "Tonus SIMULATED")

    def test_stamps_with_the_instant_of_the_measurement(self) -> None:
        self.bridge.push(run(0, 3))
        ((rows, stamp),) = self.samples.pushed
        self.assertEqual(rows, [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
        # Host time 990.008 is 9.992 s before the greeting, at 50 s of the monotonic clock.
        self.assertAlmostEqual(stamp, 50 - 9.992, places=2)

    def test_sends_missing_samples_as_nan_and_says_so(self) -> None:
        for one in (run(0, 1), Gap(1, 1, 2, "packetsLost", True), run(3, 1)):
            self.bridge.push(one)
        rows, stamp = self.samples.pushed[1]
        self.assertTrue(len(rows) == 2 and all(math.isnan(value) for row in rows for value in row))
        self.assertAlmostEqual(stamp - self.samples.pushed[0][1], 2 * 0.004)
        self.assertAlmostEqual(self.samples.pushed[2][1] - stamp, 0.004)
        ((marker, _),) = self.events.pushed
        self.assertEqual(json.loads(marker[0])["reason"], "packetsLost")

    def test_does_not_fill_what_is_unknown_or_long(self) -> None:
        for one in (run(0, 1), Gap(1, 1, 0, "deviceReopened", True), Gap(1, 1, 100_000, "hostOverrun", True)):
            self.bridge.push(one)
        self.assertEqual((len(self.samples.pushed), len(self.events.pushed)), (1, 2))

    def test_follows_the_clock_of_another_start_of_the_daemon(self) -> None:
        later = replace(HELLO, boot="b", clock_host_time=2000.0)
        for one in (run(0, 1), Reconnected(True, 1.0, later), Gap(1, 1, 2, "packetsLost", True), run(0, 1)):
            self.bridge.push(one)
        before, after = self.samples.pushed
        self.assertAlmostEqual(after[1] - before[1], -1000, places=2)

    def test_dates_contractions_back(self) -> None:
        self.bridge.push(event("contraction", **contraction(1, 4, 1, "began", 250)))
        ((marker, stamp),) = self.events.pushed
        self.assertAlmostEqual(stamp, 50 - 9.0, places=2)
        self.assertTrue(json.loads(marker[0])["simulated"])


class TheFilter(unittest.TestCase):
    def test_lets_only_this_machine_in(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                # Sends nothing; tells the address that this machine would use (RFC 5737: an address for documentation).
                probe.connect(("192.0.2.1", 9))
                outside = probe.getsockname()[0]
            except OSError:
                self.skipTest("this machine has no address but the loopback")
        with socket.socket(socket.AF_INET) as listener:
            listener.bind(("0.0.0.0", 0))
            listener.listen()
            port = listener.getsockname()[1]
            socket.create_connection((outside, port), timeout=5).close()
            self.assertGreaterEqual(loopback_only.restrict_listening_sockets(), 1)
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            with self.assertRaises(TimeoutError):
                socket.create_connection((outside, port), timeout=0.3)


class TheGame(unittest.TestCase):
    def setUp(self) -> None:
        self.sky = float_game.Sky()

    def hear(self, above_rest: float) -> None:
        body = {**samples(1, 0, 100), "filtered": [16.0 + above_rest] * 100, "rest": [16.0] * 100}
        for _ in range(10):
            self.sky.hear(event("samples", **body))

    def test_floats_up_at_rest_and_comes_down_while_holding(self) -> None:
        self.hear(0)
        self.assertGreater(self.sky.height, 0.95)
        self.assertEqual(self.sky.word, "floating")
        self.hear(30)
        self.assertLess(self.sky.height, 0.05)
        self.hear(-3)
        self.assertGreater(self.sky.height, 0.95)

    def test_waits_for_the_resting_level(self) -> None:
        self.sky.hear(run(0, 5))
        self.assertEqual((self.sky.height, self.sky.word), (0.5, "finding your resting level"))

    def test_stays_within_the_picture_and_says_that_it_is_simulated(self) -> None:
        for height in (0.0, 0.5, 1.0):
            self.sky.height, self.sky.simulated = height, True
            lines = self.sky.picture(40, 10)
            self.assertEqual(len(lines), 12)
            self.assertIn("(*)", "".join(lines[:-2]))
            self.assertIn("SIMULATED", lines[-1])

    def test_measures_by_the_last_contraction(self) -> None:
        rise: Contraction = event("contraction", **contraction(1, 4, 1, "began", 250))
        self.sky.hear(rise)
        self.assertEqual((self.sky.scale, self.sky.word), (24.0, "holding"))
