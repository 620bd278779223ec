// SPDX-License-Identifier: Apache-2.0
// The picture of a recording: zoomed and moved by wheel, drag, two fingers, keys and buttons.
import { drawCourse, drawFound, drawLimits, drawNames, drawRecordingAxes, drawRemarks, drawStrip, xOf } from "./review-drawing.js";
import { drawGaps, palette, sizeOfText } from "./trace-marks.js";
import { Envelopes } from "./review-envelope.js";
import { Figures } from "./figures.js";
import { Scale, lanes, marginsFor } from "./trace-lanes.js";
import { TimeWindow } from "./review-window.js";
import { figure, stamp } from "./review-words.js";
import { make } from "./review-dom.js";
import { say } from "./announcer.js";
import { text } from "./text.js";
import { write } from "./dom.js";

const zoomStep = 1.6, panStep = 0.25;

export class ReviewTrace {
  window = new TimeWindow();
  /** Found in it: number, onset, offset and kind of each, and more once that is known. @type {{number: number, onset: number, offset?: number, kind: string}[]} */
  contractions = [];
  /** @type {typeof this.contractions[number] | null} */
  chosen = null;
  figures = new Figures();
  #privacy; #palette = palette(); #canvas; #stripCanvas; #box; #strip; #words; #cursor = null; #scheduled = false; #plot = null; #isGone = false;
  #scales = [new Scale(60), new Scale(10)]; #pointers = new Map(); #watch; #sayLater = 0; #end = new AbortController();

