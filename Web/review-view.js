// SPDX-License-Identifier: Apache-2.0
// The review pages: which of them the address names. #/review is the list, #/review/session/ID one session,
// #/review/compare/ID/ID two of them, #/review/trend/WHO those of one person (WHO percent-encoded, empty: nobody stated).
import { byID } from "./dom.js";
import { compareScreen } from "./review-compare.js";
import { listScreen } from "./review-list.js";
import { make } from "./review-dom.js";
import { onSettings } from "./settings.js";
import { sessionScreen } from "./review-session.js";
import { trendScreen } from "./review-trend.js";
import { writePage } from "./text.js";

const screens = { session: sessionScreen, compare: compareScreen, trend: trendScreen };

const withheldScreen = () => ({ element: make("div", { class: "card" }, make("h1", { text: "review" }), make("p", { text: "withheld" })) });

export class ReviewView {
  #app; #address = null; #screen = null; #isStale = false; #isWithheld = false;
  /** What is looked at closely, for measurements. */
  get trace() { return this.#screen?.trace ?? null; }

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    onSettings(() => { this.#isStale = true; this.show(); });
    app.privacy.on(() => { this.#isStale = true; this.show(); });
    // What was recorded is as private as what is measured: whoever is paused sees none of it.
    app.signal.on("device", () => { if (this.#isWithheld !== app.signal.isWithheld) { this.#isStale = true; this.show(); } });
    app.signal.on("hello", () => { if (this.#screen?.isBroken) { this.#isStale = true; this.show(); } });
  }

  /** Shows what the address names, where it names a review page. */
  show() {
    if (byID("review").hidden || this.#app.connection === undefined || this.#app.link !== "open") return;
    const address = location.hash;
    if (address === this.#address && !this.#isStale) return;
    const isSame = address === this.#address;
    this.#address = address;
    this.#isStale = false;
    this.#screen?.end?.();
    const [, , name, ...rest] = address.split("/"), parts = rest.map(decodeURIComponent), place = byID("review-screen");
    const context = { app: this.#app, connection: this.#app.connection, isPrivate: this.#app.privacy.isOn, kept: isSame ? this.#screen?.keep?.() : undefined };
    this.#isWithheld = this.#app.signal.isWithheld;
    this.#screen = this.#isWithheld ? withheldScreen() : (screens[name] ?? listScreen)(context, ...parts);
    place.replaceChildren(this.#screen.element);
    writePage();
    if (!isSame) this.#screen.entered?.();
  }

  /** Another page is shown. */
  leave() {
    if (this.#address === null) return;
    this.#screen?.end?.();
    this.#screen = null;
    this.#address = null;
    byID("review-screen").replaceChildren();
  }
}
