// SPDX-License-Identifier: Apache-2.0
// The bar that records: begin with what was just seen, pause, mark a moment, end. For controllers.
import { Refusal } from "./connection.js";
import { byID, write } from "./dom.js";
import { done, notice, refused, say } from "./announcer.js";
import { clock, text } from "./text.js";
import { onSettings } from "./settings.js";

const lookbackSeconds = 60;

export class RecordingControl {
  #app; #session = /** @type {Messages["SessionReport"] | null} */ (null); #asked = new Map();

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    byID("record").addEventListener("click", () => this.start());
    byID("record-pause").addEventListener("click", () => this.#change(this.#session?.state === "paused" ? "session.resume" : "session.pause"));
    byID("record-stop").addEventListener("click", () => this.#change("session.stop"));
    byID("mark").addEventListener("click", () => this.mark());
    byID("mark-text").addEventListener("keydown", (event) => { if (event.key === "Enter") this.mark(); });
    app.signal.on("session", ({ session, hint, marks }) => {
      this.#take(session, hint);
      this.#takeMarks(session, marks ?? []);
    });
    app.signal.on("role", () => this.follow());
    app.signal.on("reset", () => { app.signal.marks = []; });
    onSettings(() => this.write());
  }

  get #goes() { return this.#session?.state === "recording" || this.#session?.state === "paused"; }

  /** Asks to be told of recordings, where this browser may be. */
  async follow() {
    this.#session = null;
    if (this.#app.signal.role !== "observer") {
      try {
        await this.#app.connection.call("subscribe", { streams: ["session"], key: "session" });
      } catch (error) {
        const refusal = Refusal.of(error);
        if (refusal.code !== 0) refused(refusal);
      }
    }
    this.write();
  }

  /** Begins a recording, where none goes on. */
  async start() {
    if (this.#goes) return;
    const participant = byID("record-participant", HTMLInputElement).value.trim();
    await this.#ask("session.start", {
      device: this.#app.signal.device.serial, lookback: byID("record-lookback", HTMLInputElement).checked ? lookbackSeconds : 0,
      participant: participant === "" ? undefined : participant,
    });
  }

  /** Marks this moment. */
  async mark() {
    if (!this.#goes) {
      notice(text("recMarkFirst"));
      return;
    }
    const field = byID("mark-text", HTMLInputElement), label = field.value.trim();
    const found = await this.#ask("session.mark", { session: this.#session.id, text: label === "" ? undefined : label });
    if (found === null) return;
    field.value = "";
  }

  /** Marks are shown whoever made them, and a page that came later is told of those before. */
  #takeMarks(session, told) {
    if (session.id !== this.#session?.id || !this.#goes) return;
    const { marks } = this.#app.signal, isLater = marks.length > 0 || told.length === 1;
    for (const { number, hostTime, text: label } of told) {
      if (marks.some((one) => one.number === number)) continue;
      marks.push({ number, time: hostTime, label: label ?? text("recMarkName", number) });
      if (isLater) say(label === undefined ? text("recMarked", number) : text("recMarkedAs", number, label));
    }
    if (told.length === 0) return;
    this.#app.trace.request();
    this.write();
  }

  async #change(method) {
    if (this.#session !== null) await this.#ask(method, { session: this.#session.id });
  }

  /** Two clicks are one wish. Another wish waits for the answer to the one before: the bar may know of that one's effect earlier. */
  async #ask(method, params) {
    if (this.#asked.has(method)) return null;
    const before = [...this.#asked.values()];
    /** @type {(value?: any) => void} */
    let answered = () => {};
    this.#asked.set(method, new Promise((resolve) => { answered = resolve; }));
    try {
      await Promise.all(before);
      const found = await this.#app.connection.call(method, params);
      if (found.state !== undefined) this.#take(found);
      return found;
    } catch (refusal) {
      refused(refusal);
      return null;
    } finally {
      this.#asked.delete(method);
      answered();
    }
  }

  #take(session, hint = "") {
    const before = this.#session, went = this.#goes;
    // Of several perineometers each has a recording of its own: the bar follows the one that it knows until it ends.
    if (went && before.id !== session.id) return;
    this.#session = session;
    if (!went && this.#goes) {
      this.#app.signal.marks = [];
      say(text("recBegan"));
    }
    if (went && !this.#goes) {
      this.#app.signal.marks = [];
      if (this.#asked.has("session.stop")) done(text("recEnded", clockWords(session.seconds)));
      else if (session.reason !== undefined) notice(text("recBroke"), [session.reason, hint].filter(Boolean).join(" "));
      // What had the focus is gone.
      if (document.activeElement === document.body || byID("recording-goes").contains(document.activeElement)) setTimeout(() => byID("record").focus());
    }
    this.write();
  }

  /** Writes the state in words, and shows what can be done in it. */
  write() {
    const isObserver = this.#app.signal.role === "observer", { link, signal } = this.#app, session = this.#session;
    byID("recording").hidden = isObserver || signal.role === null;
    byID("observer-words").hidden = !isObserver;
    byID("recording-begin").hidden = this.#goes;
    byID("recording-goes").hidden = !this.#goes;
    byID("record", HTMLButtonElement).disabled = link !== "open";
    const isPaused = session?.state === "paused", time = this.#goes ? clockWords(session.seconds) : "";
    byID("recording-mark").className = `recording-mark${!this.#goes ? "" : isPaused ? " paused" : " recording-now"}`;
    const name = `rec${isPaused ? "Paused" : "Recording"}${session?.participant === undefined ? "" : "Of"}`;
    write(byID("recording-words"), this.#goes ? text(names[name], time, session.participant ?? "") : text("recNone"));
    const last = this.#goes ? signal.marks.at(-1) : undefined;
    write(byID("recording-marked"), last === undefined ? "" : text("recLastMark", last.label, clock(last.time)));
    write(byID("record-pause"), text(isPaused ? "recResume" : "recPause"));
  }
}

const names = { recRecording: "recRecording", recPaused: "recPaused", recRecordingOf: "recRecordingOf", recPausedOf: "recPausedOf" };

/** How long, as minutes and seconds.
 * @param {number} seconds */
function clockWords(seconds) {
  const whole = Math.floor(seconds), two = (number) => String(number).padStart(2, "0");
  return whole < 3600 ? `${two(Math.floor(whole / 60))}:${two(whole % 60)}` : `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
