# SPDX-License-Identifier: Apache-2.0
"""What the daemon says in sentences is told in the language of the page."""

import json
import re
import unittest
from pathlib import Path

from dashboard import EMULATOR, BrowserTest, EmulatedUSB, wait_for

PROJECT = Path(__file__).parents[2]


class DaemonWords(BrowserTest):
    def test_whatever_the_daemon_has_a_word_for_has_a_sentence(self):
        schema = json.loads((PROJECT / "docs" / "schema" / "tonus-1.0.schema.json").read_text())["$defs"]
        known = {f"device.{one}" for one in words_of(schema["DeviceDescription"]["properties"]["reasonKey"])}
        known |= {f"bye.{one}" for one in words_of(schema["Bye"]["properties"]["reason"])}
        notices = (PROJECT / "Sources" / "SessionExport" / "Input" / "RecordingNotice.swift").read_text()
        known |= {f"notice.{one}" for one in re.findall(r"^        case (\w+)$", notices, re.MULTILINE)}
        self.assertGreater(len(known), 20)
        page = self.open()
        told = page.evaluate("""async () => Object.keys((await import("/texts.daemon.de.js")).daemonTexts)""")
        self.assertEqual(sorted({one.removesuffix(".one") for one in told}), sorted(known))

    def test_a_farewell_is_told_in_the_language_of_the_page(self):
        page = self.open(locale="de-DE")
        self.live(page)
        say = """(reason) => tonus.signal.take("bye", { reason, message: "You read too little.", hint: "Read more." })"""
        line = page.locator("#notice p")
        page.evaluate(say, "evicted")
        self.assertIn("zu langsam gelesen", line.inner_text())
        self.assertEqual(line.get_attribute("lang"), "de")
        # A newer daemon's reason: its own words are better than none, and are read as what they are.
        page.evaluate(say, "unheardOf")
        self.assertEqual(line.inner_text(), "You read too little. Read more.")
        self.assertEqual(line.get_attribute("lang"), "en")
        self.assertEqual(self.faults, [])


@unittest.skipUnless(EMULATOR, "needs the emulated USB perineometer: make emulator")
class DeviceWords(BrowserTest):
    def setUp(self):
        self.daemon = EmulatedUSB()
        self.addCleanup(self.daemon.close)

    def test_why_there_is_no_picture_is_told_in_the_language_of_the_page(self):
        page = self.open(locale="de-DE")
        blank = page.locator("#plot-blank")
        wait_for("the absence", lambda: "Es ist kein Perineometer eingesteckt." in blank.inner_text())
        self.daemon.tell("plug")
        self.daemon.tell("rate 1")
        self.live(page)
        self.daemon.tell("unplug")
        wait_for("the absence", lambda: re.search("wurde ausgesteckt|kein Perineometer eingesteckt", blank.inner_text()))
        self.assertNotIn("perineometer ", blank.inner_text())
        page.evaluate("document.getElementById('language').value = 'en'; document.getElementById('language').dispatchEvent(new Event('change'))")
        wait_for("English", lambda: "streaming" in blank.inner_text())
        self.assertEqual(self.faults, [])


def words_of(schema):
    """The words of an enumeration, wherever the schema lets other words pass too."""
    return schema.get("enum") or [word for one in schema["anyOf"] for word in one.get("enum", [])]
