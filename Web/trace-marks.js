// SPDX-License-Identifier: Apache-2.0
// What is drawn: each mark has a shape of its own beside its colour.
import { element } from "./dom.js";
import { settings } from "./settings.js";
import { text } from "./text.js";

/** @typedef {Record<typeof names[number], string> & {font: string, hatch: CanvasPattern, gapHatch: CanvasPattern}} Palette */

const names = /** @type {const} */ (["trace", "rest", "contraction", "contraction-text", "target", "gap", "line", "quiet", "text", "card"]);

/** The colours of the style sheet, and the patterns made of them.
 * @returns {Palette} */
export function palette() {
  const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    .../** @type {Record<typeof names[number], string>} */ (Object.fromEntries(names.map((name) => [name, colour(name)]))),
    font: style.fontFamily, hatch: hatch(colour("contraction"), 1), gapHatch: hatch(colour("gap"), -1),
  };
}

/** Slanted lines; `slope` 1 rises, -1 falls. */
function hatch(colour, slope) {
  const tile = element("canvas"), pen = tile.getContext("2d");
  tile.width = tile.height = 8;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.5;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, slope > 0 ? 8 : 0);
    pen.lineTo(shift + 8, slope > 0 ? 0 : 8);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

/** Of the letters in the picture, in CSS pixels. */
export const sizeOfText = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8);

