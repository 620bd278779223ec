# SPDX-License-Identifier: Apache-2.0
"""A daemon on the virtual perineometer, and a browser that was let in."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from playwright.sync_api import sync_playwright

PROGRAMS = Path(os.environ["TONUS_PROGRAMS"])
EMULATOR = os.environ.get("TONUS_USB_EMULATOR")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE = 180  # seconds: it ends a test that hangs, and nothing is measured by it


def wait_for(what, holds, patience=PATIENCE):
    """Waits until something holds. (Playwright's own way needs what the page's policy forbids.)"""
    end = time.monotonic() + patience
    while True:
        result = holds()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come within {patience} s; last: {result!r}")
        time.sleep(0.02)


def free_port():
    """A port that nobody listens at, and that no connection is given by chance: a daemon comes back to it."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            except OSError:
                continue
            return probe.getsockname()[1]


class Daemon:
    """tonusd, with a place of its own that outlives it."""

    def __init__(self, simulation="comfortable-strong,rate=250", programmes=None):
        """`programmes`: programmes of one's own, as text, by name."""
        self.folder = tempfile.TemporaryDirectory(prefix="tonus-browser-")
        self.programmes = Path(self.folder.name) / "config" / "tonus" / "programmes"
        self.programmes.mkdir(parents=True)
        for name, text in (programmes or {}).items():
            (self.programmes / f"{name}.yaml").write_text(text)
        self.socket = f"{self.folder.name}/run.sock"
        self.port = free_port()
        self.simulation = simulation
        self.start()

    def start(self, simulation=None):
        self.run([f"--simulate={simulation or self.simulation}"])

    def run(self, options, environment=None):
        command = [PROGRAMS / "tonusd", *options, "--socket", self.socket, "--http", str(self.port)]
        command += ["--state-dir", f"{self.folder.name}/state"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"XDG_CONFIG_HOME": f"{self.folder.name}/config"} | (environment or {}))
        wait_for("the daemon", lambda: self._answers())

    def _answers(self):
        return subprocess.run(
            [PROGRAMS / "tonus", "status", "--json", "--socket", self.socket], capture_output=True).returncode == 0

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(PATIENCE)

    def link(self):
        ask = [PROGRAMS / "tonus", "open", "--print", "--socket", self.socket]
        return wait_for("a link", lambda: subprocess.run(ask, capture_output=True, text=True).stdout.strip())

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.stop()
        self.folder.cleanup()


class EmulatedUSB(Daemon):
    """tonusd on a USB bus that is emulated below libusb, with a probe to plug in and out."""

    def start(self):
        self.emulator = subprocess.Popen([EMULATOR, "pty"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        root = self.emulator.stdout.readline().removeprefix("ready ").strip()
        self.run([], {"LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": root})

    def tell(self, command):
        self.emulator.stdin.write(command + "\n")
        self.emulator.stdin.flush()
        while not self.emulator.stdout.readline().startswith(("ok", "error")):
            pass

    def close(self):
        super().close()  # the daemon first: it would not survive its bus
        self.emulator.communicate("quit\n", PATIENCE)


class BrowserTest(unittest.TestCase):
    """One browser for a class; a daemon and a page for each test."""

    simulation = "comfortable-strong,rate=250"

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.daemon = Daemon(self.simulation)
        self.addCleanup(self.daemon.close)

    def open(self, link=None, view="live", **options):
        """A page in a browser of its own, let in by `link` (default: a fresh one), that shows a trace."""
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options
        context = self.context(**options)
        page = context.new_page()
        self.addCleanup(self._tell, page)
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self._note(message))
        # Nothing may be loaded from elsewhere.
        page.on("request", lambda request: self._check(request.url))
        page.goto(link or self.daemon.link())
        if view != "live":
            page.evaluate(f"location.hash = '#/{view}'")
        return page

    def _tell(self, page):
        """Where a test failed, what could be read on the page and had the focus says more than that something did not come."""
        if not self._outcome.success and not page.is_closed():
            shown = page.evaluate("[location.hash, document.activeElement?.outerHTML.slice(0, 200), document.body.innerText]")
            print(*self.faults, *shown, sep="\n", file=sys.stderr)

    def context(self, **options):
        """A browser of its own, as patient as the tests."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        self.addCleanup(context.close)
        return context

    def _note(self, message):
        # The tests read canvases back; the page does not.
        if message.type in ("error", "warning") and "getImageData" not in message.text:
            self.faults.append(f"{message.type}: {message.text}")

    def _check(self, url):
        if not url.startswith(f"http://127.0.0.1:{self.daemon.port}/"):
            self.faults.append(f"loaded {url}")

    def live(self, page):
        wait_for("the live trace", lambda: page.evaluate("tonus.signal.isLive && tonus.figures.draws > 3"))

    def pixels(self, page, canvas="plot-front"):
        """How many pixels of a canvas are painted."""
        return page.evaluate(
            """(id) => { const c = document.getElementById(id);
                const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
                let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i] > 40) n++; return n; }""", canvas)


class SocketClient:
    """A plain client of the Unix socket, to compare with."""

    def __init__(self, path):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(PATIENCE)
        self.connection.connect(path)
        self.lines = self.connection.makefile("rb")

    def call(self, method, params=None):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        self.connection.sendall(json.dumps(request).encode() + b"\n")
        while True:
            message = json.loads(self.lines.readline())
            if message.get("id") == 1:
                return message["result"]

    def messages(self, method, count):
        found = []
        while len(found) < count:
            message = json.loads(self.lines.readline())
            if message.get("method") == method:
                found.append(message["params"])
        return found

    def close(self):
        self.lines.close()
        self.connection.close()
