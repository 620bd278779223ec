# SPDX-License-Identifier: Apache-2.0
"""The practice page: a shape that follows, a breath to follow, and a Stop that always works."""

from dashboard import BrowserTest, wait_for

# How far out from its middle the shape is painted.
REACH = """() => { const c = document.getElementById("shape"), w = c.width, h = c.height;
    const d = c.getContext("2d").getImageData(0, Math.floor(h / 2), w, 1).data;
    let far = 0; for (let x = 0; x < w; x++) if (d[4 * x + 3] > 100) far = Math.max(far, Math.abs(x - w / 2));
    return far / Math.min(w, h); }"""


class PracticePage(BrowserTest):
    def tearDown(self):
        self.assertEqual(self.faults, [])

    def practise(self, **options):
        page = self.open(view="practice", **options)
        wait_for("pressures", lambda: page.evaluate("tonus.signal.isLive"))
        return page

    def test_the_shape_folds_with_a_squeeze_and_opens_with_letting_go(self):
        page = self.practise()
        page.locator("#pacer").uncheck()
        state = lambda: page.evaluate("tonus.signal.newest?.state")
        wait_for("a squeeze", lambda: state() == "contraction" and page.evaluate("tonus.signal.newest.pressure - tonus.signal.newest.rest") > 25)
        folded = wait_for("a folded shape", lambda: (reach := page.evaluate(REACH)) < 0.2 and reach)
        wait_for("words of letting go", lambda: page.locator("#practice-words").inner_text() == "Letting go")
        opened = wait_for("an open shape", lambda: state() == "rest" and (reach := page.evaluate(REACH)) > 0.26 and reach)
        self.assertGreater(opened, folded * 1.3)

    def test_stop_is_one_key_and_never_wrong(self):
        page = self.practise()
        page.keyboard.press("Escape")
        self.assertEqual(page.locator("#practice-words").inner_text(), "You stopped. That is always right.")
        self.assertEqual(page.locator("#practice-figure").inner_text(), "")
        self.assertEqual(page.locator("#stop span").inner_text(), "Begin again")
        page.locator("#stop").click()
        wait_for("words", lambda: page.locator("#practice-words").inner_text() not in ("", "You stopped. That is always right."))

    def test_stop_works_where_single_keys_are_off_and_in_a_field(self):
        page = self.practise()
        page.evaluate("localStorage.setItem('tonus', JSON.stringify({ singleKeys: false }))")
        page.reload()
        page.locator("#pace").focus()
        page.keyboard.press("Escape")
        self.assertEqual(page.locator("#practice-words").inner_text(), "You stopped. That is always right.")

    def test_numbers_can_be_hidden_and_sound_is_off_until_asked_for(self):
        page = self.practise()
        wait_for("a figure", lambda: page.locator("#practice-figure").inner_text().endswith("above rest"))
        page.keyboard.press("p")
        self.assertEqual(page.locator("#practice-figure").inner_text(), "")
        self.assertFalse(page.locator("#sound").is_checked())

    def test_reduced_motion_has_no_pulse(self):
        page = self.practise(reduced_motion="reduce")
        page.evaluate("() => { globalThis.drawn = 0; globalThis.began = performance.now(); const draw = CanvasRenderingContext2D.prototype.clearRect;"
                      "CanvasRenderingContext2D.prototype.clearRect = function (...all) { drawn++; return draw.apply(this, all); }; }")
        page.wait_for_timeout(3000)
        drawn, seconds = page.evaluate("[drawn, (performance.now() - began) / 1000]")
        # Two a second, as long as that was on a busy machine, and one at either end.
        self.assertLessEqual(drawn, 2 * seconds + 2)
        wait_for("more", lambda: page.evaluate("drawn") > 2)

    def test_what_is_not_live_leaves_the_shape_at_rest(self):
        page = self.practise()
        self.daemon.stop()
        wait_for("words", lambda: "Not connected" in page.locator("#practice-words").inner_text())
        self.assertEqual(page.locator("#practice-figure").inner_text(), "")
        self.faults = [fault for fault in self.faults if "ERR_CONNECTION" not in fault and "WebSocket" not in fault]
