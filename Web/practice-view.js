// SPDX-License-Identifier: Apache-2.0
// The practice page: one calm thing to follow. Nothing is counted, nothing has to be reached, and Stop is always there.
import { byID, fieldOf, write } from "./dom.js";
import { breathAt } from "./breathing-pacer.js";
import { drawShape } from "./soft-shape.js";
import { SoftSound } from "./soft-sound.js";
import { deviceWords } from "./device-words.js";
import { say } from "./announcer.js";
import { text } from "./text.js";
import { pressureWords } from "./pressure.js";
import { change, onSettings, settings } from "./settings.js";

/** At so much above rest the shape is folded; the way there is soft. cmH2O (assumption: a gentle squeeze). */
const foldedCmH2O = 20;
/** Less than this above rest is at ease (assumption: breathing moves the pressure by some 1 to 2 cmH2O). */
const easeCmH2O = 3;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class PracticeView {
  #app; #sound = new SoftSound(); #stopped = false; #began = performance.now(); #openness = 0.5; #lastFrame = 0; #colours; #scheduled = false;
  #cue = ""; #cueSince = 0; #slow = 0;

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    byID("stop").addEventListener("click", () => this.#stopped ? this.begin() : this.stop());
    byID("sound", HTMLInputElement).addEventListener("change", (event) => this.#sound.set(fieldOf(event).checked));
    byID("pacer", HTMLInputElement).addEventListener("change", (event) => change({ pacer: fieldOf(event).checked }));
    byID("pace").addEventListener("change", (event) => {
      if (fieldOf(event).checkValidity()) change({ pace: Number(fieldOf(event).value) });
    });
    app.signal.on("samples", () => this.#request());
    onSettings(() => this.#writeSettings());
    app.privacy.on(() => this.write());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#colours = undefined; this.write(); });
    this.#writeSettings();
  }

  get isShown() { return !byID("practice").hidden; }

  begin() {
    this.#stopped = false;
    this.#began = performance.now();
    this.#writeSettings();
  }

  /** Always possible, and never a failure. */
  stop() {
    this.#stopped = true;
    this.#sound.set(false);
    byID("sound", HTMLInputElement).checked = false;
    this.#writeSettings();
    say(text("stopped"));
  }

  #writeSettings() {
    byID("pacer", HTMLInputElement).checked = settings.pacer;
    byID("pace", HTMLInputElement).value = String(settings.pace);
    write(byID("stop").querySelector("span"), text(this.#stopped ? "begin" : "stop"));
    this.write();
  }

  #request() {
    if (this.#scheduled || !this.isShown || this.#stopped) return;
    this.#scheduled = true;
    const wait = calm.matches ? 500 : 0;
    if (wait > 0) setTimeout(() => this.write(), wait); else requestAnimationFrame(() => this.write());
  }

  /** Draws the shape and writes the words. */
  write() {
    this.#scheduled = false;
    if (!this.isShown) return;
    const { signal, link } = this.#app, { newest } = signal, now = performance.now();
    const seconds = Math.min(0.5, (now - this.#lastFrame) / 1000);
    this.#lastFrame = now;
    const isKnown = newest !== null && !Number.isNaN(newest.rest), above = isKnown ? newest.pressure - newest.rest : null;
    // Without live pressures, or stopped, the shape rests; it never shows what was.
    const aim = above === null || this.#stopped ? 0.5 : Math.exp(-Math.max(0, above) / foldedCmH2O * 1.6);
    this.#openness += (aim - this.#openness) * (calm.matches ? 1 : 1 - Math.exp(-seconds / 0.12));
    if (above !== null) this.#slow += (above - this.#slow) * (1 - Math.exp(-seconds / 0.5));
    const breath = settings.pacer && !this.#stopped && !calm.matches ? breathAt((now - this.#began) / 1000, settings.pace) : null;
    this.#sound.follow(breath?.fullness ?? 0);
    this.#draw(breath?.fullness ?? null);
    write(byID("practice-words"), this.#words(newest, above, link, now));
    const showsFigure = above !== null && !this.#app.privacy.isOn && !this.#stopped;
    write(byID("practice-figure"), showsFigure ? text("figureAbove", pressureWords(Math.round(above), 0)) : "");
  }

  #words(newest, above, link, now) {
    if (this.#stopped) return text("stopped");
    if (newest === null) return deviceWords(this.#app.signal, link).blank;
    if (newest.state === "settling") return text("cueSettling");
    if (above === null) return text("cueFinding");
    // Words that flicker do not calm: each stays a while.
    if (now - this.#cueSince > 1200) {
      const last = this.#cue;
      if (above < easeCmH2O) this.#cue = this.#breathCue(now);
      else if (above < this.#slow - 0.5) this.#cue = "cueSoftening";
      else this.#cue = newest.state === "contraction" ? "cueNoticed" : this.#breathCue(now);
      if (last !== this.#cue) this.#cueSince = now;
    }
    return text(this.#cue === "" ? "cueEase" : this.#cue);
  }

  #breathCue(now) {
    if (!settings.pacer) return "cueEase";
    return breathAt((now - this.#began) / 1000, settings.pace).isIn ? "breatheIn" : "breatheOut";
  }

  #draw(breath) {
    const canvas = byID("shape", HTMLCanvasElement), { width, height } = canvas.getBoundingClientRect(), ratio = devicePixelRatio;
    if (width === 0) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    if (this.#colours === undefined) {
      const style = getComputedStyle(document.documentElement);
      const colour = (name) => style.getPropertyValue(name).trim();
      this.#colours = { calm: colour("--calm"), soft: colour("--calm-soft"), ring: colour("--quiet") };
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawShape(pen, { width, height, openness: this.#openness, breath, colours: this.#colours });
  }
}
