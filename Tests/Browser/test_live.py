# SPDX-License-Identifier: Apache-2.0
"""The live page: what it shows is what the daemon streams, and nothing old is shown as live."""

import json
import re
import signal
import unittest
from pathlib import Path

from dashboard import EMULATOR, BrowserTest, EmulatedUSB, SocketClient, wait_for


class LivePage(BrowserTest):
    def tearDown(self):
        self.assertEqual(self.faults, [])

    def test_the_trace_is_the_stream(self):
        page = self.open()
        self.live(page)
        wait_for("four seconds", lambda: page.evaluate("tonus.signal.store.count > 1000"))
        columns = page.evaluate("tonus.trace.columns()")
        client = SocketClient(self.daemon.socket)
        self.addCleanup(client.close)
        client.call("subscribe", {"streams": ["samples"], "lookback": 60})
        samples = {}
        newest = columns[-1]["from"]
        while not samples or max(samples) < newest:
            for message in client.messages("samples", 1):
                for place, pressure in enumerate(message["pressure"]):
                    samples[message["hostTime"] + place * message["interval"]] = pressure
        # Whole columns only: those at either end may be half filled. A column's edge may fall between two roundings.
        compared = 0
        for column in columns[1:-1]:
            edge = 1e-5
            inside = [p for t, p in samples.items() if column["from"] + edge < t < column["from"] + column["seconds"] - edge]
            near = [p for t, p in samples.items() if column["from"] - edge < t < column["from"] + column["seconds"] + edge]
            if not inside:
                continue
            compared += 1
            self.assertLessEqual(column["low"], min(inside) + 1e-3)
            self.assertGreaterEqual(column["high"], max(inside) - 1e-3)
            self.assertGreaterEqual(column["low"], min(near) - 1e-3)
            self.assertLessEqual(column["high"], max(near) + 1e-3)
        self.assertGreater(compared, 100)

    def test_the_trace_moves_and_is_painted(self):
        page = self.open()
        self.live(page)
        wait_for("a line", lambda: self.pixels(page) > 1000)
        draws = page.evaluate("tonus.figures.draws")
        wait_for("more draws", lambda: page.evaluate("tonus.figures.draws") > draws + 20)
        before = page.locator("#plot").screenshot()
        wait_for("another picture", lambda: page.locator("#plot").screenshot() != before)

    def test_contractions_are_shaded_listed_and_said(self):
        page = self.open()
        page.evaluate(
            "globalThis.said = []; new MutationObserver(() => said.push(document.getElementById('events').textContent))"
            ".observe(document.getElementById('events'), { childList: true })")
        wait_for(
            "a contraction that was let go",
            lambda: page.evaluate("[...tonus.signal.contractions.values()].some((one) => one.duration > 1 && one.final)"))
        one = page.evaluate("[...tonus.signal.contractions.values()].find((one) => one.duration > 1 && one.final)")
        row = page.locator("#found tbody tr", has_text=f"{one['duration']:.1f} s").first.inner_text()
        self.assertIn(f"{one['amplitude']:.1f} cmH2O", row)
        said = wait_for("words", lambda: [words for words in page.evaluate("said") if words.startswith("Let go after")])
        self.assertRegex(said[0], r"^Let go after \d+\.\d seconds$")
        # Events are said, samples are not.
        self.assertLess(len(page.evaluate("said")), 20)

    def test_simulated_data_says_so(self):
        page = self.open()
        self.live(page)
        self.assertTrue(page.locator("#simulated").is_visible())
        self.assertEqual(page.locator("#simulated").inner_text(), "SIMULATED")

    def test_silence_blanks_everything(self):
        page = self.open()
        self.live(page)
        self.daemon.process.send_signal(signal.SIGSTOP)
        words = wait_for(
            "words", lambda: page.locator("#plot-blank").is_visible() and page.locator("#plot-blank").inner_text())
        self.assertIn("No new samples for", words)
        self.assertEqual(page.locator("#pressure").inner_text(), "–")
        self.assertEqual(page.locator("#above-rest").inner_text(), "–")
        wait_for("an empty picture", lambda: self.pixels(page) == 0)
        self.daemon.process.send_signal(signal.SIGCONT)
        self.live(page)
        wait_for("numbers", lambda: page.locator("#pressure").inner_text().endswith("cmH2O"))
        wait_for("the picture", lambda: not page.locator("#plot-blank").is_visible())

    def test_a_restarted_daemon_is_found_again(self):
        page = self.open()
        self.live(page)
        boot = page.evaluate("tonus.signal.store.newestIndex")
        self.daemon.stop()
        wait_for("words", lambda: "tonusd does not answer" in page.locator("#device-words").inner_text())
        wait_for("blank numbers", lambda: page.locator("#pressure").inner_text() == "–")
        self.daemon.start()
        self.live(page)
        # Indices began anew, and so did the store.
        self.assertLess(page.evaluate("tonus.signal.store.newestIndex"), max(boot, 5000))
        wait_for("numbers", lambda: page.locator("#pressure").inner_text().endswith("cmH2O"))
        # What the browser itself says of connections that are refused is no fault of the page.
        self.faults = [fault for fault in self.faults if "ERR_CONNECTION" not in fault and "WebSocket" not in fault]

    def test_a_reconnection_leaves_no_hole(self):
        page = self.open()
        self.live(page)
        wait_for("a second", lambda: page.evaluate("tonus.signal.store.count > 300"))
        count, newest = page.evaluate("[tonus.signal.store.count, tonus.signal.store.newestIndex]")
        # A frame that no daemon takes ends the connection, as a fault of the network would.
        page.evaluate("tonus.connection.call('x'.repeat(70000)).catch(() => 0)")
        wait_for("the end", lambda: page.evaluate("tonus.link") == "away")
        wait_for("more", lambda: page.evaluate("tonus.signal.store.newestIndex") > newest + 500)
        more, later = page.evaluate("[tonus.signal.store.count, tonus.signal.store.newestIndex]")
        self.assertEqual(more - count, later - newest)

    def test_zero_is_one_key_and_a_refusal_says_why(self):
        page = self.open()
        self.live(page)
        wait_for("a contraction", lambda: page.evaluate("tonus.signal.newest?.state") == "contraction")
        page.keyboard.press("z")
        words = wait_for("words", lambda: page.locator("#notice").is_visible() and page.locator("#notice p").inner_text())
        self.assertEqual(page.locator("#notice p").get_attribute("lang"), "en")
        self.assertGreater(len(words.split()), 5)

        def zeroed():
            page.locator("#zero-place").click()
            page.wait_for_timeout(700)
            return page.locator("#zero-words").inner_text().startswith("in place")

        wait_for("a zero", zeroed)
        wait_for("the new rest", lambda: page.locator("#resting").inner_text() == "0 by definition")

    def test_a_refusal_is_told_in_the_language_of_the_page(self):
        page = self.open(locale="de-DE")
        self.live(page)
        wait_for("a contraction", lambda: page.evaluate("tonus.signal.newest?.state") == "contraction")
        page.keyboard.press("z")
        words = wait_for("words", lambda: page.locator("#notice").is_visible() and page.locator("#notice p").inner_text())
        self.assertTrue(words.startswith("Das geht gerade nicht. (tonusd: "), words)
        self.assertEqual(page.locator("#notice p").get_attribute("lang"), "de")
        # The daemon's own sentence is read as what it is.
        self.assertGreater(len(page.locator("#notice p [lang=en]").inner_text().split()), 5)

    def test_every_code_of_the_protocol_has_a_sentence(self):
        page = self.open(locale="de-DE")
        self.live(page)
        protocol = (Path(__file__).parents[2] / "docs" / "socket-protocol.md").read_text()
        codes = [int(code) for code in re.findall(r"^\| (-32\d{3}) \|", protocol, re.MULTILINE)]
        self.assertGreater(len(codes), 15)
        told = page.evaluate(
            """async (codes) => { const { refusalWords } = await import("/refusal-words.js");
                return [...codes, -1].map((code) => refusalWords({ code, message: "No.", hint: "Wait." })[0]); }""", codes)
        self.assertNotIn(told[-1], told[:-1])

    def test_what_is_done_is_in_reach_without_scrolling(self):
        page = self.open()
        self.live(page)

        def check(*names):
            for name in names:
                box = wait_for(name, lambda: page.locator(name).is_visible() and page.locator(name).bounding_box())
                self.assertGreaterEqual(box["y"], 0, name)
                self.assertLessEqual(box["y"] + box["height"], 800, name)

        for language in ("en", "de"):
            page.evaluate("async (language) => (await import('/settings.js')).change({ language })", language)
            check("#zero-air", "#zero-place", "#record")
            page.locator("#record").click()
            check("#mark", "#record-pause", "#record-stop", "#zero-air", "#zero-place")
            page.locator("#record-stop").click()
            wait_for("the end", lambda: page.locator("#record").is_visible())
        # On a phone, a finger gets to all of them.
        phone = self.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        self.live(phone)
        phone.locator("#record").tap()
        for name in ("#mark", "#record-pause", "#zero-place", "#record-stop"):
            phone.locator(name).tap()
        wait_for("the end", lambda: phone.locator("#record").is_visible())
        self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 390)

    def test_a_target_and_another_unit(self):
        page = self.open()
        self.live(page)
        page.locator("#target-from").fill("10")
        page.locator("#target-to").fill("20")
        page.locator("#target-to").press("Tab")
        self.assertTrue(page.locator("#legend-target").is_visible())
        page.keyboard.press("?")
        page.locator("#unit").select_option("mmHg")
        page.locator("#help-close").click()
        self.assertEqual(page.locator("#target-from").input_value(), "7.4")
        wait_for("the unit", lambda: page.locator("#pressure").inner_text().endswith("mmHg"))
        self.assertTrue(page.locator("#found").is_hidden() or "mmHg" in page.locator("#found").inner_text())

    def test_numbers_can_be_hidden(self):
        page = self.open()
        self.live(page)
        wait_for("a rest", lambda: page.locator("#above-rest").inner_text() != "–")
        page.keyboard.press("p")
        self.assertEqual(page.locator("#privacy").get_attribute("aria-pressed"), "true")
        for id in ("pressure", "above-rest"):
            self.assertEqual(page.locator(f"#{id}").inner_text(), "hidden")
        page.keyboard.press("p")
        wait_for("numbers", lambda: page.locator("#pressure").inner_text().endswith("cmH2O"))

    def test_single_keys_can_be_turned_off(self):
        page = self.open()
        page.keyboard.press("?")
        page.locator("#single-keys").uncheck()
        page.locator("#help-close").click()
        page.keyboard.press("p")
        self.assertEqual(page.locator("#privacy").get_attribute("aria-pressed"), "false")


