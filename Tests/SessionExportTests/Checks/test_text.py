# SPDX-License-Identifier: Apache-2.0
"""The tables as Python's csv module reads them, and the report as a browser prints it."""

import csv
import html.parser
import shutil
import subprocess
import unittest

import numpy

from samples import FOLDER, RATE, REVIEW, TRUTH


def rows(name):
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


class TableTest(unittest.TestCase):
    def test_samples_stand_at_their_times(self):
        table = rows("identified.csv")
        self.assertEqual(len(table), int((~numpy.isnan(TRUTH[:, 0])).sum()))
        for row in table[:: 7]:
            place = round(float(row["time_s"]) * RATE)
            self.assertAlmostEqual(float(row["pelvic_floor_cmH2O"]), TRUTH[place, 0], delta=0.5001e-4)
            self.assertAlmostEqual(float(row["abdominal_cmH2O"]), TRUTH[place, 1], delta=0.5001e-4)
        events = [row["event"] for row in table if row["event"]]
        self.assertIn('Mark: Größe; "5,5" <b>&amp;</b>   日本 \'x\' \\u0041 ]]>', events)

    def test_contractions_have_their_figures(self):
        table = rows("identified.contractions.csv")
        self.assertEqual(len(table), len(REVIEW["contractions"]))
        for row, found in zip(table, REVIEW["contractions"]):
            self.assertAlmostEqual(float(row["onset_s"]), found["onset"], places=4)
            if "hold_mean" in found["figures"]:
                self.assertAlmostEqual(float(row["hold_mean_cmH2O"]), found["figures"]["hold_mean"], places=3)


class Nesting(html.parser.HTMLParser):
    """Raises where an element is closed that is not open."""

    VOID = {"meta", "br", "rect", "path", "use"}

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID and self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


class ReportTest(unittest.TestCase):
    def test_it_is_whole_and_loads_nothing(self):
        for name in ("identified", "anonymous", "long"):
            text = (FOLDER / f"{name}.report.html").read_text()
            nesting = Nesting()
            nesting.feed(text)
            self.assertEqual(nesting.open, [])
            tags = {tag for tag, _ in nesting.seen}
            self.assertFalse(tags & {"script", "img", "link", "iframe", "b1"}, name)
            for _, attributes in nesting.seen:
                for key, value in attributes.items():
                    self.assertFalse(key.startswith("on"))
                    self.assertNotIn("http", value or "" if key != "http-equiv" else "")
            self.assertNotIn("url(http", text)
            self.assertLess(len(text), 150_000)
            self.assertIn("SIMULATED", text)
            self.assertIn("not a diagnosis", text)

    @unittest.skipUnless(shutil.which("chromium"), "Chromium is not installed")
    def test_it_prints_on_two_pages_and_one_for_an_exercise(self):
        for name, pages in (("identified", 3), ("long", 2), ("full", 3)):
            pdf = FOLDER / f"{name}.pdf"
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 f"--user-data-dir={FOLDER / 'chromium'}", f"--print-to-pdf={pdf}",
                 (FOLDER / f"{name}.report.html").as_uri()],
                check=True, capture_output=True, timeout=60,
            )
            self.assertEqual(pdf.read_bytes().count(b"/Type /Page\n"), pages, name)
