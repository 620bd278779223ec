# SPDX-License-Identifier: Apache-2.0
import unittest
from typing import Any

from tonus_client import Gap, Lag, Rest, Samples
from tonus_client.cursor import REMEMBERED, Cursor
from tonus_client.decoding import Decoded, decode_event
from tonus_client.protocol import Notification

from .fake_daemon import contraction, samples


def run(index: int, count: int) -> Decoded:
    return decode_event(Notification("samples", samples(1, index, count)), 1, True)


def rise(id: int, revision: int) -> Decoded:
    return decode_event(Notification("contraction", contraction(1, id, revision, "began", 5)), 1, True)


def gap(first: int, missing: int, reason: str = "packetsLost") -> Gap:
    return Gap(1, first, missing, reason, True)


def spans(events: list[Decoded]) -> list[tuple[Any, ...]]:
    """Kind, first index and number of each."""
    result: list[tuple[Any, ...]] = []
    for event in events:
        if isinstance(event, Samples):
            result.append(("samples", event.index, len(event)))
        if isinstance(event, Gap):
            result.append((event.reason, event.first, event.missing))
        if isinstance(event, Lag):
            result.append(("lag", event.first, event.dropped))
    return result


def lower(index: int, count: int, covers: int) -> Decoded:
    """Samples at a tenth of the probe's rate or so."""
    params = {**samples(1, index, count), "covers": covers, "interval": 0.1}
    return decode_event(Notification("samples", params), 1, True)


class ACursor(unittest.TestCase):
    def setUp(self) -> None:
        self.cursor = Cursor()
        self.cursor.admit(run(0, 10))
        self.cursor.admit(gap(10, 5))
        self.cursor.admit(run(15, 5))

    def after_loss(self, *events: Decoded) -> list[tuple[Any, ...]]:
        self.cursor.resume(now=0)
        return [span for event in events for span in spans(self.cursor.admit(event))]

    def test_passes_everything_while_the_connection_holds(self) -> None:
        self.assertEqual(spans(self.cursor.admit(run(15, 5))), [("samples", 15, 5)])

    def test_gives_nothing_twice_after_a_loss(self) -> None:
        again = self.after_loss(run(0, 10), gap(10, 5), run(15, 3), run(18, 4), run(22, 2))
        self.assertEqual(again, [("samples", 20, 2), ("samples", 22, 2)])

    def test_counts_the_probes_samples_at_a_lower_rate(self) -> None:
        self.cursor.admit(lower(20, 2, 20))
        # Those at 35 and 45 of 25, 35, 45 follow the last, which stands for 30 to 39.
        self.cursor.resume(now=0)
        (event,) = self.cursor.admit(lower(25, 3, 30))
        assert isinstance(event, Samples)
        self.assertEqual((event.index, event.pressure, event.covers, event.end), (40, (27.0,), 15, 55))
        self.assertEqual(spans(self.cursor.admit(lower(55, 1, 10))), [("samples", 55, 1)])

    def test_leaves_no_hole_at_a_lower_rate_where_a_loss_parts_what_one_sample_stands_for(self) -> None:
        again = self.after_loss(lower(0, 2, 20), lower(18, 1, 10), lower(28, 1, 10))
        self.assertEqual(again, [("samples", 20, 1), ("samples", 28, 1)])

    def test_looks_further_back_for_the_filter_of_a_lower_rate(self) -> None:
        # Up to host time 991 s; a second of overlap, and ten samples of 0.1 s.
        self.cursor.admit(lower(0, 10, 100))
        self.assertAlmostEqual(self.cursor.resume(now=1000) or 0, 9 + 1 + 1)

    def test_cuts_every_column(self) -> None:
        self.cursor.resume(now=0)
        (event,) = self.cursor.admit(run(18, 4))
        assert isinstance(event, Samples)
        self.assertEqual(event.pressure, (20.0, 21.0))
        self.assertEqual({len(event.filtered), len(event.rest), len(event.state)}, {2})
        self.assertAlmostEqual(event.device_time, 0.08)
        self.assertAlmostEqual(event.host_time, 990.08)

    def test_tells_what_the_daemon_no_longer_has(self) -> None:
        self.assertEqual(self.after_loss(run(50, 2)), [("connectionLost", 20, 30), ("samples", 50, 2)])

    def test_tells_a_new_gap_once(self) -> None:
        again = self.after_loss(gap(10, 5), gap(18, 7), run(25, 1))
        self.assertEqual(again, [("packetsLost", 20, 5), ("samples", 25, 1)])

    def test_keeps_a_seam_at_the_very_place(self) -> None:
        self.assertEqual(self.after_loss(run(15, 5), gap(20, 0)), [("packetsLost", 20, 0)])

    def test_counts_a_lag_as_told(self) -> None:
        again = self.after_loss(Lag(1, 30, 10, 39, 0, True), run(40, 1))
        self.assertEqual(again, [("lag", 20, 20), ("samples", 40, 1)])

    def test_tells_each_revision_of_a_contraction_once(self) -> None:
        told = [len(self.cursor.admit(rise(*what))) for what in ((1, 1), (1, 2), (1, 1), (1, 2), (1, 3), (2, 1))]
        self.assertEqual(told, [1, 1, 0, 0, 1, 1])

    def test_remembers_a_bounded_number_of_contractions(self) -> None:
        for id in range(1, 2 * REMEMBERED):
            self.cursor.admit(rise(id, 1))
        self.assertEqual(len(self.cursor._revisions), REMEMBERED)

    def test_tells_each_rest_once(self) -> None:
        def rest(index: int) -> Rest:
            return Rest(1, index, 0, 0, None, None, None, False, None, None, None, True)

        self.cursor.admit(rest(5))
        self.cursor.resume(now=0)
        self.assertEqual([len(self.cursor.admit(rest(index))) for index in (4, 5, 6)], [0, 0, 1])

    def test_looks_back_as_far_as_needed_and_possible(self) -> None:
        # Samples end at host time 990.08.
        self.assertAlmostEqual(self.cursor.resume(now=995.08) or 0, 6.0)
        self.assertEqual(self.cursor.resume(now=5000), 120.0)
        self.assertIsNone(Cursor().resume(now=5000))
