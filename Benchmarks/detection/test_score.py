# SPDX-License-Identifier: Apache-2.0
"""python3 -m unittest discover Benchmarks/detection"""

import unittest

from score import score, score_session


def event(kind, begin, end, **more):
    return {"kind": kind, "onset": begin - 0.1, "rise10": begin, "rise50": begin + 0.1, "rise90": begin + 0.2,
            "peak": 20, "peakTime": begin + 0.3, "release": end - 0.3, "fall90": end - 0.2, "fall50": end - 0.1,
            "fall10": end, "amplitude": 20, "abdominalAmplitude": 0, **more}


def found(begin, end, kind="squeeze", **more):
    return {"kind": kind, "onset": begin, "offset": end, **more}


def truth(*events, abdominal=False, seconds=60):
    return {"events": list(events), "abdominal": abdominal, "seconds": seconds, "protocol": "free"}


def figures(truth, detections):
    return score_session(truth, detections)[0].figures()


class Scoring(unittest.TestCase):
    three = truth(event("squeeze", 5, 8), event("flick", 12, 12.6), event("hold", 20, 30))
    perfect = [found(5, 8), found(12, 12.6, "flick"), found(20, 30, "hold")]

    def test_perfect_detections_score_one(self):
        f = figures(self.three, self.perfect)
        for key in ("f1", "f1_conf", "f1_onset", "precision", "recall"):
            self.assertEqual(f[key], 1, key)
        self.assertEqual((f["onset_mae"], f["offset_mae"], f["false_per_minute"]), (0, 0, 0))
        self.assertEqual(f["confusion"], {"squeeze": {"squeeze": 1}, "flick": {"flick": 1}, "hold": {"hold": 1}})

    def test_no_detections_score_zero(self):
        f = figures(self.three, [])
        self.assertEqual((f["f1"], f["recall"]), (0, 0))
        self.assertEqual(f["recall_by_kind"], {"flick": 0, "hold": 0, "squeeze": 0})

    def test_a_shift_of_the_detections_is_the_error(self):
        f = figures(self.three, [dict(d, onset=d["onset"] + 0.03, offset=d["offset"] - 0.1) for d in self.perfect])
        self.assertAlmostEqual(f["onset_mae"], 30)
        self.assertAlmostEqual(f["onset_bias"], 30)
        self.assertAlmostEqual(f["offset_mae"], 100)
        self.assertAlmostEqual(f["offset_bias"], -100)

    def test_a_late_onset_counts_in_f1_but_not_in_f1_onset(self):
        f = figures(truth(event("hold", 20, 30)), [found(20.4, 30)])
        self.assertEqual((f["f1"], f["f1_onset"]), (1, 0))

    def test_latency_is_from_the_true_rise(self):
        f = figures(truth(event("squeeze", 5, 8)), [found(5.02, 8, emitted=5.15, emittedOffset=8.4)])
        self.assertAlmostEqual(f["latency_median"], 150)
        self.assertAlmostEqual(f["offset_latency_p95"], 400)

    def test_one_long_detection_over_two_squeezes_is_one_hit_at_most(self):
        f = figures(truth(event("squeeze", 5, 8), event("squeeze", 9, 10)), [found(5, 10)])
        self.assertEqual((f["recall"], f["precision"]), (0.5, 1))

    def test_two_detections_of_one_squeeze_are_one_hit_and_one_false_alarm(self):
        f = figures(truth(event("squeeze", 5, 8)), [found(5, 7.2), found(7.3, 8)])
        self.assertEqual((f["recall"], f["precision"], f["false_per_minute"]), (1, 0.5, 1))

    def test_a_detection_at_rest_is_a_false_alarm(self):
        f = figures(self.three, self.perfect + [found(40, 42)])
        self.assertEqual((f["precision"], f["false_per_minute"]), (0.75, 1))

    def test_a_squeeze_reported_on_a_cough_counts_in_conf_only(self):
        f = figures(truth(event("squeeze", 5, 8), event("cough", 20, 20.4)), [found(5, 8), found(20, 20.5, "flick")])
        self.assertEqual((f["f1"], f["precision_conf"]), (1, 0.5))
        self.assertEqual((f["false_per_minute"], f["false_per_minute_conf"]), (0, 1))

    def test_a_cough_reported_as_cough_is_right(self):
        f = figures(truth(event("squeeze", 5, 8), event("cough", 20, 20.4)), [found(5, 8), found(20, 20.5, "cough")])
        self.assertEqual((f["f1_conf"], f["confusion"]["cough"]), (1, {"cough": 1}))

    def test_straining_counts_only_where_an_abdominal_channel_tells_it(self):
        for abdominal, alarms in ((False, 0), (True, 1)):
            t = truth(event("strain", 20, 26), abdominal=abdominal)
            self.assertEqual(figures(t, [found(20, 26)])["false_per_minute_conf"], alarms)

    def test_a_spasm_is_neither_hit_nor_false_alarm(self):
        f = figures(truth(event("squeeze", 5, 8), event("spasm", 20, 40)), [found(5, 8), found(20, 40)])
        self.assertEqual((f["f1"], f["f1_conf"]), (1, 1))

    def test_a_session_without_detections_counts_as_missed(self):
        tallies, wrong = score({"a": self.three, "b": self.three}, {"a": self.perfect}, "protocol")
        self.assertEqual(tallies["all"].figures()["recall"], 0.5)
        self.assertEqual(tallies["free"].figures()["sessions"], 2)
        self.assertEqual(len(wrong["b"]), 3)


if __name__ == "__main__":
    unittest.main()
