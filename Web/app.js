// SPDX-License-Identifier: Apache-2.0
// Puts the page together.
import { all, byID, write } from "./dom.js";
import { enter } from "./access.js";
import { notice, prepareNotice, refused } from "./announcer.js";
import { Connection, Refusal } from "./connection.js";
import { ConsentPanel } from "./consent-panel.js";
import { ExerciseView } from "./exercise-view.js";
import { Figures } from "./figures.js";
import { LiveView } from "./live-view.js";
import { PracticeView } from "./practice-view.js";
import { Privacy } from "./privacy.js";
import { RecordingControl } from "./recording-control.js";
import { ReviewView } from "./review-view.js";
import { Signal } from "./signal.js";
import { Trace } from "./trace.js";
import { byeWords } from "./daemon-words.js";
import { deviceWords } from "./device-words.js";
import { onSettings, settings } from "./settings.js";
import { prepareKeys } from "./keys.js";
import { text, writePage } from "./text.js";

/** All channels that a probe can have: those that it has not are left out by the daemon. */
const channels = [0, 1, 2, 3, 4, 5, 6, 7];

/** Each is a part of the page, a link of the same name, and a text. The first is shown where the address names none. */
const views = ["live", "practice", "exercise", "review"];

export class App {
  signal = new Signal();
  privacy = new Privacy();
  figures = new Figures();
  link = "connecting";
  #device; #subscription = null; #toldLive = false;

  constructor() {
    onSettings(() => this.#writeWords());
    this.trace = new Trace(this.signal, byID("plot"), this.figures, this.privacy);
    this.live = new LiveView(this);
    this.practice = new PracticeView(this);
    this.exercise = new ExerciseView(this);
    this.recording = new RecordingControl(this);
    this.review = new ReviewView(this);
    this.consent = new ConsentPanel(this);
    prepareNotice();
    prepareKeys(this);
    addEventListener("hashchange", () => { this.#show(); scrollTo(0, 0); });
    this.signal.on("samples", () => { if (this.#toldLive !== this.signal.isLive) this.#writeState(); });
    this.signal.on("device", () => this.#writeState());
    this.signal.on("hello", () => this.#subscribe());
    this.signal.on("bye", (bye) => { if (bye.reason === "ended") this.#ended(); else notice(byeWords(bye)); });
    this.#writeWords();
  }

  async start() {
    const isLetIn = await enter();
    this.#show();
    if (!isLetIn) all("#door [data-text=doorWords]")[0].dataset.text = "doorUsed";
    this.connection = new Connection({
      message: (method, params) => this.signal.take(method, params),
      state: (state) => { this.link = state; this.#show(); this.#writeState(); },
    });
    // Silence is noticed by looking, since nothing arrives that would tell.
    setInterval(() => this.#look(), 250);
  }

  /** Shows another perineometer.
   * @param {string} serial */
  async chooseDevice(serial) {
    this.#device = serial;
    if (this.#subscription !== null) await this.connection.call("unsubscribe", { subscription: this.#subscription });
    this.signal.reset();
    await this.#subscribe();
  }

  async #subscribe() {
    try {
      const { subscription } = await this.connection.call("subscribe", {
        streams: ["samples", "contractions", "rest", "device", "devices"], channels, lookback: this.signal.lookback(settings.window), device: this.#device,
        key: `live-${this.#device ?? ""}`,
      });
      this.#subscription = subscription;
      await this.consent.begin();
      await this.recording.follow();
      await this.exercise.join(this.#device, this.signal.boot);
    } catch (error) {
      const refusal = Refusal.of(error);
      if (refusal.code !== 0) refused(refusal);
    }
  }

  #ended() {
    this.link = "ended";
    this.connection.end();
    this.signal.reset();
    this.#writeState();
  }

  #look() {
    if (this.signal.isLive) return;
    this.#writeState();
    this.trace.request();
    this.practice.write();
    this.exercise.write();
  }

  #show() {
    const isOut = this.link === "refused", current = views.find((view) => location.hash.split("/")[1] === view) ?? views[0];
    byID("door").hidden = !isOut;
    for (const view of views) {
      byID(view).hidden = isOut || view !== current;
      if (view === current) byID(`to-${view}`).setAttribute("aria-current", "page"); else byID(`to-${view}`).removeAttribute("aria-current");
    }
    document.title = `${text(current)} · Tonus`;
    if (isOut) writePage();
    this.practice.write();
    this.exercise.write();
    if (current === "review") this.review.show(); else this.review.leave();
    this.trace.request();
  }

  #writeState() {
    this.#toldLive = this.signal.isLive;
    const { words, mark } = deviceWords(this.signal, this.link);
    write(byID("device-words"), words);
    byID("device-mark").className = `mark ${mark}`;
    for (const badge of all(".simulated")) badge.hidden = !this.signal.simulated;
    this.live.write();
    this.recording.write();
    this.exercise.write();
  }

  #writeWords() {
    writePage();
    if (this.live === undefined) return;
    this.#writeState();
    this.consent.write();
    this.#show();
  }
}

const app = new App();
/** For the console and for measurements. */
globalThis.tonus = app;
await app.start();
