// SPDX-License-Identifier: Apache-2.0
// Who watches, shown to the person who is measured, who pauses or ends it. Only where the daemon knows of consent.
import { byID, element, write } from "./dom.js";
import { refused } from "./announcer.js";
import { renew } from "./renew.js";
import { text } from "./text.js";

export class ConsentPanel {
  #app; #report = /** @type {Messages["ConsentReport"] | null} */ (null);

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    app.signal.on("consent", (report) => { this.#report = report; this.write(); });
    byID("pause-all").addEventListener("click", () => this.#ask(this.#report.withheld ? "consent.resume" : "consent.pause", {}));
  }

  /** Asks whether the daemon knows of consent, and follows it. */
  async begin() {
    this.#report = null;
    try {
      this.#report = await this.#app.connection.call("consent.watchers");
      await this.#app.connection.call("subscribe", { streams: ["consent"], key: "consent" });
    } catch { /* it does not, or this browser may not see it */ }
    this.write();
  }

  async #ask(method, params) {
    try {
      this.#report = await this.#app.connection.call(method, params);
      this.write();
    } catch (refusal) {
      refused(refusal);
    }
  }

  write() {
    const report = this.#report;
    byID("consent").hidden = report === null;
    const others = (report?.watchers ?? []).filter((one) => one.connection !== report.connection && one.streams.length > 0);
    const isWatched = others.some((one) => !one.paused);
    byID("watched").hidden = !isWatched;
    if (report === null) return;
    write(byID("watched"), isWatched ? others.length === 1 ? text("oneWatches") : text("othersWatch", others.length) : "");
    write(byID("pause-all"), text(report.withheld ? "resumeAll" : "pauseAll"));
    renew(byID("watchers"), report.watchers.map((one) => this.#row(one, one.connection === report.connection)));
  }

  #row(one, isSelf) {
    const row = element("li"), words = text("watcherWords", one.user ?? one.uid ?? "", one.program ?? text("someProgram"));
    row.dataset.id = String(one.connection);
    row.append(element("span", isSelf ? `${words} (${text("watcherSelf")})` : one.paused ? `${words} (${text("watcherPaused")})` : words));
    if (isSelf) return row;
    const buttons = element("span");
    buttons.className = "buttons";
    const add = (name, method) => {
      const button = element("button", text(name));
      button.type = "button";
      button.setAttribute("aria-label", `${text(name)}: ${words}`);
      button.addEventListener("click", () => this.#ask(method, { connection: one.connection }));
      buttons.append(button);
    };
    if (one.paused) add("resume", "consent.resume"); else add("pause", "consent.pause");
    add("end", "consent.end");
    row.append(buttons);
    return row;
  }
}
