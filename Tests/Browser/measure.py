# SPDX-License-Identifier: Apache-2.0
"""Measures the dashboard and prints a table."""

import os
import sys
import time

from playwright.sync_api import sync_playwright

from dashboard import CHROMIUM, Daemon, wait_for


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(process):
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def heap_mib(session):
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 2**20


def main(minutes=10.0, simulation="comfortable-strong,rate=1000,channels=8"):
    daemon = Daemon(simulation)
    time.sleep(25)  # so that there is a whole picture to look back on
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            weight = []
            page.on("response", lambda answer: weight.append(int(answer.headers.get("content-length", 0))))
            page.goto(daemon.link())
            wait_for("the first trace", lambda: page.evaluate("tonus.figures.firstTrace"))
            session = context.new_cdp_session(page)
            time.sleep(20)
            first_heap, first_draws, begin = heap_mib(session), page.evaluate("tonus.figures.draws"), time.monotonic()
            first_processor, first_memory = processor_seconds(daemon.process.pid), resident_mib(daemon.process.pid)
            while time.monotonic() < begin + minutes * 60:
                time.sleep(10)
                # What waits in the browser to be looked at would show as age.
                if not page.evaluate("tonus.signal.isLive"):
                    print("not live", time.monotonic() - begin, file=sys.stderr)
            took = time.monotonic() - begin
            figures = page.evaluate("tonus.figures.report()")
            draws = page.evaluate("tonus.figures.draws") - first_draws
            memory = page.evaluate("document.getElementsByTagName('*').length")
            rows = [
                ("frames a second", f"{draws / took:.1f}"),
                ("between frames, p50 / p99", f"{figures['frame']['p50']:.1f} / {figures['frame']['p99']:.1f} ms"),
                ("one draw, p50 / p99", f"{figures['draw']['p50']:.2f} / {figures['draw']['p99']:.2f} ms"),
                ("sample to picture, p50 / p99", f"{figures['delay']['p50']:.1f} / {figures['delay']['p99']:.1f} ms"),
                ("first trace after the page was asked for", f"{figures['firstTrace']:.0f} ms"),
                ("page, all files", f"{sum(weight) / 1024:.0f} KiB in {len(weight)} answers"),
                ("script memory, at the beginning / end", f"{first_heap:.1f} / {heap_mib(session):.1f} MiB"),
                ("elements in the page at the end", f"{memory}"),
                ("tonusd, share of a core", f"{100 * (processor_seconds(daemon.process.pid) - first_processor) / took:.1f} %"),
                ("tonusd, memory at the beginning / end", f"{first_memory:.0f} / {resident_mib(daemon.process.pid):.0f} MiB"),
                ("samples missing", f"{page.evaluate('tonus.signal.missing')}"),
            ]
            print(f"{simulation}, {took / 60:.1f} minutes, load {os.getloadavg()[1]:.1f}\n\n| what | measured |\n|---|---|")
            for name, value in rows:
                print(f"| {name} | {value} |")
            browser.close()
    finally:
        daemon.close()


if __name__ == "__main__":
    main(*[float(one) if index == 0 else one for index, one in enumerate(sys.argv[1:3])])