class Faults(BrowserTest):
    """What a probe or a line does wrong, put between the daemon and the page."""

    def open_with(self, change):
        """A page to which each message of the daemon comes changed; None drops it."""

        def between(route):
            server = route.connect_to_server()

            def from_daemon(text):
                changed = [change(json.loads(line)) for line in text.splitlines()]
                kept = "".join(json.dumps(one) + "\n" for one in changed if one is not None)
                if kept:
                    route.send(kept)

            server.on_message(from_daemon)
            route.on_message(server.send)

        context = self.context()
        page = context.new_page()
        page.route_web_socket("**/stream", between)
        page.goto(self.daemon.link())
        return page

    def test_a_pressure_beyond_the_probe_is_marked_and_said(self):
        def clip(message):
            if message.get("method") == "samples":
                message["params"]["clipped"] = [True] * len(message["params"]["pressure"])
            return message

        page = self.open_with(clip)
        self.live(page)
        wait_for("words", lambda: page.locator("#state").inner_text() == "beyond the probe's range")

    def test_missing_samples_leave_a_gap_that_is_marked_and_counted(self):
        self.dropping, self.dropped = False, 0

        def drop(message):
            if message.get("method") == "samples" and self.dropping:
                self.dropped += len(message["params"]["pressure"])
                return None
            return message

        page = self.open_with(drop)
        self.live(page)
        self.dropping = True
        wait_for("something to miss", lambda: page.evaluate("true") and self.dropped > 0.4 * 250)
        self.dropping = False
        gap = wait_for("a gap", lambda: page.evaluate("tonus.signal.gaps[0]"))
        self.assertGreater(gap["to"] - gap["from"], 0.3)
        page.evaluate("tonus.signal.take('gap', { first: 1, missing: 42, reason: 'packetsLost' })")
        wait_for("the count", lambda: page.locator("#lost").inner_text() == "42")


