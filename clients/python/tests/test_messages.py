# SPDX-License-Identifier: Apache-2.0
import unittest
from typing import Any

from tonus_client import (
    Coach,
    ConnectionClosed,
    Consent,
    Contraction,
    Devices,
    Dismissed,
    Gap,
    Lag,
    Malformed,
    Other,
    Rest,
    Role,
    Samples,
    SessionChange,
    Withheld,
)
from tonus_client.decoding import decode_bye, decode_event, decode_state
from tonus_client.protocol import Notification

from .fake_daemon import contraction, samples


def decoded(method: str, **params: Any) -> Any:
    return decode_event(Notification(method, params), 4, simulated=True)


class Decoding(unittest.TestCase):
    def test_samples_are_columns(self) -> None:
        channels = [{"channel": 1, "pressure": [1, 2], "filtered": [1.5, 2.5], "counts": [3, 4]}]
        event = decoded("samples", **samples(9, 10, 2), clipped=[False, True], counts=[7, 8], channels=channels, new=1)
        assert isinstance(event, Samples)
        self.assertEqual((event.subscription, event.index, len(event)), (4, 10, 2))
        self.assertEqual((event.rest, event.clipped, event.counts), ((None, None), (False, True), (7, 8)))
        self.assertEqual((event.channels[0].pressure, event.channels[0].counts), ((1.0, 2.0), (3, 4)))
        self.assertAlmostEqual(event.host_time_at(1) - event.host_time, 0.004)
        self.assertTrue(event.simulated)

    def test_a_contraction_that_lasts_has_no_end(self) -> None:
        event = decoded("contraction", **contraction(9, 3, 1, "began", 50))
        assert isinstance(event, Contraction)
        self.assertEqual((event.phase, event.offset, event.duration, event.onset.index), ("began", None, None, 50))

    def test_words_of_a_later_version_are_passed_on(self) -> None:
        event = decoded("contraction", **{**contraction(9, 3, 1, "began", 50), "kind": "somethingNew"})
        self.assertEqual(event.kind, "somethingNew")
        self.assertEqual(decoded("somethingNew", a=1), Other("somethingNew", {"a": 1}, simulated=True))

    def test_a_rest_that_cannot_be_stated_says_why(self) -> None:
        event = decoded("rest", index=1, deviceTime=1, hostTime=2, refused="notZeroed", settled=False, simulated=False)
        assert isinstance(event, Rest)
        self.assertEqual((event.pressure, event.refused, event.breathing, event.level), (None, "notZeroed", None, None))

    def test_what_does_not_say_it_is_labelled_as_its_stream(self) -> None:
        gap = decoded("gap", first=5, missing=0, reason="deviceReopened")
        lag = decoded("lag", first=5, last=9, dropped=5)
        assert isinstance(gap, Gap) and isinstance(lag, Lag)
        self.assertTrue(gap.simulated and lag.simulated)
        self.assertEqual(lag.events, 0)

    def test_a_lag_says_why(self) -> None:
        self.assertEqual(decoded("lag", first=5, last=9, dropped=5).reason, "slow")
        self.assertEqual(decoded("lag", first=5, last=9, dropped=5, reason="withheld").reason, "withheld")

    def test_who_watches(self) -> None:
        watcher = {
            "connection": 3, "uid": 1000, "pid": 9, "role": "observer", "since": 1.5, "streams": ["rest"],
            "paused": True,
        }  # fmt: skip
        event = decoded("consent", watchers=[watcher], withheld=False, connection=2)
        assert isinstance(event, Consent)
        (seen,) = event.report.watchers
        self.assertEqual((seen.connection, seen.user, seen.program, seen.streams), (3, None, None, ("rest",)))
        self.assertEqual((event.report.omitted, event.report.connection, event.subscription), (0, 2, 4))
        with self.assertRaises(Malformed):
            decoded("consent", watchers=[{**watcher, "paused": 1}], withheld=False, connection=2)

    def test_a_session_that_changed(self) -> None:
        session = {
            "id": "k3qx", "state": "finished", "began": 1.5, "ended": 9, "seconds": 2, "samples": 500, "packets": 20,
            "lost": 0, "segments": 1, "simulated": True, "reason": "The disk is full.",
        }  # fmt: skip
        event = decoded("session", session=session, hint="Make room.")
        assert isinstance(event, SessionChange)
        self.assertEqual((event.subscription, event.session.id, event.session.ended), (4, "k3qx", 9.0))
        self.assertEqual((event.session.reason, event.hint, event.simulated), ("The disk is full.", "Make room.", True))
        with self.assertRaises(Malformed):
            decoded("session", session={**session, "samples": None})

    def test_what_a_guided_exercise_asks(self) -> None:
        said = {"run": 1, "elapsed": 40.0, "simulated": True}
        cue = {"phase": "ladder", "repetition": 2, "step": 1, "activity": "squeeze", "text": "Squeeze gently."}
        event = decoded("coach", **said, event="cue", cue={**cue, "seconds": 5, "target": {"upper": 27.1}})
        assert isinstance(event, Coach) and event.cue is not None and event.cue.target is not None
        self.assertEqual((event.event, event.device_time, event.earlier, event.question), ("cue", None, False, None))
        self.assertEqual((event.cue.text, event.cue.seconds), ("Squeeze gently.", 5.0))
        self.assertEqual((event.cue.target.lower, event.cue.target.upper), (None, 27.1))
        sizes = [{"name": "blue", "millimetres": 22}]
        event = decoded("coach", **said, event="question", question={"question": "size", "text": "?", "sizes": sizes})
        assert isinstance(event, Coach) and event.question is not None
        self.assertEqual((event.question.sizes, event.question.least), (("blue",), None))
        later = decoded("coach", **said, event="somethingNew", somethingNew=1)
        self.assertEqual((later.event, later.members["somethingNew"]), ("somethingNew", 1))
        with self.assertRaises(Malformed):
            decoded("coach", **said, event="cue", cue={**cue, "step": "one"})

    def test_what_is_about_the_connection(self) -> None:
        self.assertEqual(decode_state(Notification("withheld", {"withheld": True}), True), Withheld(True, True))
        self.assertEqual(decode_state(Notification("role", {"role": "observer"}), True), Role("observer", True))
        self.assertIsInstance(decode_state(Notification("new", {}), True), Other)

    def test_why_the_daemon_closes_a_connection(self) -> None:
        ended = decode_bye(Notification("bye", {"reason": "ended", "message": "Ended.", "hint": "Ask."}))
        assert isinstance(ended, Dismissed)
        self.assertEqual((ended.reason, ended.message, ended.hint), ("ended", "Ended.", "Ask."))
        slow = decode_bye(Notification("bye", {"reason": "evicted", "message": "Slow."}))
        self.assertIs(type(slow), ConnectionClosed)

    def test_one_simulated_device_labels_the_list(self) -> None:
        devices = [{"state": "streaming", "simulated": False}, {"state": "absent", "simulated": True}]
        event = decode_event(Notification("devices", {"devices": devices}), 4, simulated=False)
        assert isinstance(event, Devices)
        self.assertTrue(event.simulated)

    def test_a_wrong_member_is_named(self) -> None:
        good = samples(9, 10, 2)
        for member, value in {
            "pressure": "x", "filtered": [1.0], "rest": [True, None], "state": [1, 2], "index": 1.5, "hostTime": None,
            "interval": "4", "simulated": None, "clipped": [0, 1], "channels": {"a": 1}, "deviceTime": 10**400,
        }.items():  # fmt: skip
            with self.subTest(member), self.assertRaises(Malformed) as raised:
                decoded("samples", **{**good, member: value})
            if member != "deviceTime":
                self.assertIn(member, str(raised.exception))
