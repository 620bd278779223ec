# SPDX-License-Identifier: Apache-2.0
"""The consent panel, against a daemon that knows of consent (here: the real one, with these messages put between)."""

import json

from dashboard import BrowserTest, wait_for

OTHER = {"connection": 3, "user": "physio", "uid": 1001, "program": "tonus", "pid": 7, "role": "observer", "since": 1,
         "streams": ["samples"], "paused": False}
SELF = OTHER | {"connection": 9, "user": "patient", "program": "tonusd"}


class Consent(BrowserTest):
    def open_with_consent(self):
        """A page whose requests for consent are answered here, and written down."""
        self.asked = []
        self.report = {"watchers": [OTHER, SELF], "withheld": False, "connection": 9}

        def between(route):
            server = route.connect_to_server()

            def from_page(text):
                message = json.loads(text)
                if message["method"].startswith("consent.") or message.get("params", {}).get("streams") == ["consent"]:
                    self.asked.append((message["method"], message.get("params")))
                    result = self.answer(message["method"], message.get("params") or {})
                    route.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}) + "\n")
                else:
                    server.send(text)

            route.on_message(from_page)
            server.on_message(lambda text: route.send(text))

        context = self.context()
        page = context.new_page()
        page.route_web_socket("**/stream", between)
        page.goto(self.daemon.link())
        page.evaluate("location.hash = '#/practice'")
        return page

    def answer(self, method, params):
        others = [OTHER | {"paused": method == "consent.pause"}] if method != "consent.end" else []
        self.report = {"watchers": [*others, SELF], "withheld": method == "consent.pause" and not params, "connection": 9}
        return self.report

    def test_who_watches_is_shown_and_paused_and_ended(self):
        page = self.open_with_consent()
        wait_for("the panel", lambda: page.locator("#consent").is_visible())
        self.assertEqual(page.locator("#watched").inner_text(), "1 other watches")
        self.assertIn("physio, tonus", page.locator("#watchers").inner_text())
        self.assertIn("patient, tonusd (this page)", page.locator("#watchers").inner_text())
        page.get_by_role("button", name="Pause: physio, tonus").click()
        wait_for("the pause", lambda: "(paused)" in page.locator("#watchers").inner_text())
        self.assertFalse(page.locator("#watched").is_visible())
        page.get_by_role("button", name="End: physio, tonus").click()
        wait_for("the end", lambda: "physio" not in page.locator("#watchers").inner_text())
        page.locator("#pause-all").click()
        wait_for("everybody", lambda: page.locator("#pause-all").inner_text() == "Let everybody watch")
        self.assertEqual(self.asked[-3:], [("consent.pause", {"connection": 3}), ("consent.end", {"connection": 3}), ("consent.pause", {})])

    def test_the_focus_stays_with_its_watcher_whoever_comes(self):
        page = self.open_with_consent()
        page.get_by_role("button", name="End: physio, tonus").focus()
        first = OTHER | {"connection": 2, "user": "other"}
        page.evaluate("(report) => tonus.signal.take('consent', report)", self.report | {"watchers": [first, OTHER, SELF]})
        self.assertEqual(page.locator("#watchers li").first.inner_text().split()[0], "other,")
        page.keyboard.press("Enter")
        wait_for("the end", lambda: self.asked[-1] == ("consent.end", {"connection": 3}))

        self.report = self.report | {"watchers": [OTHER, SELF]}
        page.evaluate("(report) => tonus.signal.take('consent', report)", self.report)
        page.get_by_role("button", name="Pause: physio, tonus").focus()
        page.keyboard.press("Enter")
        wait_for("the pause", lambda: "(paused)" in page.locator("#watchers").inner_text())
        self.assertEqual(page.evaluate("document.activeElement.getAttribute('aria-label')"), "Let watch: physio, tonus")

    def test_a_paused_page_shows_nothing_and_says_why(self):
        page = self.open()
        self.live(page)
        page.evaluate("tonus.signal.take('withheld', { withheld: true })")
        wait_for("words", lambda: page.locator("#plot-blank").is_visible())
        self.assertIn("paused by the person who is measured", page.locator("#plot-blank").inner_text())
        self.assertEqual(page.locator("#pressure").inner_text(), "–")

    def test_a_page_that_was_ended_does_not_come_back(self):
        page = self.open()
        self.live(page)
        page.evaluate("tonus.signal.take('bye', { reason: 'ended', message: '', hint: '' })")
        wait_for("words", lambda: "has ended this view" in page.locator("#plot-blank").inner_text())
        page.wait_for_timeout(1500)
        self.assertEqual(page.evaluate("tonus.link"), "ended")
        self.assertEqual(page.evaluate("tonus.signal.store"), None)

    def test_without_consent_in_the_daemon_there_is_no_panel(self):
        page = self.open(view="practice")
        wait_for("pressures", lambda: page.evaluate("tonus.signal.isLive"))
        if page.evaluate("tonus.connection.call('consent.watchers').then(() => true, () => false)"):
            self.skipTest("this daemon knows of consent")
        self.assertFalse(page.locator("#consent").is_visible())
