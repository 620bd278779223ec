// SPDX-License-Identifier: Apache-2.0
// The live picture: two canvases, one for axes, which seldom change, one for what moves.
import { ColumnCache } from "./column-cache.js";
import { Scale, lanes, marginsFor } from "./trace-lanes.js";
import { drawAxes, drawBand, drawContractions, drawGaps, drawLine, drawRest, palette, sizeOfText } from "./trace-marks.js";
import { drawFlags } from "./trace-flags.js";
import { byID, write } from "./dom.js";
import { settings, onSettings } from "./settings.js";
import { fromShown } from "./pressure.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Without motion the picture is renewed twice a second. */
const calmMilliseconds = 500;
/** More columns than this cost time and show nothing. */
const mostColumns = 1600;

export class Trace {
  #signal; #privacy; #back; #front; #box; #palette;
  /** The detection channel has a scale of its own; the others share one, so that they can be compared. */
  #lanes = []; #scales = [new Scale(60), new Scale(10)]; #caches = []; #rest = null; #done = 0;
  #size = { width: 0, height: 0, ratio: 1 }; #plot = null;
  #scheduled = false; #lastDraw = -Infinity; #axesAreOld = true; #lastFit = 0;

  /** @param {import("./signal.js").Signal} signal @param {HTMLElement} box @param {import("./figures.js").Figures} figures
   * @param {import("./privacy.js").Privacy} privacy */
  constructor(signal, box, figures, privacy) {
    this.#signal = signal;
    this.#privacy = privacy;
    privacy.on(() => this.#renew());
    this.#box = box;
    this.figures = figures;
    [this.#back, this.#front] = box.querySelectorAll("canvas");
    this.#palette = palette();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#palette = palette(); this.#renew(); });
    new ResizeObserver(() => this.#resize()).observe(box);
    onSettings(() => this.#renew());
    for (const what of ["store", "reset", "device", "hello"]) signal.on(what, () => this.#renew());
    for (const what of ["samples", "contraction"]) signal.on(what, () => this.request());
    this.#resize();
  }

  /** Draws before the next refresh of the screen, once. */
  request() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const wait = calm.matches ? calmMilliseconds - (performance.now() - this.#lastDraw) : 0;
    if (wait > 0) setTimeout(() => requestAnimationFrame(() => this.#draw()), wait);
    else requestAnimationFrame(() => this.#draw());
  }

  /** What is shown, for whoever wants to compare it with the stream: times in hostTime, pressures in cmH2O. */
  columns() {
    const cache = this.#caches[0], { store } = this.#signal;
    if (cache === undefined || store === null) return [];
    return [...cache.number.keys()].filter((place) => cache.number[place] >= 0).map((place) => ({
      from: store.epoch + cache.number[place] * cache.seconds, seconds: cache.seconds,
      low: cache.low[place], high: cache.high[place],
    })).sort((a, b) => a.from - b.from);
  }

  #resize() {
    const { width, height } = this.#box.getBoundingClientRect(), ratio = devicePixelRatio;
    if (width === 0 || height === 0) return;
    this.#size = { width, height, ratio };
    for (const canvas of [this.#back, this.#front]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.#renew();
  }

  /** Lays everything out anew, from what the store has. */
  #renew() {
    const { store, device } = this.#signal, { width, height, ratio } = this.#size;
    if (width === 0) return;
    const margins = marginsFor(sizeOfText());
    this.#lanes = lanes(device, store, height, margins);
    this.#box.classList.toggle("many", this.#lanes.length > 3);
    write(byID("plot-channel"), this.#lanes.length > 1 ? this.#lanes[0].label : "");
    this.#plot = {
      width, height, left: margins.left, right: width - margins.right, bottom: height - margins.bottom, top: margins.top,
      lanes: this.#lanes, palette: this.#palette,
    };
    const columns = Math.max(1, Math.min(mostColumns, Math.round((width - margins.left - margins.right) * ratio)));
    const cache = () => new ColumnCache(columns, settings.window / columns);
    this.#caches = this.#lanes.map(cache);
    this.#rest = cache();
    this.#done = Math.max(store?.first ?? 0, (store?.count ?? 0) - Math.ceil((settings.window + 1) / (store?.interval ?? 1)));
    this.#axesAreOld = true;
    this.request();
  }

  #gather() {
    const { store } = this.#signal;
    if (store === null) return;
    if (store.channels.size + 1 > this.#lanes.length && [...store.channels.keys()].some(
      (one) => one !== this.#signal.device.detectionChannel && !this.#lanes.some((lane) => lane.channel === one))) {
      this.#renew();
    }
    const columns = this.#lanes.map((lane) => lane.channel === null ? store.pressure : store.channels.get(lane.channel));
    for (let at = Math.max(this.#done, store.first); at < store.count; at++) {
      const place = at & store.mask, time = store.time[place];
      for (let lane = 0; lane < columns.length; lane++) {
        if (columns[lane]) this.#caches[lane].add(time, columns[lane][place], lane === 0 ? store.clipped[place] : 0);
      }
      this.#rest.add(time, store.rest[place]);
    }
    this.#done = store.count;
  }

  /** Twice a second is enough to see whether the scale still fits. */
  #fit() {
    if (performance.now() - this.#lastFit < 500) return;
    this.#lastFit = performance.now();
    const range = this.#scales.map(() => ({ low: 0, high: 0 }));
    const oldest = this.#caches[0].columnOf(this.#signal.hostNow - this.#signal.store.epoch - settings.window);
    this.#caches.forEach((cache, lane) => {
      const one = range[Math.min(lane, 1)];
      for (let place = 0; place < cache.capacity; place++) {
        if (cache.number[place] < oldest) continue;
        one.low = Math.min(one.low, cache.low[place]);
        one.high = Math.max(one.high, cache.high[place]);
      }
    });
    this.#scales.forEach((scale, which) => { if (scale.fit(range[which].low, range[which].high)) this.#axesAreOld = true; });
  }

  #draw() {
    this.#scheduled = false;
    // Shown just now, it has no size yet: it is drawn once it has.
    if (!this.#box.checkVisibility() || this.#plot === null) return;
    const began = performance.now(), signal = this.#signal, { width, height } = this.#size;
    this.#lastDraw = began;
    const pen = this.#front.getContext("2d");
    pen.clearRect(0, 0, width, height);
    // What is not live is not shown: an old picture looks like a new one.
    const { newest } = signal;
    if (newest === null) {
      this.#back.getContext("2d").clearRect(0, 0, width, height);
      this.#axesAreOld = true;
      return;
    }
    this.#gather();
    this.#fit();
    const plot = this.#plot;
    plot.lanes.forEach((lane, which) => { lane.scale = this.#scales[Math.min(which, 1)]; });
    if (this.#axesAreOld) {
      drawAxes(this.#back.getContext("2d"), plot, settings.window, signal.simulated, this.#privacy.isOn);
      this.#axesAreOld = false;
    }
    const now = signal.hostNow - signal.store.epoch, from = now - settings.window;
    const x = (time) => plot.left + (time - from) / settings.window * (plot.right - plot.left);
    pen.save();
    pen.beginPath();
    // The tip of the line may stand out on the right.
    pen.rect(plot.left, 0, plot.right - plot.left + 8, height);
    pen.clip();
    const epoch = signal.store.epoch;
    drawGaps(pen, plot, signal.gaps, (time) => x(time - epoch));
    const rest = this.#rest.placeOf(this.#rest.columnOf(newest.time - epoch));
    if (settings.targetFrom !== "" && settings.targetTo !== "" && rest >= 0) {
      const base = this.#rest.last[rest];
      drawBand(pen, plot, base + fromShown(Number(settings.targetFrom)), base + fromShown(Number(settings.targetTo)));
    }
    drawContractions(pen, plot, signal.contractions.values(), (time) => x(time - epoch), now + epoch);
    drawRest(pen, plot, this.#rest, from, now, x);
    this.#caches.forEach((cache, lane) => drawLine(pen, plot, this.#lanes[lane], cache, from, now, x, signal.store.interval, lane === 0));
    drawFlags(pen, plot, signal.marks, (time) => x(time - epoch));
    pen.restore();
    this.figures.drew(performance.now() - began, began, (signal.hostNow - newest.time) * 1000);
  }
}
