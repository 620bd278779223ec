// SPDX-License-Identifier: Apache-2.0
// What is drawn of a recording: each mark has a shape of its own beside its colour.
import { settings } from "./settings.js";
import { drawPressures, drawSimulated, line, sizeOfText } from "./trace-marks.js";
import { cueWord, stamp, zeroState } from "./review-words.js";
import { text } from "./text.js";

const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];

/** Where a time lies in the picture.
 * @param {any} plot */
export const xOf = (plot) => (seconds) => plot.left + (seconds - plot.from) / (plot.to - plot.from) * (plot.right - plot.left);

export function drawRecordingAxes(pen, plot, simulated, isPrivate) {
  const { palette, left, right, lanes, from, to } = plot, size = sizeOfText(), x = xOf(plot);
  pen.lineWidth = 1;
  if (simulated) drawSimulated(pen, plot);
  pen.font = `${size}px ${palette.font}`;
  for (const lane of lanes) drawPressures(pen, plot, lane, size, isPrivate);
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = palette.quiet;
  pen.fillText(settings.unit, 2, size);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const wide = pen.measureText("00:00:00.0").width + 14;
  const step = steps.find((one) => one / (to - from) * (right - left) >= wide) ?? steps.at(-1), digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  for (let at = Math.ceil(from / step - 1e-9) * step; at <= to + 1e-9; at += step) {
    const where = Math.round(x(at)) + 0.5;
    pen.strokeStyle = palette.line;
    line(pen, where, lanes[0].top, where, plot.bottom);
    pen.fillStyle = palette.quiet;
    if (where < right - wide / 3) pen.fillText(stamp(at, digits), where, plot.bottom + 6);
  }
}

/** Shaded from onset to offset between brackets, with the number on top, which is filled for the chosen one. Hatched is what still
 * lasted at the end: what is missing is hatched too, the other way. */
export function drawFound(pen, plot, contractions, chosen) {
  const { palette, lanes } = plot, top = lanes[0].top, bottom = lanes.at(-1).top + lanes.at(-1).height, size = sizeOfText(), x = xOf(plot);
  let free = -Infinity;
  pen.save();
  pen.font = `700 ${size}px ${palette.font}`;
  for (const one of contractions) {
    const from = x(one.onset), to = Math.max(from + 1, x(one.offset ?? plot.seconds));
    if (to < plot.left || from > plot.right) continue;
    const isMuscle = ["squeeze", "flick", "hold"].includes(one.kind), colour = isMuscle ? palette.contraction : palette.quiet;
    pen.fillStyle = colour;
    pen.globalAlpha = one === chosen ? 0.28 : 0.13;
    pen.fillRect(from, top, to - from, bottom - top);
    pen.globalAlpha = 1;
    if (one.offset === undefined) {
      pen.fillStyle = palette.hatch;
      pen.fillRect(from, top, to - from, bottom - top);
    }
    pen.strokeStyle = colour;
    pen.lineWidth = one === chosen ? 3 : 1.5;
    // What is no contraction of the muscle has broken lines.
    pen.setLineDash(isMuscle ? [] : [3, 4]);
    if (to - from >= 3) line(pen, from, top, from, bottom);
    if (to - from >= 3 && one.offset !== undefined) line(pen, to, top, to, bottom);
    pen.setLineDash([]);
    const words = String(one.number), wide = pen.measureText(words).width + 12;
    if (from < free && one !== chosen || from < plot.left - wide) continue;
    free = from + wide + 2;
    pen.fillStyle = one === chosen ? colour : palette.card;
    pen.beginPath();
    pen.roundRect(from, 1, wide, top - 3, isMuscle ? 5 : 0);
    pen.fill();
    pen.stroke();
    pen.fillStyle = one === chosen ? palette.card : isMuscle ? palette["contraction-text"] : palette.text;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.fillText(words, from + 6, (top - 1) / 2 + 1);
  }
  pen.restore();
}

/** Lowest and highest of each point.
 * @param {any[]} parts coarse first */
export function drawCourse(pen, plot, lane, parts, isMain) {
  const x = xOf(plot), { scale } = lane;
  pen.save();
  pen.beginPath();
  pen.rect(plot.left, lane.top - 2, plot.right - plot.left, lane.height + 4);
  pen.clip();
  pen.strokeStyle = plot.palette.trace;
  pen.lineWidth = isMain ? 1.75 : 1.25;
  pen.lineJoin = "bevel";
  parts.forEach((part, which) => {
    const finer = parts[which + 1], width = x(part.from + part.step) - x(part.from);
    const first = Math.max(0, Math.floor((plot.from - part.from) / part.step) - 1);
    const last = Math.min(part.low.length - 1, Math.ceil((plot.to - part.from) / part.step) + 1);
    pen.beginPath();
    let isDown = false, up = false;
    for (let at = first; at <= last; at++) {
      const seconds = part.from + (at + 0.5) * part.step, low = part.low[at], high = part.high[at];
      const isCovered = finer !== undefined && seconds >= finer.from && seconds <= finer.from + finer.low.length * finer.step;
      if (low === null || isCovered) { isDown = false; continue; }
      const where = x(seconds), below = scale.y(low, lane), above = scale.y(high, lane);
      // From afar each point is a stroke from its lowest to its highest; up and down in turns, so that the line is short.
      if (!isDown) pen.moveTo(where, up ? below : above); else pen.lineTo(where, up ? below : above);
      if (below - above > 0.5) pen.lineTo(where, up ? above : below);
      else if (!isDown) pen.lineTo(where + Math.min(1, width), above);
      up = !up;
      isDown = true;
    }
    pen.stroke();
  });
  pen.restore();
}

