# SPDX-License-Identifier: Apache-2.0
"""Who gets in: a browser with a link, once, and no page from elsewhere."""

import http.server
import threading
import time

from dashboard import BrowserTest, wait_for


class Elsewhere:
    """A page of another origin on this machine, as an attacker could have one opened."""

    def __init__(self, body):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Access(BrowserTest):
    def test_a_link_works_once_and_leaves_no_trace(self):
        link = self.daemon.link()
        page = self.open(link)
        self.live(page)
        self.assertNotIn("t=", page.url)
        self.assertNotIn(link.split("t=")[1], page.evaluate("JSON.stringify([location.href, {...localStorage}, {...sessionStorage}])"))
        self.assertEqual(page.evaluate("document.cookie"), "")
        other = self.open(link)
        wait_for("the door", lambda: other.locator("#door").is_visible())
        self.assertIn("used already", other.locator("#door").inner_text())
        self.assertFalse(other.locator("#live").is_visible())

    def test_without_a_link_there_is_a_door_and_no_pressure(self):
        page = self.open(f"http://127.0.0.1:{self.daemon.port}/")
        wait_for("the door", lambda: page.locator("#door").is_visible())
        self.assertIn("tonus open", page.locator("#door").inner_text())
        self.assertEqual(page.evaluate("tonus.signal.store"), None)
        # Let in by another tab of the same browser, it opens by itself.
        other = page.context.new_page()
        other.goto(self.daemon.link())
        self.live(page)

    def test_a_browser_stays_in_across_a_reload_and_leaves(self):
        page = self.open()
        self.live(page)
        page.reload()
        self.live(page)
        page.keyboard.press("?")
        page.locator("#leave").click()
        wait_for("the door", lambda: page.locator("#door").is_visible())

    def test_a_page_from_elsewhere_gets_nothing(self):
        page = self.open()
        self.live(page)
        target = f"127.0.0.1:{self.daemon.port}"
        elsewhere = Elsewhere("<title>elsewhere</title>")
        self.addCleanup(elsewhere.close)
        # In the same browser: the cookie is there, and the site is the same but for the port.
        hostile = page.context.new_page()
        hostile.goto(elsewhere.url)
        outcome = hostile.evaluate(
            f"""async () => {{
                const socket = await new Promise((resolve) => {{
                    const one = new WebSocket("ws://{target}/stream");
                    one.onopen = () => resolve("open"); one.onerror = () => resolve("refused"); }});
                const read = await fetch("http://{target}/session", {{ credentials: "include" }}).then(() => "read", () => "refused");
                const write = await fetch("http://{target}/session", {{ method: "DELETE", credentials: "include",
                    headers: {{ "X-Tonus": "1" }} }}).then(() => "read", () => "refused");
                const script = await new Promise((resolve) => {{
                    const one = document.createElement("script"); one.src = "http://{target}/app.js"; one.type = "module";
                    one.onload = () => resolve("loaded"); one.onerror = () => resolve("refused"); document.head.append(one); }});
                return [socket, read, write, script]; }}""")
        self.assertEqual(outcome, ["refused"] * 4)
        hostile.evaluate(f"""() => {{ const one = document.createElement("iframe"); one.src = "http://{target}/";
            document.body.append(one); }}""")
        time.sleep(1)
        frame = hostile.frames[-1]
        self.assertNotIn(target, frame.url, "the dashboard lets itself be framed")
        # And the session still lives.
        page.reload()
        self.live(page)

    def test_a_name_that_was_rebound_gets_nothing(self):
        browser = self.playwright.chromium.launch(
            executable_path=self.browser_path(), args=["--no-sandbox", "--host-resolver-rules=MAP evil.example 127.0.0.1"])
        self.addCleanup(browser.close)
        page = browser.new_page()
        answer = page.goto(f"http://evil.example:{self.daemon.port}/")
        self.assertEqual(answer.status, 421)

    def browser_path(self):
        import dashboard
        return dashboard.CHROMIUM
