# SPDX-License-Identifier: Apache-2.0
"""For everyone: axe-core finds nothing, every word is in every language, and the keyboard reaches everything."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from dashboard import BrowserTest, wait_for

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WEB = Path(__file__).parents[2] / "Web"


class Everyone(BrowserTest):
    simulation = "comfortable-strong,rate=250,channels=2"

    def check(self, page, what):
        result = Axe().run(page, options=RULES)
        self.assertEqual(
            [(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]], [], what)
        self.assertGreater(len(result.response["passes"]), 15, what)

    def test_axe_finds_no_violation(self):
        for scheme in ("light", "dark"):
            for size in ((360, 740), (1280, 800)):
                viewport = {"width": size[0], "height": size[1]}
                page = self.open(color_scheme=scheme, viewport=viewport)
                self.live(page)
                wait_for("a contraction", lambda: page.evaluate("tonus.signal.contractions.size > 0"))
                page.evaluate("document.getElementById('zero-air').click()")
                self.check(page, f"live {scheme} {size}")
                page.evaluate("location.hash = '#/practice'")
                wait_for("the practice page", lambda: page.locator("#practice").is_visible())
                self.check(page, f"practice {scheme} {size}")
                page.keyboard.press("?")
                self.check(page, f"help {scheme} {size}")
        page = self.open(f"http://127.0.0.1:{self.daemon.port}/")
        wait_for("the door", lambda: page.locator("#door").is_visible())
        self.check(page, "door")

    def test_every_language_has_every_word(self):
        page = self.open()
        self.live(page)
        names, places = page.evaluate(
            """async () => { const { catalogues } = await import("/text.js");
                const sorted = (words) => Object.keys(words).sort();
                const places = (words) => sorted(words).map((name) => (words[name].match(/\\{\\d\\}/g) ?? []).sort().join());
                return [Object.values(catalogues).map(sorted), Object.values(catalogues).map(places)]; }""")
        self.assertEqual(names[0], names[1])
        self.assertEqual(places[0], places[1])
        used = set()
        for file in WEB.iterdir():
            if not file.name.startswith("texts."):
                used |= set(re.findall(r'["\']([a-z]\w+)["\']', file.read_text()))
                used |= set(re.findall(r'data-(?:text|label)="(\w+)"', file.read_text()))
        self.assertEqual(sorted(set(names[0]) - used), [], "words that nobody says")

    def test_german_is_spoken_where_it_is_wanted(self):
        page = self.open(locale="de-DE")
        self.live(page)
        self.assertEqual(page.locator("html").get_attribute("lang"), "de")
        self.assertEqual(page.locator("#found-title").inner_text(), "Anspannungen")
        self.assertIn("Messwerte in der Sekunde", page.locator("#device-words").inner_text())
        wait_for("a German number", lambda: re.match(r"^-?\d+,\d cmH2O$", page.locator("#pressure").inner_text()))

    def test_the_keyboard_reaches_everything(self):
        page = self.open()
        self.live(page)
        wanted = {"to-live", "to-practice", "to-exercise", "record", "record-lookback", "record-participant", "privacy", "keys", "window", "zero-air", "zero-place", "target-from", "target-to"}
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.id"))
        self.assertEqual(wanted - seen, set())
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("2")
        wait_for("the practice page", lambda: page.locator("#practice").is_visible())
        page.keyboard.press("1")
        wait_for("the live page", lambda: page.locator("#live").is_visible())

    def test_nothing_is_wider_than_a_phone(self):
        for view in ("live", "practice", "exercise", "review"):
            page = self.open(viewport={"width": 320, "height": 640}, view=view)
            wait_for("pressures", lambda: page.evaluate("tonus.signal.isLive"))
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 320, view)

    def test_reduced_motion_draws_twice_a_second(self):
        page = self.open(reduced_motion="reduce")
        self.live(page)
        page.evaluate("() => { globalThis.before = tonus.figures.draws; globalThis.began = performance.now(); }")
        page.wait_for_timeout(3000)
        drawn, seconds = page.evaluate("[tonus.figures.draws - before, (performance.now() - began) / 1000]")
        # Two a second, as long as that was on a busy machine, and one at either end.
        self.assertLessEqual(drawn, 2 * seconds + 2)
