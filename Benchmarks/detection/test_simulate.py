# SPDX-License-Identifier: Apache-2.0
"""python3 -m unittest discover Benchmarks/detection"""

import unittest

import numpy as np

import protocols
import simulate
from courses import GRID
from score import VOLUNTARY


class SimulatedSessions(unittest.TestCase):
    sessions = [simulate.session(seed) for seed in range(1, 36)]

    def contractions(self):
        return [(s, e) for s in self.sessions for e in s.truth["events"] if e["kind"] in VOLUNTARY]

    def test_the_same_seed_gives_the_same_session(self):
        again = simulate.session(3)
        np.testing.assert_array_equal(self.sessions[2].pressure, again.pressure)
        self.assertEqual(self.sessions[2].truth, again.truth)
        self.assertNotEqual(self.sessions[2].truth["events"], simulate.session(10).truth["events"])

    def test_every_protocol_is_there_and_artefacts_have_no_contraction(self):
        self.assertEqual({s.truth["protocol"] for s in self.sessions}, set(protocols.PROTOCOLS))
        for s in self.sessions:
            kinds = {e["kind"] for e in s.truth["events"]}
            self.assertEqual(s.truth["protocol"] == "artefacts", not kinds & set(VOLUNTARY), s.name)

    def test_frames_match_the_description(self):
        for s in self.sessions:
            self.assertEqual(s.pressure.shape, (round(s.truth["seconds"] * s.rate), s.truth["channels"]))
            self.assertEqual(s.pressure.dtype, np.dtype("<f4"))
            self.assertTrue(np.isfinite(s.pressure).all())
            self.assertTrue(s.truth["simulated"])
            self.assertTrue(60 <= s.truth["seconds"] + 0.1 and s.truth["seconds"] <= 400)

    def test_times_of_an_event_are_in_order(self):
        for s in self.sessions:
            for e in s.truth["events"]:
                times = [e[k] for k in ("onset", "rise10", "rise50", "rise90", "peakTime", "release", "fall90",
                                        "fall50", "fall10")]
                self.assertEqual(times, sorted(times), f"{s.name}: {e}")

    def test_truth_crosses_the_noise_free_pressure_where_it_says(self):
        for s, e in self.contractions():
            at = lambda t: np.interp(t, np.arange(s.muscle.size) / GRID, s.muscle)
            before = at(e["onset"])
            for percent in (10, 50, 90):
                level = before + percent / 100 * (e["peak"] - before)
                self.assertAlmostEqual(at(e[f"rise{percent}"]), level, delta=1e-3 * e["amplitude"] + 0.01)

    def test_amplitudes_stay_where_a_detector_can_see_them(self):
        amplitudes = [e["amplitude"] for _, e in self.contractions()]
        self.assertGreater(min(amplitudes), 1)
        self.assertLess(min(amplitudes), 6)
        self.assertGreater(max(amplitudes), 40)

    def test_the_signal_rises_where_the_truth_says(self):
        for s, e in self.contractions():
            if e["amplitude"] < 15 or e["kind"] == "flick":
                continue
            y = s.pressure[:, 0]
            before = y[max(0, int((e["onset"] - 0.1) * s.rate))]
            peak = y[int(e["peakTime"] * s.rate)]
            self.assertGreater(peak - before, 0.4 * e["amplitude"], f"{s.name}: {e}")


if __name__ == "__main__":
    unittest.main()
