# SPDX-License-Identifier: Apache-2.0
"""Guided exercises: from the choice to the summary, through every break, by keyboard alone."""

import json

from axe_playwright_python.sync_playwright import Axe

from dashboard import BrowserTest, Daemon, EmulatedUSB, SocketClient, wait_for
from exercises import ALL
from test_everyone import RULES

# Whether the flower is painted: even folded its leaves reach further than this.
FLOWER = """() => { const c = document.getElementById("run-shape"), far = Math.min(c.width, c.height) / 2 * 0.92 * 0.25;
    return c.getContext("2d").getImageData(Math.round(c.width / 2 + far), Math.round(c.height / 2), 1, 1).data[3] > 40; }"""


class Guided(BrowserTest):
    def setUp(self):
        self.daemon = Daemon(self.simulation, programmes=ALL)
        self.addCleanup(self.daemon.close)

    def tearDown(self):
        self.assertEqual(self.faults, [])

    def choose(self, programme, **options):
        page = self.open(view="exercise", **options)
        wait_for("pressures", lambda: page.evaluate("tonus.signal.isLive"))
        page.locator(f"[data-id={programme}]").focus()
        page.keyboard.press("Enter")
        wait_for("the way to begin", lambda: page.locator("#ready-begin").is_visible())
        return page

    def begin(self, programme, **options):
        page = self.choose(programme, **options)
        self.press_begin(page)
        wait_for("the exercise", lambda: page.locator("#exercise-run").is_visible())
        return page

    def press_begin(self, page):
        # It cannot be pressed before the page knows that the perineometer streams.
        wait_for("leave to begin", lambda: page.locator("#ready-begin").is_enabled())
        page.locator("#ready-begin").focus()
        page.keyboard.press("Enter")

    def status(self):
        client = SocketClient(self.daemon.socket)
        try:
            return client.call("exercise.status")["exercises"][0]
        finally:
            client.close()

    def cue(self, page, words):
        wait_for(words, lambda: page.locator("#run-cue").inner_text().startswith(words))

    def summary(self, page):
        wait_for("the summary", lambda: page.locator("#exercise-summary").is_visible())
        return page.locator("#summary-title").inner_text()


