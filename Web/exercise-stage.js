// SPDX-License-Identifier: Apache-2.0
// The one thing to follow in a guided exercise: the soft shape, whose leaves reach into a ring where something is aimed at,
// within a circle that empties as the time of the cue goes by.
import { drawShape, reach } from "./soft-shape.js";

/** At so much above rest the shape is folded, unless a target lies higher. cmH2O (assumption: a gentle squeeze). */
const foldedCmH2O = 20;
const circle = 0.95;

/** How far open the shape is.
 * @param {number} above rest, cmH2O @param {number} folded cmH2O above rest */
export const openness = (above, folded) => Math.exp(-Math.max(0, above) / folded * 1.6);

/** The scale on which both ends of a target can be told apart.
 * @param {number | null} upper above rest, cmH2O */
export const foldedFor = (upper) => upper === null ? foldedCmH2O : Math.max(foldedCmH2O, Math.min(upper, 200) * 1.2);

export class ExerciseStage {
  #canvas; #colours; #open = 1; #folded = foldedCmH2O;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#colours = undefined; });
  }

  /** Another exercise begins: its targets are others. */
  begin() { this.#folded = foldedCmH2O; }

  /** Draws. `above`: null where the pressure is not to be shown, or not live; `band`: null or {lower, upper} above rest, in cmH2O;
   * `share`: of the cue's time that is left, or null; `breath`: 0 to 1, or null; `softness`: 0 to 1, how much of the way is gone.
   * @param {{above: number | null, band: {lower?: number, upper: number} | null, share: number | null, breath: number | null,
   * softness: number}} look */
  draw({ above, band, share, breath, softness }) {
    const canvas = this.#canvas, { width, height } = canvas.getBoundingClientRect(), ratio = devicePixelRatio;
    if (width === 0) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#colours ??= colours();
    const all = this.#colours, pen = canvas.getContext("2d"), radius = Math.min(width, height) / 2 * 0.92;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    // One scale for the whole exercise, or the same squeeze would look different without a target: it grows, and never shrinks.
    const folded = this.#folded = Math.max(this.#folded, foldedFor(band?.upper ?? null));
    if (above === null) {
      this.#open = 1;
      drawQuiet(pen, width, height, radius, all);
    } else {
      this.#open += (openness(above, folded) - this.#open) * softness;
      const isAbove = band !== null && above > band.upper;
      drawShape(pen, {
        width, height, openness: this.#open, breath,
        colours: isAbove ? { calm: all.ring, soft: all.neutral, ring: all.ring } : { calm: all.calm, soft: all.soft, ring: all.ring },
      });
    }
    pen.save();
    pen.translate(width / 2, height / 2);
    if (above !== null && band !== null) drawBand(pen, radius, band, folded, all);
    if (breath === null && share !== null) drawTime(pen, radius, share, all);
    pen.restore();
  }
}

function colours() {
  const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(name).trim();
  return {
    calm: colour("--calm"), soft: colour("--calm-soft"), ring: colour("--quiet"), neutral: colour("--line"), edge: colour("--edge"),
    target: colour("--target"), time: colour("--accent"),
  };
}

/** Where the pressure is not shown, nothing moves with it. */
function drawQuiet(pen, width, height, radius, { soft }) {
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = soft;
  pen.beginPath();
  pen.arc(width / 2, height / 2, radius * 0.2, 0, 2 * Math.PI);
  pen.fill();
}

/** The tips of the leaves are to lie between two dotted rings; where the lower end is open, outside of one.
 * @param {CanvasRenderingContext2D} pen @param {number} radius @param {{lower?: number, upper: number}} band @param {number} folded @param {{target: string}} colours */
function drawBand(pen, radius, { lower, upper }, folded, { target }) {
  const inner = radius * reach(openness(upper, folded));
  const outer = lower === undefined ? radius * reach(1) * 1.06 : radius * reach(openness(lower, folded));
  pen.fillStyle = pen.strokeStyle = target;
  pen.globalAlpha = 0.2;
  pen.beginPath();
  pen.arc(0, 0, outer, 0, 2 * Math.PI);
  pen.arc(0, 0, inner, 0, 2 * Math.PI, true);
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  pen.setLineDash([2, 5]);
  for (const one of lower === undefined ? [inner] : [inner, outer]) {
    pen.beginPath();
    pen.arc(0, 0, one, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([]);
}

function drawTime(pen, radius, share, { edge, time }) {
  pen.lineCap = "round";
  for (const [colour, wide, part] of [[edge, 3, 1], [time, 5, share]]) {
    if (part <= 0) continue;
    pen.strokeStyle = colour;
    pen.lineWidth = wide;
    pen.beginPath();
    pen.arc(0, 0, radius * circle, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(1, part));
    pen.stroke();
  }
}
