# SPDX-License-Identifier: Apache-2.0
"""The review pages: the list, one session at any zoom, two side by side, many over time, the report, and deleting."""

import json
import re
import subprocess

from axe_playwright_python.sync_playwright import Axe

from dashboard import PROGRAMS, BrowserTest, Daemon, SocketClient, wait_for
from exercises import SHORT
from test_everyone import RULES


class ReviewPages(BrowserTest):
    """One daemon with three sessions for all tests: the third was measured with another probe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recorded = Daemon("comfortable-strong,rate=250,channels=2")
        cls.addClassCleanup(cls.recorded.close)
        client = SocketClient(cls.recorded.socket)
        samples = lambda: client.call("status")["stream"]["samples"]
        wait_for("a contraction and its last word", lambda: samples() > 13 * 250)
        cls.sessions = []
        for who, probe in (("P-7", "ball"), ("P-7", "ring"), ("P-7", "ring"), ("P-8", "ring")):
            facts = {"lookback": 120, "participant": who, "probe": probe, "depth": 35, "posture": "supine"}
            begun = client.call("session.start", facts)["id"]
            client.call("session.mark", {"text": "cushion <b>moved</b>"})
            wait_for("samples", lambda: client.call("sessions.get", {"session": begun})["samples"] > 250)
            client.call("session.stop")
            cls.sessions.append(begun)
        client.close()
        cls.other, cls.first, cls.second, cls.stranger = cls.sessions

    def setUp(self):
        self.daemon = self.recorded

    def tearDown(self):
        self.assertEqual(self.faults, [])

    def tonus(self, *arguments):
        done = subprocess.run(
            [PROGRAMS / "tonus", *arguments, "--socket", self.daemon.socket], capture_output=True, text=True)
        return done.stdout

    def review(self, place="", **options):
        page = self.open(view=f"review{place}", **options)
        wait_for("the review pages", lambda: page.locator("#review-screen h1").count() == 1)
        return page

    def session(self, session=None, **options):
        """The page of a session whose contractions were found."""
        page = self.review(f"/session/{session or self.first}", **options)
        wait_for("the contractions and their figures", lambda: self.figures(page))
        wait_for("the trace", lambda: self.window(page)["seconds"] > 1 and page.evaluate("tonus.review.trace.envelopes.facts.read") == 1)
        return page

    def figures(self, page):
        return page.evaluate("(({ rows }) => rows.length > 0 && ![...rows].some((row) => row.textContent.includes('…')))(document.querySelector('#review-found tbody'))")

    def window(self, page):
        return page.evaluate("(({ from, to, seconds }) => ({ from, to, seconds }))(tonus.review.trace.window)")

    def check(self, page, what):
        result = Axe().run(page, options=RULES)
        self.assertEqual(
            [(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]], [], what)

    def test_the_list_says_what_each_session_is_and_opens_it_by_keyboard(self):
        page = self.review()
        rows = page.locator(".session")
        wait_for("four sessions", lambda: rows.count() == 4)
        newest = page.locator(f'[data-id="{self.second}"]')
        newest.locator("a").focus()
        wait_for("a count of contractions", lambda: re.search(r"Contractions\s+\d+", newest.inner_text()))
        self.assertEqual(page.evaluate("document.activeElement.closest('[data-id]')?.dataset.id"), self.second)
        for words in ("SIMULATED", "P-7", "whole"):
            self.assertIn(words, newest.inner_text())
        page.locator("#review-filter").fill("P-8")
        wait_for("one session", lambda: rows.count() == 1)
        page.locator("#review-filter").fill("")
        page.locator("#privacy").click()
        wait_for("hidden names", lambda: "P-7" not in page.locator("#review").inner_text())
        self.assertIn("hidden", newest.inner_text())
        page.locator("#privacy").click()
        newest.locator("a").focus()
        page.keyboard.press("Enter")
        wait_for("the session", lambda: page.locator("#review-found").count() == 1)
        self.assertTrue(page.url.endswith(f"#/review/session/{self.second}"))

    def test_figures_are_those_of_the_command_line(self):
        page = self.session()
        review = json.loads(self.tonus("sessions", "show", self.first, "--json"))
        self.assertGreater(len(review["contractions"]), 0)
        rows = page.locator("#review-found tbody tr")
        self.assertEqual(rows.count(), len(review["contractions"]))
        for place, one in enumerate(review["contractions"]):
            cells = rows.nth(place).locator("th, td").all_inner_texts()
            wanted = lambda name, digits, unit: f"{one['figures'][name]:.{digits}f} {unit}" if name in one["figures"] else "–"
            self.assertEqual(cells[0], str(one["number"]))
            self.assertEqual(cells[4], wanted("duration", 2, "s"))
            self.assertEqual(cells[5], wanted("squeeze_amplitude", 1, "cmH2O"))
            self.assertEqual(cells[7], wanted("release_time", 2, "s"))
        figures = page.locator(".figures").inner_text()
        self.assertIn("never zeroed in air", figures)
        ease = review["figures"]["time_at_ease"]
        self.assertRegex(figures, rf"Time at rest\s+{ease:.1f} s" if ease < 10 else rf"Time at rest\s+{ease:.0f} s")
        page.locator("#privacy").click()
        wait_for("hidden figures", lambda: "cmH2O" not in page.locator("#review-found tbody").inner_text())
        self.assertNotIn("cmH2O", page.locator(".figures").inner_text())

    def test_keys_zoom_to_the_samples_and_back(self):
        page = self.session()
        whole = self.window(page)
        self.assertEqual((whole["from"], round(whole["to"], 6)), (0, round(whole["seconds"], 6)))
        self.assertTrue(page.evaluate("document.activeElement.classList.contains('review-plot')"))
        live = page.evaluate("JSON.parse(localStorage.tonus ?? '{}').window")
        for _ in range(30):
            page.keyboard.press("+")
        closest = self.window(page)
        self.assertAlmostEqual(closest["to"] - closest["from"], 0.02, places=6)
        self.assertEqual(page.evaluate("JSON.parse(localStorage.tonus ?? '{}').window"), live, "keys of another page")
        page.keyboard.press("Home")
        self.assertEqual(self.window(page)["from"], 0)
        page.keyboard.press("ArrowRight")
        self.assertAlmostEqual(self.window(page)["from"], 0.005, places=6)
        page.keyboard.press("End")
        self.assertAlmostEqual(self.window(page)["to"], whole["seconds"], places=6)
        # What is drawn is what the daemon tells of that window, sample by sample.
        page.evaluate("tonus.review.trace.window.show(2, 3)")
        page.keyboard.press("ArrowLeft")
        shown = self.window(page)
        ask = f"tonus.review.trace.envelopes.isFine({shown['from']}, {shown['to']}, 1000)"
        wait_for("the samples", lambda: page.evaluate(ask))
        drawn = page.evaluate(f"tonus.review.trace.envelopes.of(0, {shown['from']}, {shown['to']}).at(-1)")
        self.assertAlmostEqual(drawn["step"], 1 / 250)
        self.assertEqual(drawn["low"], drawn["high"])
        csv = [line.split(",") for line in self.tonus("export", self.first, "--format", "csv", "--output", "-").splitlines()]
        samples = {round(float(one[0]), 3): float(one[3]) for one in csv if re.match(r"^\d", one[0])}
        for place, value in enumerate(drawn["low"]):
            self.assertAlmostEqual(value, samples[round(drawn["from"] + place * drawn["step"], 3)], places=2)
        page.keyboard.press("0")
        self.assertEqual(self.window(page)["to"], whole["to"])

    def test_wheel_and_drag_move_what_is_under_the_pointer(self):
        page = self.session()
        box = page.locator(".review-plot").bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + 60)
        page.mouse.move(*middle)
        page.mouse.wheel(0, -600)
        wait_for("a closer look", lambda: (one := self.window(page))["to"] - one["from"] < 0.6 * one["seconds"])
        before = self.window(page)
        page.mouse.down()
        page.mouse.move(middle[0] - 100, middle[1], steps=4)
        page.mouse.up()
        wait_for("a later part", lambda: self.window(page)["from"] > before["from"])
        page.locator(".review-zoom button").last.click()
        self.assertEqual(self.window(page)["from"], 0)

    def test_two_fingers_zoom_on_a_phone(self):
        page = self.session(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        page.locator(".review-plot").scroll_into_view_if_needed()
        box = page.locator(".review-plot").bounding_box()
        touch = page.context.new_cdp_session(page)

        def fingers(kind, *xs):
            top = page.locator(".review-plot").bounding_box()["y"]
            points = [{"x": x, "y": top + 80, "id": finger} for finger, x in enumerate(xs)]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        def time_at(x):
            return page.evaluate(
                """(x) => { const { window } = tonus.review.trace, { left, right } = tonus.review.trace.plot, box = document.querySelector(".review-plot");
                    return window.from + (x - box.getBoundingClientRect().left - left) / (right - left) * window.length; }""", x)

        whole = self.window(page)
        middle = box["x"] + box["width"] * 0.55
        held = time_at(middle)
        fingers("touchStart", middle - 30, middle + 30)
        for apart in range(35, 95, 10):
            fingers("touchMove", middle - apart, middle + apart)
        wait_for("a closer look", lambda: (one := self.window(page))["to"] - one["from"] < 0.5 * whole["seconds"])
        wait_for("all that was moved", lambda: abs(self.window(page)["to"] - self.window(page)["from"] - whole["seconds"] * 30 / 85) < 0.05 * whole["seconds"])
        # What lay between the fingers still does, and the page stayed where it was.
        self.assertAlmostEqual(time_at(middle), held, delta=0.02 * whole["seconds"])
        self.assertEqual(page.evaluate("visualViewport.scale"), 1)
        for apart in range(75, 15, -10):
            fingers("touchMove", middle - apart, middle + apart)
        fingers("touchEnd")
        wait_for("all of it", lambda: (one := self.window(page))["to"] - one["from"] > 0.95 * whole["seconds"])
        # One finger moves, where there is something to move.
        page.locator(".review-zoom button").nth(2).tap()
        page.locator(".review-plot").scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, scrollY + document.querySelector('.review-plot').getBoundingClientRect().top - 100)")
        before = self.window(page)
        fingers("touchStart", middle)
        for along in range(10, 90, 10):
            fingers("touchMove", middle - along)
        fingers("touchEnd")
        wait_for("a later part", lambda: self.window(page)["from"] > before["from"] + 0.01)

    def test_a_row_of_the_table_shows_its_contraction(self):
        page = self.session()
        drawn = page.evaluate("tonus.review.trace.figures.draws")
        page.locator(".pick").first.focus()
        page.keyboard.press("Enter")
        wait_for("the chosen row", lambda: page.locator('tr[aria-current="true"]').count() == 1)
        one = page.evaluate("(({ onset, offset }) => ({ onset, offset }))(tonus.review.trace.chosen)")
        shown = self.window(page)
        self.assertLessEqual(shown["from"], one["onset"])
        self.assertGreaterEqual(shown["to"], one["offset"])
        wait_for("words for listeners", lambda: "0:" in page.locator("#events").inner_text())
        wait_for("a new picture", lambda: page.evaluate("tonus.review.trace.figures.draws") > drawn)

    def test_contractions_come_as_they_are_found_and_stay_where_they_are(self):
        page = self.review()
        # A daemon that is slow to read: it has found one, then all, and tells the figures when it is let.
        page.evaluate("""async (session) => {
            const { fetchFigures } = await import("/review-calls.js"), { connection } = tonus, call = connection.call.bind(connection);
            const { contractions } = await fetchFigures(connection, "sessions.export", { session, format: "review", identified: true });
            globalThis.slow = { found: 1, all: contractions.length, last: null };
            const finished = new Promise((resolve) => { slow.finish = () => { slow.found = Infinity; resolve(); }; });
            connection.call = async (method, params) => {
                if (method === "sessions.export") await finished;
                const answer = await call(method, params);
                if (method !== "sessions.trace" || slow.found === Infinity) return answer;
                if (params.contractionsAfter !== undefined) slow.last = params.contractionsAfter;
                const found = contractions.map(({ number, onset, offset, kind }) => ({ number, onset, offset, kind }));
                return { ...answer, read: 0.5, contractions: params.contractionsAfter === undefined ? undefined : found.slice(params.contractionsAfter, slow.found) };
            };
            location.hash = `#/review/session/${session}`; }""", self.first)
        rows = page.locator("#review-found tbody tr")
        count = page.evaluate("slow.all")
        self.assertGreater(count, 1)
        wait_for("what was found", lambda: rows.count() == 1)
        self.assertIn("…", rows.first.inner_text())
        wait_for("shaded in the picture", lambda: page.evaluate("tonus.review.trace.contractions.length") == 1)
        page.locator(".pick").first.focus()
        page.keyboard.press("Enter")
        wait_for("only what is new is asked for", lambda: page.evaluate("slow.last") == 1)
        first = rows.first.element_handle()
        page.evaluate("slow.found = slow.all")
        wait_for("the rest", lambda: rows.count() == count)
        self.assertTrue(first.evaluate("(row) => row.isConnected && row.rowIndex === 1"))
        page.evaluate("document.activeElement.scrollIntoView({ block: 'center' })")
        place = "document.activeElement.getBoundingClientRect().top"
        before = page.evaluate(place)
        page.evaluate("slow.finish()")
        wait_for("the figures", lambda: self.figures(page))
        self.assertEqual(rows.count(), count)
        # Who was at a row still is, and it has not moved.
        self.assertEqual(page.evaluate("document.activeElement.textContent"), "1")
        self.assertAlmostEqual(page.evaluate(place), before, delta=1)
        self.assertEqual(page.locator('tr[aria-current="true"]').inner_text().split()[0], "1")
        self.assertIn("offset", page.evaluate("Object.keys(tonus.review.trace.chosen)"))

    def test_likes_compare_and_others_say_why_not(self):
        page = self.review(f"/compare/{self.second}/{self.first}")
        wait_for("figures", lambda: page.locator("#review-compared tbody tr").count() > 3)
        row = page.locator('[data-figure="time_at_ease_percent"]')
        self.assertRegex(row.inner_text(), r"Time at rest\s+\d+\.\d %\s+\d+\.\d %\s+[+−]?\d+\.\d %\s+–\s+\?\s+noise not known")
        page.evaluate(f"location.hash = '#/review/compare/{self.other}/{self.first}'")
        wait_for("the reason", lambda: "The probe differs: ball, then ring." in page.locator("#review").inner_text())
        self.assertEqual(page.locator("#review-compared").count(), 0)
        page.evaluate(f"location.hash = '#/review/compare/{self.stranger}/{self.first}'")
        wait_for("the refusal", lambda: "several people: P-7, P-8" in page.locator("#review").inner_text())

    def test_a_trend_holds_what_is_alike_and_says_what_is_not(self):
        page = self.review("/trend/P-7")
        wait_for("lines", lambda: page.locator(".trends figure").count() > 0)
        figure = page.locator('[data-figure="time_at_ease_percent"]')
        self.assertEqual(figure.locator(".point").count(), 2)
        self.assertIn("The probe differs: ball, then ring.", page.locator(".apart").inner_text())
        page.locator(".diary-form summary").click()
        page.locator("#diary-millimetres").fill("400")
        page.locator("#diary-add").click()
        self.assertIn("5 to 60", page.locator(".diary-form").inner_text())
        page.locator("#diary-size").fill("the blue one")
        page.locator("#diary-millimetres").fill("22")
        page.locator("#diary-pain-peak").fill("3")
        page.locator("#diary-add").click()
        wait_for("the entry", lambda: "the blue one, 22 mm" in page.locator("ul.diary").inner_text())
        self.assertIn("most 3", page.locator("ul.diary").inner_text())

    def test_the_report_opens_by_itself_with_a_policy_of_its_own(self):
        page = self.session()
        with page.context.expect_page() as opened:
            page.locator("#review-print").click()
        report = opened.value
        wait_for("the report", lambda: "SIMULATED" in report.content())
        self.assertRegex(report.url, r"/export/[0-9a-f]{64}$")
        self.assertEqual(report.request.get(report.url).status, 404, "a link works once")
        self.assertNotIn("P-7", report.content())
        with page.expect_download() as saved:
            page.locator("#review-format").select_option("contractions")
            page.locator("#review-save").click()
        self.assertRegex(saved.value.suggested_filename, r"^tonus-\w{8}\.csv$")
        with open(saved.value.path()) as file:
            self.assertIn("squeeze", file.read())
        self.faults = [fault for fault in self.faults if "404" not in fault]

    def test_whoever_is_paused_sees_no_session(self):
        page = self.session()
        client = SocketClient(self.daemon.socket)
        self.addCleanup(client.close)
        client.call("consent.pause")
        wait_for("the words", lambda: "Watching is paused" in page.locator("#review").inner_text())
        self.assertEqual(page.locator("#review-found").count(), 0)
        client.call("consent.resume")
        wait_for("the session", lambda: page.locator("#review-found tbody tr").count() > 0)

    def test_deleting_names_what_goes_and_asks_first(self):
        client = SocketClient(self.daemon.socket)
        doomed = client.call("session.start", {"participant": "P-9", "lookback": 5})["id"]
        wait_for("samples", lambda: client.call("sessions.get", {"session": doomed})["samples"] > 100)
        client.call("session.stop")
        page = self.review(f"/session/{doomed}")
        wait_for("the button", lambda: page.locator("#review-delete").count() == 1)
        page.locator("#review-delete").click()
        dialog = page.locator("dialog[open]")
        wait_for("the question", lambda: dialog.count() == 1)
        self.assertIn("P-9", dialog.inner_text())
        self.check(page, "deleting")
        page.keyboard.press("Escape")
        self.assertIn(doomed, [one["id"] for one in client.call("sessions.list")["sessions"]])
        page.locator("#review-delete").click()
        page.locator("#review-delete-yes").click()
        wait_for("the list", lambda: page.locator(".session").count() == 4)
        self.assertNotIn(doomed, [one["id"] for one in client.call("sessions.list")["sessions"]])
        client.close()

    def test_axe_finds_no_violation_on_any_page(self):
        for scheme, size in (("light", (1280, 800)), ("dark", (360, 740))):
            options = {"color_scheme": scheme, "viewport": {"width": size[0], "height": size[1]}}
            page = self.session(**options)
            page.locator(".pick").first.click()
            self.check(page, f"session {scheme}")
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), size[0])
            for place, what in (("", ".session"), (f"/compare/{self.first}/{self.second}", "#review-compared"),
                                (f"/compare/{self.first}/{self.other}", ".refused"), ("/trend/P-7", ".trends figure")):
                page.evaluate(f"location.hash = '#/review{place}'")
                wait_for(what, lambda: page.locator(what).count() > 0)
                if place.startswith("/trend"):
                    page.locator(".diary-form summary").click()
                self.check(page, f"{place} {scheme}")
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), size[0], place)


class ExerciseReview(BrowserTest):
    """A session in which an exercise was stopped amid its second part."""

    simulation = "comfortable-strong,rate=250,channels=2"

    def test_the_exercise_stands_beside_the_figures(self):
        client = SocketClient(self.daemon.socket)
        status = lambda: client.call("exercise.status")["exercises"][0]
        wait_for("samples", lambda: client.call("status").get("stream", {}).get("samples", 0) > 250)
        session = client.call("programmes.run", {"text": SHORT, "record": True})["session"]
        wait_for("the question", lambda: status().get("question", {}).get("question") == "pain-before")
        client.call("exercise.answer", {"number": 3})
        client.call("exercise.next")
        wait_for("the second part", lambda: (status().get("phase") or {}).get("id") == "ladder")
        client.call("exercise.stop")
        wait_for("the end", lambda: client.call("sessions.get", {"session": session})["state"] == "finished")
        page = self.open(view=f"review/session/{session}")
        card = page.locator(".review-exercise")
        wait_for("the exercise", lambda: card.count() == 1)
        words = card.inner_text()
        for wanted in ("A short ladder", "Stopped, as you chose. That is a good end.", "What was said"):
            self.assertIn(wanted, words)
        self.assertRegex(words, r"(?i)pain, before\s+3")
        self.assertRegex(words, r"(?i)anxiety, before\s+not said")
        self.assertRegex(words, r"(?i)time at ease\s+\d")
        self.assertIn("not done", words)
        self.assertLess(words.index("rom the cue until at rest"), words.rindex("ime at ease"))
        result = Axe().run(page, options=RULES)
        self.assertEqual([one["id"] for one in result.response["violations"]], [])
        page.locator("#privacy").click()
        wait_for("hidden answers", lambda: re.search(r"(?i)pain, before\s+3", card.inner_text()) is None)
        self.assertEqual(self.faults, [])
        client.close()