/** The names of the channels, over whatever lies below them. */
export function drawNames(pen, plot) {
  if (plot.lanes.length < 2) return;
  const size = sizeOfText();
  pen.save();
  pen.font = `${size}px ${plot.palette.font}`;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = plot.palette.card;
  pen.fillStyle = plot.palette.quiet;
  for (const lane of plot.lanes) {
    pen.strokeText(lane.label, plot.left + 6, lane.top + size);
    pen.fillText(lane.label, plot.left + 6, lane.top + size);
  }
  pen.restore();
}

/** Triangles where the converter was at its limit. */
export function drawLimits(pen, plot, spans) {
  const x = xOf(plot), lane = plot.lanes[0];
  pen.save();
  pen.fillStyle = plot.palette.text;
  let last = -Infinity;
  for (const { from, to } of spans) {
    for (let at = Math.max(x(from), plot.left); at <= Math.min(x(to), plot.right) || at === x(from); at += 12) {
      if (at - last < 9) continue;
      pen.beginPath();
      pen.moveTo(at - 4, lane.top + 2);
      pen.lineTo(at + 4, lane.top + 2);
      pen.lineTo(at, lane.top + 10);
      pen.fill();
      last = at;
    }
  }
  pen.restore();
}

/** Marks are flags, cues are diamonds, zeros are dotted lines; each with its word where there is room. */
export function drawRemarks(pen, plot, remarks, isPrivate) {
  const x = xOf(plot), { palette } = plot, size = sizeOfText(), base = plot.lanes[0].top + plot.lanes[0].height;
  pen.save();
  pen.font = `${size}px ${palette.font}`;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  const free = { mark: -Infinity, cue: -Infinity, zero: -Infinity };
  remarks.forEach(({ at, kind, text: said }, which) => {
    const where = x(at);
    if (where < plot.left - 2 || where > plot.right + 2) return;
    const y = { mark: base - 3.6 * size, cue: base - 2.2 * size, zero: base - 0.9 * size }[kind] ?? base;
    pen.strokeStyle = pen.fillStyle = kind === "cue" ? palette.target : palette.text;
    pen.lineWidth = 1.5;
    pen.setLineDash(kind === "zero" ? [2, 4] : []);
    if (kind !== "cue") line(pen, where, kind === "zero" ? plot.lanes[0].top : y - size * 0.7, where, base);
    pen.setLineDash([]);
    pen.beginPath();
    if (kind === "mark") { pen.moveTo(where, y - size * 0.7); pen.lineTo(where + size, y - size * 0.2); pen.lineTo(where, y + size * 0.3); }
    else if (kind === "cue") { pen.moveTo(where, y - 5); pen.lineTo(where + 5, y); pen.lineTo(where, y + 5); pen.lineTo(where - 5, y); }
    else { pen.rect(where - 3, y - 3, 6, 6); }
    pen.fill();
    const words = kind === "zero" ? `${text("rvZeroed")}: ${zeroState(said)}` : kind === "mark" && isPrivate ? "" : kind === "cue" ? cueWord(said) : said;
    const left = where + (kind === "mark" ? size * 1.2 : 9), wide = pen.measureText(words).width, next = remarks.find((one, place) => place > which && one.kind === kind);
    if (words === "" || left < free[kind] || left + wide > Math.min(plot.right, next === undefined ? Infinity : x(next.at) - 5)) return;
    pen.fillStyle = palette.text;
    pen.fillText(words, left, y);
    free[kind] = left + wide + 8;
  });
  pen.restore();
}

/** The whole recording in a strip, and which part of it is shown. */
export function drawStrip(pen, strip, overview, contractions) {
  const { width, height, palette, from, to, seconds } = strip, x = (at) => at / seconds * width;
  pen.clearRect(0, 0, width, height);
  if (overview === undefined || seconds === 0) return;
  let low = 0, high = 10;
  for (let at = 0; at < overview.low.length; at++) {
    if (overview.low[at] === null) continue;
    low = Math.min(low, overview.low[at]);
    high = Math.max(high, overview.high[at]);
  }
  const y = (pressure) => height - 3 - (pressure - low) / (high - low) * (height - 10);
  pen.fillStyle = palette.contraction;
  for (const one of contractions) pen.fillRect(x(one.onset), 0, Math.max(1, x(one.offset ?? seconds) - x(one.onset)), 4);
  pen.strokeStyle = palette.quiet;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = 0; at < overview.low.length; at++) {
    if (overview.low[at] === null) continue;
    const where = x(overview.from + (at + 0.5) * overview.step);
    pen.moveTo(where, y(overview.low[at]) + 0.5);
    pen.lineTo(where, y(overview.high[at]) - 0.5);
  }
  pen.stroke();
  pen.fillStyle = palette.card;
  pen.globalAlpha = 0.65;
  pen.fillRect(0, 0, x(from), height);
  pen.fillRect(x(to), 0, width - x(to), height);
  pen.globalAlpha = 1;
  pen.strokeStyle = palette.text;
  pen.lineWidth = 2;
  pen.strokeRect(Math.max(1, x(from)), 1, Math.max(4, Math.min(width - 2, x(to)) - Math.max(1, x(from))), height - 2);
}