class SeveralChannels(BrowserTest):
    simulation = "comfortable-strong,rate=1000,channels=8"

    def test_all_channels_are_drawn(self):
        page = self.open()
        self.live(page)
        self.assertEqual(page.evaluate("[...tonus.signal.store.channels.keys()].sort().join()"), "0,1,2,3,4,5,6,7")
        self.assertEqual(page.locator("#plot-channel").inner_text()[:12], "Pelvic floor")
        self.assertEqual(self.faults, [])


class SlowMachine(BrowserTest):
    simulation = "comfortable-strong,rate=1000,channels=8"

    def test_a_slow_machine_draws_less_and_loses_nothing(self):
        page = self.open()
        self.live(page)
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        count, newest, missing = page.evaluate("[tonus.signal.store.count, tonus.signal.store.newestIndex, tonus.signal.missing]")
        wait_for("ten seconds", lambda: page.evaluate("tonus.signal.store.newestIndex") > newest + 10_000)
        more, later, gone = page.evaluate("[tonus.signal.store.count, tonus.signal.store.newestIndex, tonus.signal.missing]")
        self.assertEqual(later - newest, more - count + gone - missing)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        self.live(page)


@unittest.skipUnless(EMULATOR, "TONUS_USB_EMULATOR does not name the emulated USB probe")
class Replugging(BrowserTest):
    def setUp(self):
        self.daemon = EmulatedUSB()
        self.addCleanup(self.daemon.close)

    def test_a_probe_is_unplugged_and_plugged_in_again(self):
        page = self.open()
        words = page.locator("#device-words")
        wait_for("the absence", lambda: words.inner_text() == "No perineometer is plugged in")
        self.assertFalse(page.locator("#simulated").is_visible())
        for _ in range(2):
            self.daemon.tell("plug")
            self.daemon.tell("rate 1")
            self.live(page)
            wait_for("numbers", lambda: page.locator("#pressure").inner_text().endswith("cmH2O"))
            self.daemon.tell("unplug")
            wait_for("the absence", lambda: words.inner_text() in ("No perineometer is plugged in", "Perineometer was unplugged"))
            self.assertTrue(page.locator("#plot-blank").is_visible())
            self.assertEqual(page.locator("#pressure").inner_text(), "–")
        self.assertEqual(self.faults, [])
