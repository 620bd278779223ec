# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of docs/dashboard.md: three sizes, light and dark. Names as arguments: these alone."""

import io
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from dashboard import CHROMIUM, Daemon, SocketClient, wait_for

FOLDER = Path(__file__).parents[2] / "docs" / "dashboard"
PICTURES = [
    # name, view, size, scheme, simulation, language
    ("live-phone", "live", (360, 740), "dark", "comfortable-strong", "en-GB"),
    ("live-laptop", "live", (1280, 800), "light", "comfortable-strong,channels=2", "en-GB"),
    ("live-wall", "live", (2560, 1440), "dark", "comfortable-strong,channels=8", "en-GB"),
    ("practice-phone", "practice", (360, 740), "light", "slow-release", "de-DE"),
    ("practice-laptop", "practice", (1280, 800), "dark", "slow-release", "en-GB"),
    ("guided-choice-laptop", "choice", (1280, 800), "light", "comfortable-strong", "en-GB"),
    ("guided-phone", "guided", (390, 844), "light", "comfortable-strong", "de-DE"),
    ("guided-laptop", "guided", (1280, 800), "dark", "comfortable-strong", "en-GB"),
    ("guided-question-phone", "question", (390, 844), "dark", "comfortable-strong", "en-GB"),
    ("guided-summary-laptop", "summary", (1280, 800), "light", "comfortable-strong", "en-GB"),
]
# A ladder that takes a minute and not five.
LADDER = """tonus-programme: 1
id: ladder
version: 1
title: Release ladder
summary: Gentle squeezes, each let go for longer than it was held.
focus: relaxation
source: own
phases:
  - id: before
    title: Before
    feedback: calm
    steps: [{ask: pain-before}, {do: rest, for: 5 s}]
  - id: ladder
    title: Gentle squeezes, long releases
    repeat: 3
    steps:
      - {do: squeeze, for: 5 s, say: Squeeze gently. Half of what you could is plenty., target: {above-rest: 5-25 cmH2O}}
      - {do: release, for: 10 s}
    scores: [relax_latency, release_time, phase_time_at_ease, uncued_count]
"""


def guide(page, view):
    """Follows an exercise to what is to be seen of it."""
    if view == "choice":
        page.locator("[data-id=release-ladder]").wait_for()
        return
    page.locator("[data-id=ladder]").click()
    page.locator("#ready-begin").click()
    wait_for("the question", lambda: page.locator("#run-question").is_visible())
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    if view == "question":
        return
    page.keyboard.press("Enter")
    if view == "summary":
        wait_for("the summary", lambda: page.locator("#exercise-summary").is_visible(), 180)
        page.evaluate("document.activeElement.blur()")
        time.sleep(0.5)
        return
    wait_for(
        "a squeeze within the target",
        lambda: page.evaluate(
            """() => { const { newest } = tonus.signal, above = newest?.pressure - newest?.rest;
                return document.getElementById("run-more").textContent !== "" && above > 5 && above < 20; }"""))


# name, what of the review pages, size, scheme, language
REVIEWS = [
    ("review-session-laptop", "session", (1280, 800), "light", "en-GB"),
    ("review-session-phone", "session", (390, 844), "dark", "en-GB"),
    ("review-trend-wall", "trend", (1920, 1080), "dark", "de-DE"),
    ("review-list-laptop", "", (1280, 800), "light", "en-GB"),
]


def save(page, name):
    # A palette is enough for a page, and a quarter of the size.
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(160, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def review(browser):
    """Records some sessions, and takes pictures of their review."""
    daemon = Daemon("comfortable-strong,channels=2,rate=250")
    client = SocketClient(daemon.socket)
    facts = {"participant": "P-7", "probe": "Peritron", "depth": 35, "posture": "crookLying", "lookback": 120}
    wait_for("some contractions", lambda: client.call("status")["stream"]["samples"] > 30 * 250)
    for who in ("P-7", "P-7", "P-9", "P-7"):
        session = client.call("session.start", facts | {"participant": who})["id"]
        time.sleep(4)
        client.call("session.mark", {"text": "cushion moved"})
        time.sleep(8)
        client.call("session.stop")
    rating = {"before": 1, "peak": 3, "after": 1}
    client.call("diary.add", {"participant": "P-7", "kind": "trainer", "size": "the blue one", "millimetres": 22, "minutes": 10, "pain": rating})
    client.close()
    try:
        for name, what, (width, height), scheme, language in REVIEWS:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=language)
            page = context.new_page()
            page.goto(daemon.link())
            page.evaluate(f"location.hash = '#/review/{what}/' + {{ session: '{session}', trend: 'P-7' }}['{what}']")
            ready = {"session": "#review-found tbody tr td.figure:not(:text('…'))", "trend": ".trends figure", "": ".session"}[what]
            wait_for(ready, lambda: page.locator(ready).count() > 0)
            if what == "session":
                page.locator(".pick").nth(1).click()
                page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            time.sleep(2)
            save(page, name)
            context.close()
    finally:
        daemon.close()


def main():
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, view, (width, height), scheme, simulation, language in PICTURES:
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            daemon = Daemon(simulation, programmes={} if view == "choice" else {"ladder": LADDER})
            try:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, locale=language)
                page = context.new_page()
                page.goto(daemon.link())
                page.evaluate(f"location.hash = '#/{view if view in ('live', 'practice') else 'exercise'}'")
                if view == "live":
                    page.locator("#target-from").fill("20")
                    page.locator("#target-to").fill("40")
                    page.locator("#target-to").press("Tab")
                    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
                    page.locator("#record").click()
                    wait_for("three contractions", lambda: page.evaluate("[...tonus.signal.contractions.values()].filter((one) => one.duration).length >= 3"))
                    wait_for("another one", lambda: page.evaluate("tonus.signal.newest?.state") == "contraction")
                    page.keyboard.press("m")
                    time.sleep(1.5)
                elif view != "practice":
                    guide(page, view)
                else:
                    wait_for("rest", lambda: page.evaluate("tonus.signal.newest?.state") == "rest")
                    time.sleep(2.5)
                save(page, name)
                context.close()
            finally:
                daemon.close()
        review(browser)
        browser.close()


if __name__ == "__main__":
    main()
