# SPDX-License-Identifier: Apache-2.0
"""What kind of recording a session is, and how whole, stands in words in the list and beside its picture."""

import signal
import subprocess
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from dashboard import PROGRAMS, BrowserTest, Daemon, SocketClient, wait_for
from test_everyone import RULES

# What is said of each, in both languages: in the list and beside the picture. What is not to be said, behind it.
WORDS = {
    "whole": (["SIMULATED", "whole"], ["SIMULIERT", "vollständig"], "IMPORTED"),
    "imported": (["IMPORTED", "whole"], ["EINGELESEN", "vollständig"], "SIMULATED"),
    "recovered": (["SIMULATED", "recovered: the program ended"], ["SIMULIERT", "gerettet: das Programm endete"], "IMPORTED"),
    "damaged": (["SIMULATED", "One block cannot be read; all others can."], ["SIMULIERT", "Ein Block ist nicht lesbar, alle anderen schon."], "IMPORTED"),
}

# What is to be known of how it was recorded, in both languages: beside its figures.
NOTICES = {
    "whole": ("", ""),
    "imported": ("imported from CSV", "aus CSV übernommen"),
    "recovered": ("the session was recovered", "die Sitzung wurde wiederhergestellt"),
    "damaged": ("1 blocks are damaged", "Ein Block ist beschädigt"),
}


class SessionLabels(BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recorded = Daemon("comfortable-strong,rate=250")
        cls.addClassCleanup(cls.recorded.close)
        cls.sessions = {}
        client = SocketClient(cls.recorded.socket)
        for kind in ("whole", "damaged", "recovered"):
            begun = cls.sessions[kind] = client.call("session.start", {"lookback": 60})["id"]
            wait_for("samples", lambda: client.call("sessions.get", {"session": begun})["samples"] > 1000)
            if kind != "recovered":
                client.call("session.stop")
        client.close()
        cls.recorded.stop(signal.SIGKILL)
        file = Path(cls.recorded.folder.name) / "state" / "sessions" / f"{cls.sessions['damaged']}.tonus-session"
        content = bytearray(file.read_bytes())
        # In the first block of packets, behind its header (docs/session-format.md).
        content[content.index(b"TNB1\x03") + 100] ^= 1
        file.write_bytes(content)
        # Without a probe: with one, the session that was broken off would be gone on with.
        cls.recorded.run([])
        table = Path(cls.recorded.folder.name) / "elsewhere.csv"
        pressures = (15 + (30 if 800 < place % 1500 < 1300 else 0) for place in range(4000))
        table.write_text("time,P\n" + "".join(f"{place / 100:.2f},{value}\n" for place, value in enumerate(pressures)))
        subprocess.run(
            [PROGRAMS / "tonus", "import", table, "--column", "P", "--unit", "cmH2O", "--socket", cls.recorded.socket],
            check=True, capture_output=True)
        client = SocketClient(cls.recorded.socket)
        [cls.sessions["imported"]] = [one["id"] for one in client.call("sessions.list")["sessions"] if one.get("imported")]
        client.close()

    def setUp(self):
        self.daemon = self.recorded

    def tearDown(self):
        self.assertEqual(self.faults, [])

    def test_the_list_and_the_session_say_what_it_is(self):
        for place, locale in enumerate(("en-GB", "de-DE")):
            page = self.open(view="review", locale=locale)
            for kind, session in self.sessions.items():
                wanted, unwanted = WORDS[kind][place], WORDS[kind][2]
                row = page.locator(f'[data-id="{session}"]')
                wait_for(f"the words of {kind} in the list", lambda: row.count() and all(one in row.inner_text() for one in wanted))
                self.assertNotIn(unwanted, row.inner_text())
            for kind, session in self.sessions.items():
                wanted, unwanted = WORDS[kind][place], WORDS[kind][2]
                page.evaluate(f"location.hash = '#/review/session/{session}'")
                view = page.locator(".review-session")
                wait_for(f"the words beside {kind}", lambda: view.count() and all(one in view.inner_text() for one in wanted))
                self.assertNotIn(unwanted, page.locator(".review-head").inner_text())
                notices = page.locator(".notices")
                wait_for("the figures", lambda: page.locator(".figures div").count() > 5)
                self.assertIn(NOTICES[kind][place], notices.inner_text())
                if kind != "whole":
                    self.assertEqual(notices.locator("li").first.get_attribute("lang"), locale[:2])
                wait_for("the picture", lambda: page.evaluate("tonus.review.trace.figures.draws > 0"))
                result = Axe().run(page, options=RULES)
                self.assertEqual([(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]], [], kind)