/** Says behind all of it that no body was measured. */
export function drawSimulated(pen, plot) {
  const { palette, left, right, width, lanes } = plot;
  pen.save();
  pen.font = `700 ${Math.round(Math.min(width / 9, lanes[0].height / 2))}px ${palette.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.globalAlpha = 0.06;
  pen.fillStyle = palette.text;
  pen.fillText(text("simulated"), (left + right) / 2, lanes[0].top + lanes[0].height / 2, right - left);
  pen.restore();
}

/** The lines of a lane's pressures, with their numbers unless they are private. */
export function drawPressures(pen, plot, lane, size, isPrivate) {
  const { palette, left, right, lanes } = plot;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const { label, pressure } of lane.scale.lines(lane.height)) {
    const y = Math.round(lane.scale.y(pressure, lane)) + 0.5;
    pen.strokeStyle = label === 0 ? palette.quiet : palette.line;
    line(pen, left, y, right, y);
    pen.fillStyle = palette.quiet;
    if (!isPrivate && (y > lane.top + size * 0.6 || lane === lanes[0])) pen.fillText(String(label), left - 6, y);
  }
}

export function drawAxes(pen, plot, seconds, simulated, isPrivate) {
  const { palette, left, right, width, height, lanes } = plot, size = sizeOfText();
  pen.clearRect(0, 0, width, height);
  pen.lineWidth = 1;
  pen.font = `${size}px ${palette.font}`;
  if (simulated) drawSimulated(pen, plot);
  for (const lane of lanes) {
    drawPressures(pen, plot, lane, size, isPrivate);
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = palette.quiet;
    if (lane !== lanes[0]) pen.fillText(lane.label, left + 6, lane.top + size);
  }
  pen.fillText(settings.unit, 2, size);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const step = [1, 2, 5, 10, 20, 30].find((one) => one / seconds * (right - left) >= 64) ?? 30;
  for (let ago = 0; ago <= seconds; ago += step) {
    const x = Math.round(right - ago / seconds * (right - left)) + 0.5;
    pen.strokeStyle = palette.line;
    line(pen, x, lanes[0].top, x, plot.bottom);
    if (ago > 0) pen.fillText(`−${text("seconds", ago)}`, x, plot.bottom + 6);
  }
}

export function drawBand(pen, plot, low, high) {
  const lane = plot.lanes[0], top = lane.scale.y(Math.max(low, high), lane), bottom = lane.scale.y(Math.min(low, high), lane);
  pen.save();
  pen.fillStyle = pen.strokeStyle = plot.palette.target;
  pen.globalAlpha = 0.16;
  pen.fillRect(plot.left, top, plot.right - plot.left, bottom - top);
  pen.globalAlpha = 1;
  pen.setLineDash([2, 4]);
  pen.lineWidth = 2;
  line(pen, plot.left, top, plot.right, top);
  line(pen, plot.left, bottom, plot.right, bottom);
  pen.restore();
}

/** Shaded from onset to offset, hatched while it lasts, with its number on top. */
export function drawContractions(pen, plot, contractions, x, now) {
  const { palette, lanes } = plot, top = lanes[0].top, size = sizeOfText();
  const bottom = lanes.at(-1).top + lanes.at(-1).height;
  pen.save();
  pen.font = `700 ${size}px ${palette.font}`;
  for (const one of contractions) {
    const isOpen = one.offset === undefined, from = x(one.onset.hostTime), to = x(isOpen ? now : one.offset.hostTime);
    if (to < plot.left || from > plot.right) continue;
    pen.fillStyle = palette.contraction;
    pen.globalAlpha = 0.13;
    pen.fillRect(from, top, to - from, bottom - top);
    pen.globalAlpha = 1;
    if (isOpen) {
      pen.fillStyle = palette.hatch;
      pen.fillRect(from, top, to - from, bottom - top);
    }
    pen.strokeStyle = palette.contraction;
    pen.lineWidth = 1.5;
    line(pen, from, top, from, bottom);
    if (!isOpen) line(pen, to, top, to, bottom);
    const words = String(one.id), wide = pen.measureText(words).width + 12;
    pen.fillStyle = palette.card;
    pen.beginPath();
    pen.roundRect(from, 1, wide, top - 3, 5);
    pen.fill();
    pen.stroke();
    pen.fillStyle = palette["contraction-text"];
    pen.textBaseline = "middle";
    pen.fillText(words, from + 6, (top - 1) / 2 + 1);
  }
  pen.restore();
}

export function drawGaps(pen, plot, gaps, x) {
  pen.save();
  pen.font = `${sizeOfText()}px ${plot.palette.font}`;
  pen.textAlign = "center";
  for (const gap of gaps) {
    const from = x(gap.from), to = Math.max(x(gap.to), from + 2);
    if (to < plot.left || from > plot.right) continue;
    pen.fillStyle = plot.palette.gapHatch;
    pen.fillRect(from, plot.top, to - from, plot.bottom - plot.top);
    pen.fillStyle = plot.palette.text;
    if (to - from > pen.measureText(text("gap")).width) pen.fillText(text("gap"), (from + to) / 2, plot.top + 16);
  }
  pen.restore();
}

export function drawRest(pen, plot, cache, from, now, x) {
  pen.save();
  pen.strokeStyle = plot.palette.rest;
  pen.lineWidth = 2;
  pen.setLineDash([8, 6]);
  // The dashes wander with the time, not against it.
  pen.lineDashOffset = (from / cache.seconds % 1e6) * (plot.right - plot.left) / cache.columns % 14;
  pen.beginPath();
  let isDown = false;
  for (let column = cache.columnOf(from), last = cache.columnOf(now); column <= last; column++) {
    const place = cache.placeOf(column);
    if (place < 0) continue;
    const y = plot.lanes[0].scale.y(cache.last[place], plot.lanes[0]), at = x((column + 0.5) * cache.seconds);
    if (isDown) pen.lineTo(at, y); else pen.moveTo(at, y);
    isDown = true;
  }
  pen.stroke();
  pen.restore();
}

/** Within a column less than this cannot be seen, and every corner costs time. */
const leastPixels = 0.75;

export function drawLine(pen, plot, lane, cache, from, now, x, interval, isMain) {
  const { palette } = plot, { scale } = lane;
  pen.strokeStyle = palette.trace;
  pen.lineWidth = isMain ? 2.25 : 1.5;
  pen.lineJoin = "bevel";
  pen.beginPath();
  // Where no sample fell into a column the line goes on; where samples are missing it does not.
  const patience = Math.ceil(2.5 * interval / cache.seconds) + 1;
  let lastColumn = -Infinity, tip = null, clipped = null;
  for (let column = cache.columnOf(from) - 1, last = cache.columnOf(now); column <= last; column++) {
    const place = cache.placeOf(column);
    if (place < 0) continue;
    const at = x((column + 0.5) * cache.seconds), low = scale.y(cache.low[place], lane), high = scale.y(cache.high[place], lane);
    const end = scale.y(cache.last[place], lane), isFlat = low - high < leastPixels;
    if (column - lastColumn > patience) pen.moveTo(at, isFlat ? end : low); else pen.lineTo(at, isFlat ? end : low);
    if (!isFlat) {
      pen.lineTo(at, high);
      pen.lineTo(at, end);
    }
    lastColumn = column;
    tip = { at, y: end };
    if (cache.mark[place] !== 0) (clipped ??= []).push(at);
  }
  pen.stroke();
  if (tip !== null && isMain) {
    pen.fillStyle = palette.trace;
    pen.beginPath();
    pen.arc(tip.at, tip.y, 5, 0, 2 * Math.PI);
    pen.fill();
  }
  if (clipped !== null) drawClipped(pen, plot, lane, clipped);
}

/** Triangles at the top, and the words. */
function drawClipped(pen, plot, lane, places) {
  pen.fillStyle = plot.palette.text;
  let last = -Infinity;
  for (const at of places) {
    if (at - last < 8) continue;
    pen.beginPath();
    pen.moveTo(at - 4, lane.top + 2);
    pen.lineTo(at + 4, lane.top + 2);
    pen.lineTo(at, lane.top + 10);
    pen.fill();
    last = at;
  }
  pen.font = `${sizeOfText()}px ${plot.palette.font}`;
  pen.textAlign = "right";
  pen.fillText(text("clipped"), Math.max(places.at(-1), plot.left + 160), lane.top + 26);
}

export function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
