# SPDX-License-Identifier: Apache-2.0
"""Measures how soon a page shows a trace, in browsers that have never been here, and what it loads until then.

    Tests/Browser/run PROGRAMS FOLDER measure_start.py [TIMES [SIMULATION]]
"""

import statistics
import sys
import time

from playwright.sync_api import sync_playwright

from dashboard import CHROMIUM, Daemon, wait_for


def main(times=15, simulation="comfortable-strong,rate=250"):
    daemon = Daemon(simulation)
    time.sleep(5)  # so that there is something to look back on
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            scripts, first, answers = [], [], []
            for _ in range(times):
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                page = context.new_page()
                page.goto(daemon.link())
                wait_for("the first trace", lambda: page.evaluate("globalThis.tonus?.figures.firstTrace"))
                first.append(page.evaluate("tonus.figures.firstTrace"))
                files = page.evaluate("""performance.getEntriesByType("resource").filter((one) => one.responseEnd < tonus.figures.firstTrace)
                    .map((one) => [one.name, one.responseEnd, one.encodedBodySize])""")
                scripts.append(max(end for name, end, _ in files if name.endswith(".js")))
                answers.append((len(files), sum(size for *_, size in files)))
                context.close()
            count, size = answers[-1]
            print(f"first trace after {statistics.median(first):.0f} ms ({min(first):.0f} to {max(first):.0f}), the last script it needs after "
                  f"{statistics.median(scripts):.0f} ms; {size / 1024:.0f} KiB in {count} files until then; {times} browsers")
            browser.close()
    finally:
        daemon.close()


if __name__ == "__main__":
    main(*[int(one) if index == 0 else one for index, one in enumerate(sys.argv[1:3])])