class GuidedExercise(Guided):
    def test_a_whole_exercise_by_keyboard_alone(self):
        page = self.choose("short")
        # What listeners are told, from here on.
        page.evaluate("""() => { globalThis.told = []; new MutationObserver(() => told.push(document.getElementById("events").textContent))
            .observe(document.getElementById("events"), { childList: true }); }""")
        page.locator("#ready-participant").fill("P-7")
        self.press_begin(page)

        # The first answer of a question has the focus: arrows choose, Enter answers.
        wait_for("the question", lambda: page.locator("#question-words").inner_text() == "How much does it hurt now? 0 is not at all.")
        self.assertEqual(page.locator("#question-choices input").count(), 11)
        page.keyboard.press("Enter")
        self.assertIn("from 0 to 10", page.locator("#question-wrong").inner_text())
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        wait_for("the next question", lambda: page.locator("#question-exact").is_visible())
        page.keyboard.press("Tab")
        page.keyboard.type("101")
        page.keyboard.press("Enter")
        self.assertIn("from 0 to 100", page.locator("#question-wrong").inner_text())
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")

        self.cue(page, "Rest. Nothing to do.")
        self.assertEqual(page.locator("#run-next").inner_text(), "Next part: Gentle squeezes")
        wait_for("the flower", lambda: page.evaluate(FLOWER))
        self.cue(page, "Half is plenty.")
        self.assertIn(page.locator("#run-next").inner_text(), ("Next: Let go. (1 s)", ""))
        self.assertRegex(page.locator("#run-repetition").inner_text(), "^[12] of 2$")

        self.cue(page, "When you feel yourself tighten")
        # Blinded: no number, and no flower, though there is a pressure.
        wait_for("no flower", lambda: not page.evaluate(FLOWER))
        self.assertTrue(page.evaluate("tonus.signal.isLive"))
        self.assertEqual(page.locator("#run-figure").inner_text(), "")
        self.assertIn("Without the picture", page.locator("#run-more").inner_text())
        page.keyboard.press("f")
        wait_for("the note", lambda: page.locator("#run-felt span").inner_text() == "Noted")
        wait_for("felt and measured", lambda: page.locator("#run-noticed tbody tr").count() == 1)
        self.assertIn("yes", page.locator("#run-noticed tbody").inner_text())

        wait_for("the last question", lambda: "after?" in page.locator("#question-words").inner_text() and page.locator("#run-question").is_visible())
        page.locator("#question-decline").focus()
        page.keyboard.press("Enter")
        self.assertEqual(self.summary(page), "Done. Thank you for taking the time.")

        # It is recorded, under its pseudonym; all but letting go is folded away.
        client = SocketClient(self.daemon.socket)
        session = wait_for("the session", lambda: [one for one in client.call("sessions.list")["sessions"] if one["state"] == "finished"])[0]
        client.close()
        self.assertEqual((session["programme"], session["participant"]), ("short/1", "P-7"))
        wait_for("its name", lambda: session["id"][:8] in page.locator("#summary-recorded").inner_text())
        self.assertFalse(page.locator("#summary-parts").is_visible())
        answers = {one["question"]: one.get("number") for one in self.status()["summary"]["answers"]}
        self.assertEqual(answers, {"pain-before": 3, "anxiety-before": 10, "pain-after": None})
        page.locator("#summary-said summary").press("Enter")
        self.assertIn("not said", page.locator("#summary-answers").inner_text())

        # Figures are those of the daemon, once for a part.
        page.locator("#summary-figures summary").press("Enter")
        rows = page.locator("#summary-parts tbody tr").all_inner_texts()
        whole = [one for phase in self.status()["summary"]["phases"] for one in phase["scores"] if "repetition" not in one]
        self.assertEqual(len(rows), len(whole))
        page.keyboard.press("p")
        self.assertNotRegex(page.locator("#summary-parts").inner_text(), r"\d\.\d s")

        told = page.evaluate("told")
        for words in ("Rest. Nothing to do. 1 seconds.", "Half is plenty. 1 seconds.", "Let go. 1 seconds."):
            self.assertIn(words, told)

        # After a reload it is still there, and then put away.
        page.reload()
        self.assertEqual(self.summary(page), "Done. Thank you for taking the time.")
        page.locator("#summary-again").press("Enter")
        wait_for("the exercises", lambda: page.locator("#programmes").is_visible())

    def test_the_list_keeps_the_focus_when_it_is_written_anew(self):
        page = self.open(view="exercise")
        page.locator("[data-id=long]").focus()
        anew = ("tonus.exercise.join(undefined, tonus.signal.boot).then(() => tonus.connection.call('programmes.list'))"
                ".then(() => document.activeElement.dataset.id)")
        self.assertEqual(page.evaluate(anew), "long")
        (self.daemon.programmes / "another.yaml").write_text(ALL["long"].replace("id: long", "id: another"))
        self.assertEqual(page.evaluate(anew), "long")
        self.assertEqual(page.locator("[data-id=another]").count(), 1)

    def test_a_trainer_can_be_chosen_made_smaller_and_left(self):
        page = self.begin("sized", locale="de-DE")
        wait_for("the trainers", lambda: page.locator("#run-question").is_visible())
        self.assertEqual(page.locator("#question-choices label").all_inner_texts(), ["Heute keiner", "one (15 mm)", "two (20 mm)"])
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        self.cue(page, "In deinem Takt.")
        self.assertIn("two", page.locator("#run-cue").inner_text())
        page.keyboard.press("-")
        wait_for("a smaller one", lambda: "one" in page.locator("#run-cue").inner_text())
        page.keyboard.press("n")
        self.assertIn("gutes Ende", self.summary(page))

    def test_a_zero_in_air_is_asked_for_where_it_is_needed(self):
        page = self.choose("in-air")
        self.assertTrue(page.locator("#ready-begin").is_disabled())
        self.assertIn("take it out first", page.locator("#ready-zero-words").inner_text())

        def zeroed():
            # One attempt at a time: an answer that comes late would take the place of the words below.
            page.evaluate("document.getElementById('notice').hidden = true")
            page.locator("#ready-zero-air").click()
            wait_for("an answer", lambda: page.locator("#notice").is_visible())
            return "Zeroed in air" in page.locator("#notice").inner_text()

        wait_for("a zero", zeroed)
        wait_for("the probe", lambda: "is zeroed in air" in page.locator("#ready-zero-words").inner_text())
        page.locator("#ready-maximum summary").click()
        page.locator("#ready-maximum-value").fill("400")
        page.locator("#ready-begin").click()
        self.assertIn("from 1 to 300 cmH2O", page.locator("#notice").inner_text())
        page.locator("#ready-without-maximum").check()
        page.locator("#ready-begin").click()
        self.cue(page, "Rest.")

    def test_stop_works_whatever_is_turned_off_and_in_a_question(self):
        page = self.choose("short")
        page.evaluate("localStorage.setItem('tonus', JSON.stringify({ singleKeys: false }))")
        page.reload()
        page.locator("[data-id=short]").click()
        page.locator("#ready-record").uncheck()
        page.locator("#ready-begin").click()
        wait_for("a question", lambda: page.locator("#run-question").is_visible())
        page.keyboard.press("Escape")
        self.assertEqual(self.summary(page), "Stopped, as you chose. That is a good end.")
        self.assertEqual(page.locator("#summary-recorded").is_visible(), False)

    def test_a_pause_and_a_reload_lose_nothing(self):
        page = self.begin("long")
        self.cue(page, "Rest.")
        run = self.status()["run"]
        page.keyboard.press(" ")
        self.cue(page, "Paused.")
        page.reload()
        self.cue(page, "Paused.")
        self.assertEqual(page.locator("#run-title").inner_text(), "A long rest")
        page.keyboard.press(" ")
        self.cue(page, "Rest.")
        self.assertEqual(self.status()["run"], run)
        # Elsewhere in the page it is still said, and can be stopped.
        page.keyboard.press("1")
        wait_for("a word of it", lambda: page.locator("#exercise-goes").is_visible())
        page.locator("#exercise-goes-stop").click()
        wait_for("its end", lambda: self.status()["state"] == "ended")
        page.keyboard.press("3")
        self.assertEqual(self.summary(page), "Stopped, as you chose. That is a good end.")

    def stop_while_the_daemon_is_away(self, page):
        wait_for("a question", lambda: page.locator("#run-question").is_visible())
        self.daemon.stop()
        self.cue(page, "tonusd does not answer.")
        self.assertFalse(page.locator("#run-question").is_visible())
        page.keyboard.press("Escape")
        self.cue(page, "Stopped.")
        self.daemon.start()
        said = self.summary(page)
        self.faults = [fault for fault in self.faults if "ERR_CONNECTION" not in fault and "WebSocket" not in fault]
        return said

    def test_an_exercise_that_ended_with_the_daemon_is_a_good_end_too(self):
        # Of one that is not recorded nothing is written down.
        page = self.choose("short")
        page.locator("#ready-record").uncheck()
        page.locator("#ready-begin").click()
        self.assertIn("good end too", self.stop_while_the_daemon_is_away(page))

    def test_a_recorded_exercise_that_is_taken_up_again_is_stopped_as_was_asked(self):
        page = self.begin("short")
        self.assertEqual(self.stop_while_the_daemon_is_away(page), "Stopped, as you chose. That is a good end.")

    def test_a_connection_that_breaks_finds_back_to_the_exercise(self):
        broken = []

        def between(route):
            server = route.connect_to_server()
            broken.append(route)
            server.on_message(route.send)
            route.on_message(server.send)

        context = self.context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        page = context.new_page()
        page.route_web_socket("**/stream", between)
        self.faults = []
        page.goto(self.daemon.link())
        page.evaluate("location.hash = '#/exercise'")
        page.locator("[data-id=long]").click()
        page.locator("#ready-begin").click()
        self.cue(page, "Rest.")
        broken[0].close()
        self.cue(page, "tonusd does not answer.")
        self.cue(page, "Rest.")
        page.locator("#run-stop").click()
        self.assertEqual(self.summary(page), "Stopped, as you chose. That is a good end.")

    def test_who_may_only_watch_sees_why_and_no_buttons(self):
        def between(route):
            server = route.connect_to_server()

            def from_daemon(text):
                lines = [json.loads(line) for line in text.splitlines()]
                for one in lines:
                    if one.get("method") == "hello":
                        one["params"]["role"] = "observer"
                route.send("".join(json.dumps(one) + "\n" for one in lines))

            server.on_message(from_daemon)
            route.on_message(server.send)

        context = self.context(locale="en-GB")
        page = context.new_page()
        page.route_web_socket("**/stream", between)
        self.faults = []
        page.goto(self.daemon.link())
        wait_for("the reason", lambda: page.locator("#observer-words").is_visible())
        self.assertFalse(page.locator("#recording").is_visible())
        self.assertTrue(page.locator("#zero-air").is_disabled())
        page.evaluate("location.hash = '#/exercise'")
        page.locator("[data-id=long]").click()
        self.assertTrue(page.locator("#ready-begin").is_disabled())
        self.assertIn("may only watch", page.locator("#ready-why").inner_text())
        client = SocketClient(self.daemon.socket)
        self.addCleanup(client.close)
        client.call("programmes.run", {"name": "short"})
        self.cue(page, "How much does it hurt now?")
        self.assertFalse(page.locator("#run-question").is_visible())
        for button in ("run-stop", "run-pause", "run-skip"):
            self.assertFalse(page.locator(f"#{button}").is_visible(), button)

    def check(self, page, what):
        result = Axe().run(page, options=RULES)
        self.assertEqual(
            [(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]], [], what)
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, what)

    def test_axe_finds_no_violation_and_nothing_is_wider_than_the_window(self):
        for scheme, size in (("light", (320, 640)), ("dark", (1280, 800))):
            page = self.open(view="exercise", color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
            what = f"{scheme} {size}"
            page.locator("[data-id=short]").wait_for()
            self.check(page, f"choice {what}")
            page.locator("[data-id=glazer]").click()
            self.check(page, f"ready {what}")
            page.locator("#ready-back").click()
            page.locator("[data-id=short]").click()
            page.locator("#ready-begin").click()
            wait_for("a question", lambda: page.locator("#run-question").is_visible())
            self.check(page, f"question {what}")
            page.locator("#question-decline").click()
            page.locator("#question-exact").wait_for()
            page.locator("#question-decline").click()
            self.cue(page, "Rest.")
            page.keyboard.press(" ")
            self.cue(page, "Paused.")
            self.check(page, f"exercise {what}")
            page.keyboard.press("Escape")
            self.summary(page)
            page.locator("#summary-figures summary").click()
            self.check(page, f"summary {what}")
            page.locator("#summary-again").click()

    def test_reduced_motion_draws_twice_a_second(self):
        page = self.begin("long", reduced_motion="reduce")
        self.cue(page, "Rest.")
        page.evaluate("() => { globalThis.drawn = 0; globalThis.began = performance.now(); const draw = CanvasRenderingContext2D.prototype.clearRect;"
                      "CanvasRenderingContext2D.prototype.clearRect = function (...all) { drawn++; return draw.apply(this, all); }; }")
        page.wait_for_timeout(3000)
        drawn, seconds = page.evaluate("[drawn, (performance.now() - began) / 1000]")
        # Two a second, as long as that was on a busy machine, and one at either end.
        self.assertLessEqual(drawn, 2 * seconds + 2)
        wait_for("more", lambda: page.evaluate("drawn") > 2)


class Replug(Guided):
    def setUp(self):
        self.daemon = EmulatedUSB(programmes=ALL)
        self.addCleanup(self.daemon.close)

    def test_it_waits_for_a_probe_that_was_pulled_out(self):
        self.daemon.tell("plug")
        self.daemon.tell("rate 1")
        page = self.begin("long")
        self.cue(page, "Rest.")
        self.daemon.tell("unplug")
        self.cue(page, "The probe is not connected.")
        self.assertIn("Plug it in again", page.locator("#run-more").inner_text())
        self.daemon.tell("plug")
        self.daemon.tell("rate 1")
        self.cue(page, "Rest.")
