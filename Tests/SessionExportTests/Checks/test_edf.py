# SPDX-License-Identifier: Apache-2.0
"""pyEDFlib, MNE-Python and edfio open the EDF files, and agree with the session and with each other."""

import datetime
import unittest
import warnings

import numpy

from samples import FOLDER, RATE, REVIEW, TRUTH

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import edfio
    import mne
    import pyedflib

HALF_STEP = 400 / 65535 / 2
GAP = -50.0


def by_pyedflib(path):
    with pyedflib.EdfReader(str(path)) as file:
        signals = numpy.array([file.readSignal(n) for n in range(file.signals_in_file)])
        onsets, durations, texts = file.readAnnotations()
        notes = [(round(o, 6), round(max(d, 0), 6), str(t)) for o, d, t in zip(onsets, durations, texts)]
        return signals, notes, file.getStartdatetime(), file.getPhysicalDimension(0)


def by_mne(path):
    raw = mne.io.read_raw_edf(path, preload=True, verbose="error")
    notes = [(round(a["onset"], 6), round(a["duration"], 6), a["description"]) for a in raw.annotations]
    return raw.get_data(), notes, raw.info["meas_date"].replace(tzinfo=None), raw


def by_edfio(path):
    file = edfio.read_edf(path)
    signals = numpy.array([signal.data for signal in file.signals])
    notes = [(round(a.onset, 6), round(a.duration or 0, 6), a.text) for a in file.annotations]
    return signals, notes, file


class EDFTest(unittest.TestCase):
    def setUp(self):
        self.path = FOLDER / "identified.edf"

    def test_the_three_agree_with_the_session_within_half_a_step(self):
        places = len(TRUTH)
        is_there = ~numpy.isnan(TRUTH[:, 0])
        for reader in (by_pyedflib, by_mne, by_edfio):
            signals = reader(self.path)[0]
            self.assertEqual(signals.shape, (2, -(-places // RATE) * RATE))
            difference = numpy.abs(signals[:, :places] - TRUTH.T)[:, is_there]
            self.assertLessEqual(difference.max(), HALF_STEP * 1.000001, reader.__name__)
            self.assertGreater(difference.max(), HALF_STEP / 2)
            self.assertTrue((signals[:, :places][:, ~is_there] == GAP).all())

    def test_the_three_agree_on_annotations(self):
        notes = [sorted(reader(self.path)[1]) for reader in (by_pyedflib, by_mne, by_edfio)]
        self.assertEqual(notes[0], notes[2])
        self.assertEqual(notes[0], notes[1])
        words = {text for _, _, text in notes[0]}
        self.assertLessEqual({"SIMULATED", "Zero/air", "Cue/squeeze", "BAD_gap", "BAD_clipped", "Mark: =1+2"}, words)
        self.assertTrue(any("Größe" in word and "日本" in word for word in words))
        contractions = [
            (round(c["onset"], 6), round(c["offset"] - c["onset"], 6), c["kind"]) for c in REVIEW["contractions"]
        ]
        read = [(o, d, t.split("/")[1]) for o, d, t in notes[0] if t.startswith(("Contraction/", "Event/"))]
        self.assertEqual(sorted(read), sorted(contractions))
        self.assertGreater(len(read), 10)

    def test_the_three_agree_on_the_start(self):
        start = datetime.datetime(2026, 3, 14, 10, 0, 0)
        file = by_edfio(self.path)[2]
        self.assertEqual(by_pyedflib(self.path)[2], start)
        self.assertEqual(by_mne(self.path)[2], start)
        self.assertEqual(datetime.datetime.combine(file.startdate, file.starttime), start)

    def test_unit_and_person(self):
        self.assertEqual(by_pyedflib(self.path)[3], "cmH2O")
        file = by_edfio(self.path)[2]
        self.assertEqual([s.physical_dimension for s in file.signals], ["cmH2O", "cmH2O"])
        self.assertEqual([s.label for s in file.signals], ["Pelvic floor", "Abdominal"])
        self.assertEqual((file.patient.code, file.patient.sex), ("P_0815", "F"))
        self.assertEqual(file.patient.birthdate, datetime.date(1990, 5, 31))

    def test_an_anonymous_file_has_the_same_samples_and_nobody(self):
        path = FOLDER / "anonymous.edf"
        for reader in (by_pyedflib, by_mne, by_edfio):
            self.assertTrue((reader(path)[0] == reader(self.path)[0]).all())
        file = by_edfio(path)[2]
        self.assertEqual((file.patient.code, file.patient.name, file.patient.sex), ("X", "X", "X"))
        self.assertNotIn("Größe", " ".join(text for _, _, text in by_edfio(path)[1]))
        self.assertEqual(by_pyedflib(path)[2], datetime.datetime(1985, 1, 1))

    def test_mne_leaves_out_exactly_what_is_missing(self):
        raw = by_mne(self.path)[3]
        keep = [n for n, text in enumerate(raw.annotations.description) if text == "BAD_gap"]
        raw.set_annotations(raw.annotations[keep])
        left = raw.get_data(reject_by_annotation="omit", verbose="error")
        self.assertEqual(left.shape[1], int((~numpy.isnan(TRUTH[:, 0])).sum()))
        self.assertGreater(left.min(), GAP + 1)


if __name__ == "__main__":
    unittest.main()