  /** @param {import("./connection.js").Connection} connection @param {string} session @param {import("./privacy.js").Privacy} privacy
   * @param {{read: (so: Messages["SessionsTraceResult"]) => void, failed: (error: any) => void}} listener */
  constructor(connection, session, privacy, listener) {
    this.#privacy = privacy;
    this.envelopes = new Envelopes(connection, session, () => {
      this.window.fit(this.envelopes.facts.seconds);
      listener.read(this.envelopes.facts);
      this.request();
    });
    this.envelopes.begin().catch(listener.failed);
    this.element = this.#build();
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(this.#box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#palette = palette(); this.request(); }, { signal: this.#end.signal });
  }

  /** The page shows something else now. */
  end() {
    this.#isGone = true;
    this.#end.abort();
    this.#watch.disconnect();
    this.envelopes.end();
  }

  focus() { this.#box.focus({ preventScroll: true }); }

  /** Shows a contraction and some time around it.
   * @param {any} one */
  choose(one) {
    this.chosen = one;
    const length = (one.offset ?? one.onset + 5) - one.onset, around = Math.max(2, length);
    this.#move(() => this.window.show(one.onset - around, one.onset + length + around));
  }

  /** Where the picture lies in its box; null before it was drawn. */
  get plot() { return this.#plot; }

  request() {
    if (this.#scheduled || this.#isGone) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#draw());
  }

  #build() {
    this.#canvas = make("canvas", { "aria-hidden": "true" });
    this.#stripCanvas = make("canvas", { "aria-hidden": "true" });
    this.#box = make("div", { class: "plot review-plot", tabindex: "0", role: "application", "aria-describedby": "review-plot-keys", label: "rvPlot" }, this.#canvas);
    this.#strip = make("div", { class: "review-strip", "aria-hidden": "true" }, this.#stripCanvas);
    this.#words = make("output", { class: "review-shown" });
    const button = (name, sign, action) => make("button", { type: "button", label: name, title: text(name), onclick: () => this.#move(action) }, sign);
    const buttons = make("div", { class: "buttons review-zoom", role: "group", label: "rvMove" },
      button("rvEarlier", "←", () => this.window.pan(-panStep * 2)), button("rvOut", "−", () => this.window.zoom(zoomStep)),
      button("rvIn", "+", () => this.window.zoom(1 / zoomStep)), button("rvLater", "→", () => this.window.pan(panStep * 2)),
      make("button", { type: "button", text: "rvWhole", onclick: () => this.#move(() => this.window.show(0, this.window.seconds)) }));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"]) this.#box.addEventListener(kind, (event) => this.#point(event));
    const jump = (event) => {
      if (event.type === "pointermove" && event.buttons === 0) return;
      const { left, width } = this.#strip.getBoundingClientRect(), middle = (event.clientX - left) / width * this.window.seconds;
      if (event.type === "pointerdown") this.#strip.setPointerCapture(event.pointerId);
      this.#move(() => this.window.show(middle - this.window.length / 2, middle + this.window.length / 2));
    };
    this.#strip.addEventListener("pointerdown", jump);
    this.#strip.addEventListener("pointermove", jump);
    return make("div", { class: "review-trace" }, this.#box, this.#strip, make("div", { class: "row" }, this.#words, buttons),
      make("p", { class: "quiet", id: "review-plot-keys", text: "rvKeys" }));
  }

  #move(change) {
    const before = this.window.from, length = this.window.length;
    change();
    if (before === this.window.from && length === this.window.length) { this.request(); return; }
    clearTimeout(this.#sayLater);
    this.#sayLater = setTimeout(() => { if (!this.#isGone) say(this.#shownWords()); }, 600);
    this.request();
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { window } = this, actions = {
      "+": () => window.zoom(1 / zoomStep), "=": () => window.zoom(1 / zoomStep), "-": () => window.zoom(zoomStep), "−": () => window.zoom(zoomStep),
      ArrowUp: () => window.zoom(1 / zoomStep), ArrowDown: () => window.zoom(zoomStep),
      ArrowLeft: () => window.pan(-panStep), ArrowRight: () => window.pan(panStep), PageUp: () => window.pan(-1), PageDown: () => window.pan(1),
      Home: () => window.show(0, window.length), End: () => window.show(window.seconds - window.length, window.seconds),
      0: () => window.show(0, window.seconds),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(action);
  }

  #timeAt(clientX) {
    const { left } = this.#box.getBoundingClientRect();
    if (this.#plot === null) return 0;
    const share = (clientX - left - this.#plot.left) / (this.#plot.right - this.#plot.left);
    return this.window.from + Math.max(0, Math.min(1, share)) * this.window.length;
  }

  #wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 400 : 1, width = this.#plot === null ? 600 : this.#plot.right - this.#plot.left;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#move(() => this.window.pan((event.deltaX || event.deltaY) * unit / width));
    } else {
      this.#move(() => this.window.zoom(Math.exp(event.deltaY * unit * 0.0016), this.#timeAt(event.clientX)));
    }
  }

  #point(event) {
    const pointers = this.#pointers;
    if (event.type === "pointerdown") {
      this.#box.focus({ preventScroll: true });
      this.#box.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event.clientX);
      return;
    }
    if (event.type !== "pointermove") {
      pointers.delete(event.pointerId);
      if (event.type === "pointerleave") { this.#cursor = null; this.request(); }
      return;
    }
    if (!pointers.has(event.pointerId)) {
      this.#cursor = event.pointerType === "mouse" ? this.#timeAt(event.clientX) : null;
      this.request();
      return;
    }
    const before = [...pointers.values()], scale = this.#plot === null ? 1 : this.window.length / (this.#plot.right - this.#plot.left);
    pointers.set(event.pointerId, event.clientX);
    const after = [...pointers.values()];
    if (after.length >= 2) {
      // What lay below the fingers stays below them.
      const apart = (both) => Math.max(10, Math.abs(both[0] - both[1])), middle = (both) => (both[0] + both[1]) / 2;
      this.#move(() => {
        this.window.zoom(apart(before) / apart(after), this.#timeAt(middle(before)));
        this.window.show(this.window.from - (middle(after) - middle(before)) * scale, this.window.to - (middle(after) - middle(before)) * scale);
      });
    } else {
      this.#move(() => this.window.show(this.window.from - (after[0] - before[0]) * scale, this.window.to - (after[0] - before[0]) * scale));
    }
  }

  #resize() {
    for (const [canvas, box] of [[this.#canvas, this.#box], [this.#stripCanvas, this.#strip]]) {
      const { width, height } = box.getBoundingClientRect();
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
      canvas.getContext("2d").setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    }
    this.request();
  }

  #shownWords() {
    const { from, to, length, seconds } = this.window, digits = length < 20 ? 1 : 0;
    const shown = text("rvShown", stamp(from, digits), stamp(to, digits), stamp(seconds));
    if (this.#cursor === null || this.envelopes.facts === null) return shown;
    const part = this.envelopes.of(this.envelopes.main, from, to).at(-1), place = Math.floor((this.#cursor - part.from) / part.step);
    const low = part.low[place] ?? null, high = part.high[place] ?? null, at = stamp(this.#cursor, length < 120 ? 2 : 0);
    if (low === null) return `${at}: ${text("gap")}`;
    if (this.#privacy.isOn) return `${at}: ${text("hidden")}`;
    const [lowWords, highWords] = [figure(low, "cmH2O", false), figure(high, "cmH2O", false)];
    return lowWords === highWords ? `${at}: ${highWords}` : text("rvBetween", at, lowWords, highWords);
  }

  #draw() {
    this.#scheduled = false;
    if (this.#isGone || !this.#box.checkVisibility()) return;
    const began = performance.now(), { width, height } = this.#box.getBoundingClientRect(), { facts } = this.envelopes, pen = this.#canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    if (facts === null || facts.seconds === 0) return;
    const margins = marginsFor(sizeOfText()), { from, to, seconds } = this.window;
    const device = { channels: facts.channels, detectionChannel: this.envelopes.main };
    const rows = lanes(device, { channels: new Map(facts.channels.map((one) => [one.channel, null])) }, height, margins);
    const plot = this.#plot = {
      width, height, left: margins.left, right: width - margins.right, bottom: height - margins.bottom, top: margins.top, lanes: rows,
      palette: this.#palette, from, to, seconds,
    };
    this.envelopes.want(from, to, Math.max(2, Math.round((plot.right - plot.left) * devicePixelRatio)));
    const parts = rows.map((lane) => this.envelopes.of(lane.channel ?? this.envelopes.main, from, to));
    this.#fit(parts, plot);
    rows.forEach((lane, which) => { lane.scale = this.#scales[Math.min(which, 1)]; });
    drawRecordingAxes(pen, plot, facts.simulated, this.#privacy.isOn);
    pen.save();
    pen.beginPath();
    pen.rect(plot.left, 0, plot.right - plot.left, height);
    pen.clip();
    const newest = this.envelopes.of(this.envelopes.main, from, to).at(-1);
    drawGaps(pen, plot, newest.gaps, xOf(plot));
    drawFound(pen, plot, this.contractions, this.chosen);
    rows.forEach((lane, which) => drawCourse(pen, plot, lane, parts[which], which === 0));
    drawNames(pen, plot);
    drawLimits(pen, plot, newest.clipped);
    drawRemarks(pen, plot, newest.remarks, this.#privacy.isOn);
    if (this.#cursor !== null) {
      pen.fillStyle = this.#palette.quiet;
      pen.fillRect(xOf(plot)(this.#cursor), plot.top, 1, plot.bottom - plot.top);
    }
    pen.restore();
    const strip = this.#strip.getBoundingClientRect();
    drawStrip(this.#stripCanvas.getContext("2d"), { width: strip.width, height: strip.height, palette: this.#palette, from, to, seconds },
      this.envelopes.of(this.envelopes.main, 0, Infinity)[0], this.contractions);
    write(this.#words, this.#shownWords());
    this.figures.drew(performance.now() - began, began, 0);
  }

  #fit(parts, plot) {
    const range = this.#scales.map(() => ({ low: 0, high: 0 }));
    parts.forEach((layers, lane) => {
      const one = range[Math.min(lane, 1)], part = layers.at(-1);
      if (part === undefined) return;
      const first = Math.max(0, Math.floor((plot.from - part.from) / part.step)), last = Math.min(part.low.length - 1, Math.ceil((plot.to - part.from) / part.step));
      for (let at = first; at <= last; at++) {
        if (part.low[at] === null) continue;
        one.low = Math.min(one.low, part.low[at]);
        one.high = Math.max(one.high, part.high[at]);
      }
    });
    this.#scales.forEach((scale, which) => scale.fit(range[which].low, range[which].high));
  }
}
