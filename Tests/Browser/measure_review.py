# SPDX-License-Identifier: Apache-2.0
"""Measures the review of a long session: opening it, zoom steps, and the daemon's memory meanwhile.

    Tests/Browser/run PROGRAMS FOLDER measure_review.py [SECONDS]

The session is made by session-store-probe, which must lie beside tonusd: eight channels at 1 kHz.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard import CHROMIUM, PROGRAMS, Daemon, SocketClient, wait_for


def memory(process):
    """Resident memory of a process, in MiB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def main():
    seconds = sys.argv[1] if len(sys.argv) > 1 else "7200"
    daemon = Daemon("comfortable-strong,rate=250")
    state = f"{daemon.folder.name}/state"
    try:
        daemon.stop()
        made = subprocess.run(
            [PROGRAMS / "session-store-probe", "fill", f"{state}/sessions", f"{state}/master.key", seconds],
            capture_output=True, text=True, check=True).stdout
        session = made.split()[1]
        daemon.start()
        size = Path(f"{state}/sessions/{session}.tonus-session").stat().st_size / 1e6
        print(f"{seconds} s of eight channels at 1 kHz: {size:.0f} MB; tonusd {memory(daemon.process):.0f} MiB")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.on("pageerror", lambda error: print("the page:", error, flush=True))
            page.goto(daemon.link())
            wait_for("the stream", lambda: page.evaluate("tonus.link") == "open")
            most = memory(daemon.process)
            began = time.monotonic()
            page.evaluate("""() => {
                globalThis.began = performance.now(); globalThis.found = globalThis.first = null;
                new MutationObserver(() => {
                    const rows = document.querySelectorAll("#review-found tbody tr").length;
                    const now = (performance.now() - began) / 1000;
                    if (first === null && rows > 0) first = [rows, now];
                    if (found === null && rows > 0 && !document.querySelector("#review-found tbody").textContent.includes("…")) found = [rows, now];
                }).observe(document.getElementById("review-screen"), { childList: true, subtree: true }); }""")
            page.evaluate(f"location.hash = '#/review/session/{session}'")
            wait_for("a picture", lambda: page.evaluate("tonus.review.trace?.figures.draws > 0"))
            print(f"first picture after {time.monotonic() - began:.2f} s")
            def isRead():
                nonlocal most
                most = max(most, memory(daemon.process))
                return page.evaluate("tonus.review.trace.envelopes.facts?.read === 1")
            wait_for("the whole recording", isRead, 600)
            print(f"whole recording read after {time.monotonic() - began:.1f} s; tonusd at most {most:.0f} MiB")
            page.evaluate("tonus.review.trace.envelopes.waits.length = 0")
            steps = []
            pick = random.Random(1)
            for run in range(12):
                # From all of it down to some 20 samples, somewhere else each time.
                page.evaluate("tonus.review.trace.window.show(0, 1e9)")
                place = pick.random()
                for step in range(22):
                    steps.append(page.evaluate(
                        """async (place) => {
                            const { trace } = tonus.review, began = performance.now(), draws = trace.figures.draws;
                            trace.window.zoom(1 / 1.6, place * trace.window.seconds);
                            trace.request();
                            while (trace.figures.draws === draws) {
                                if (performance.now() - began > 60000) throw new Error("not drawn within 60 s");
                                await new Promise(requestAnimationFrame);
                            }
                            const drawn = performance.now() - began;
                            const { from, to } = trace.window;
                            // The plot without its margins: asked for more columns than the page draws, nothing would ever be fine.
                            const wide = Math.round((trace.element.clientWidth - 160) * devicePixelRatio);
                            while (!trace.envelopes.isFine(from, to, wide)) {
                                if (performance.now() - began > 60000) throw new Error(`not fine within 60 s: ${from} to ${to}`);
                                await new Promise(requestAnimationFrame);
                            }
                            return [drawn, performance.now() - began]; }""", place))
                    most = max(most, memory(daemon.process))
            drawn, fine = [one[0] for one in steps], [one[1] for one in steps]
            waits = page.evaluate("tonus.review.trace.envelopes.waits")
            figures = page.evaluate("tonus.review.trace.figures.report().draw")
            print(f"{len(steps)} zoom steps: drawn anew after p50 {quantile(drawn, 0.5):.0f}, p99 {quantile(drawn, 0.99):.0f} ms;"
                  f" as fine as the screen after p50 {quantile(fine, 0.5):.0f}, p99 {quantile(fine, 0.99):.0f} ms")
            print(f"an answer of the daemon, p50 / p99: {quantile(waits, 0.5):.0f} / {quantile(waits, 0.99):.0f} ms;"
                  f" one draw: {figures['p50']:.1f} / {figures['p99']:.1f} ms")
            print(f"tonusd at most {most:.0f} MiB, now {memory(daemon.process):.0f} MiB; the page's scripts"
                  f" {page.evaluate('performance.memory?.usedJSHeapSize ?? 0') / 2**20:.0f} MiB")
            if "--wait" in sys.argv:
                rows, seconds = wait_for("the contractions", lambda: page.evaluate("found"), 1200)
                print("the first {} contractions in the table after {:.1f} s".format(*page.evaluate("first")))
                print(f"{rows} contractions with their figures after {seconds:.1f} s")
            status = SocketClient(daemon.socket)
            print("samples missing in the live stream meanwhile:", status.call("status")["stream"].get("missing"))
            status.close()
            browser.close()
    finally:
        daemon.close()


if __name__ == "__main__":
    main()
