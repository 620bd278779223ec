# SPDX-License-Identifier: Apache-2.0
"""Recording from the live page: with a look-back, with marks, and what is said when it ends by itself."""

import json
import subprocess

from axe_playwright_python.sync_playwright import Axe

from dashboard import PROGRAMS, BrowserTest, SocketClient, wait_for
from test_everyone import RULES


class Recording(BrowserTest):
    def sessions(self):
        client = SocketClient(self.daemon.socket)
        try:
            return client.call("sessions.list")["sessions"]
        finally:
            client.close()

    def test_record_mark_pause_and_end(self):
        page = self.open()
        self.live(page)
        words = page.locator("#recording-words")
        wait_for("the bar", lambda: words.inner_text() == "Nothing is recorded.")
        page.keyboard.press("m")
        self.assertIn("Begin one first", page.locator("#notice").inner_text())
        page.locator("#record-participant").fill("P-7")
        page.locator("#record-participant").blur()
        page.keyboard.press("r")
        wait_for("a recording", lambda: words.inner_text().startswith("Recording P-7, 00:"))

        page.keyboard.press("m")
        wait_for("a mark", lambda: page.evaluate("tonus.signal.marks.length") == 1)
        page.locator("#mark-text").fill("cough")
        page.keyboard.press("Enter")
        wait_for("another mark", lambda: page.evaluate("tonus.signal.marks.at(-1).label") == "cough")
        self.assertEqual(page.locator("#mark-text").input_value(), "")
        # The mark stands in the picture where it was set.
        wait_for("the flag", lambda: page.evaluate(
            """() => { const c = document.getElementById("plot-front"), pen = c.getContext("2d"), ratio = devicePixelRatio;
                const { signal } = tonus, { time } = signal.marks.at(-1), text = getComputedStyle(document.documentElement).getPropertyValue("--text");
                const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8), left = 4.4 * size;
                const x = left + (1 - (signal.hostNow - time) / 20) * (c.width / ratio - 14 - left), y = c.height / ratio - 2 * size - 1.2 * size;
                const d = pen.getImageData((x - 12) * ratio, y * ratio, 40 * ratio, 1).data, wanted = parseInt(text.slice(1), 16);
                for (let i = 0; i < d.length; i += 4) if ((d[i] << 16 | d[i + 1] << 8 | d[i + 2]) === wanted && d[i + 3] === 255) return true;
                return false; }"""))
        result = Axe().run(page, options=RULES)
        self.assertEqual([(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]], [])

        page.locator("#record-pause").click()
        wait_for("a pause", lambda: words.inner_text().startswith("Recording of P-7 is paused at"))
        # A second browser, and a reload, know of it too.
        page.reload()
        wait_for("the pause", lambda: words.inner_text().startswith("Recording of P-7 is paused at"))
        page.locator("#record-pause").click()
        wait_for("going on", lambda: words.inner_text().startswith("Recording P-7"))
        page.locator("#record-stop").click()
        wait_for("the end", lambda: words.inner_text() == "Nothing is recorded.")
        self.assertIn("Recorded: 00:", page.locator("#notice").inner_text())
        [session] = self.sessions()
        self.assertEqual((session["state"], session["participant"]), ("finished", "P-7"))
        self.assertEqual(self.faults, [])

    def test_marks_of_others_show_on_every_page(self):
        page, other = self.open(), self.open()
        self.live(page)
        self.live(other)
        page.locator("#record").click()
        marks = lambda one: one.evaluate("tonus.signal.marks.map(({ label }) => label)")
        for one in (page, other):
            wait_for("the recording", lambda: one.locator("#record-stop").is_visible())
        page.locator("#mark").click()
        wait_for("a mark of another page", lambda: marks(other) == ["mark 1"])
        marked = subprocess.run(
            [PROGRAMS / "tonus", "session", "mark", "cough <b>", "--json", "--socket", self.daemon.socket], capture_output=True, text=True, check=True)
        for one in (page, other):
            wait_for("a mark of the command line", lambda: marks(one) == ["mark 1", "cough <b>"])
            self.assertAlmostEqual(one.evaluate("tonus.signal.marks[1].time"), json.loads(marked.stdout)["hostTime"], places=6)
            wait_for("its words", lambda: one.locator("#recording-marked").inner_text().startswith("Last mark: cough <b>, "))
        # Whoever comes later is told of them, in German.
        later = self.open(locale="de-DE")
        wait_for("the marks", lambda: marks(later) == ["Marke 1", "cough <b>"])
        page.locator("#record-stop").click()
        for one in (page, other, later):
            wait_for("the end", lambda: marks(one) == [])
        self.assertEqual(self.faults, [])

    def test_the_last_minute_is_kept_unless_it_is_not_wanted(self):
        page = self.open()
        sent = []
        self.live(page)
        page.on("websocket", lambda one: one.on("framesent", lambda line: sent.append(line)))
        page.reload()
        self.live(page)
        wait_for("some seconds of past", lambda: page.evaluate("tonus.signal.store.count * tonus.signal.store.interval > 3"))
        for wanted in (True, False):
            page.locator("#record-lookback").set_checked(wanted)
            page.locator("#record").click()
            wait_for("a recording", lambda: page.locator("#record-stop").is_visible())
            [asked] = [one for line in sent if (one := json.loads(line))["method"] == "session.start"]
            self.assertEqual(asked["params"]["lookback"], 60 if wanted else 0)
            sent.clear()
            page.locator("#record-stop").click()
            wait_for("the end", lambda: page.locator("#record").is_visible())
            if wanted:
                self.assertGreater(self.sessions()[0]["seconds"], 2.5)

    def test_a_recording_that_ends_by_itself_says_why(self):
        full = {"is": False}

        def between(route):
            server = route.connect_to_server()

            def from_daemon(text):
                lines = [json.loads(line) for line in text.splitlines()]
                for one in lines:
                    if one.get("method") == "session" and full["is"]:
                        one["params"]["session"] |= {"state": "finished", "reason": "The disk is full."}
                        one["params"]["hint"] = "Make room."
                route.send("".join(json.dumps(one) + "\n" for one in lines))

            server.on_message(from_daemon)
            route.on_message(server.send)

        context = self.context(locale="en-GB")
        page = context.new_page()
        page.route_web_socket("**/stream", between)
        page.goto(self.daemon.link())
        self.live(page)
        page.locator("#record").click()
        wait_for("a recording", lambda: page.locator("#record-stop").is_visible())
        full["is"] = True
        wait_for("why", lambda: "The disk is full. Make room." in page.locator("#notice").inner_text())
        self.assertTrue(page.locator("#record").is_visible())
