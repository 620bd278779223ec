// SPDX-License-Identifier: Apache-2.0
// The marks that somebody set during a recording: a line with a flag, at the foot of the trace, where no number of a contraction stands.
import { sizeOfText } from "./trace-marks.js";

/** @param {CanvasRenderingContext2D} pen @param {any} plot @param {{time: number, label: string}[]} marks @param {(time: number) => number} x */
export function drawFlags(pen, plot, marks, x) {
  const { palette, top, bottom, left, right } = plot, size = sizeOfText(), height = size * 1.6;
  pen.save();
  pen.font = `600 ${size}px ${palette.font}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineWidth = 2;
  for (const { time, label } of marks) {
    const at = x(time);
    if (at < left || at > right) continue;
    const wide = Math.min(pen.measureText(label).width + 12, 12 * size);
    pen.strokeStyle = palette.text;
    pen.beginPath();
    pen.moveTo(at, top);
    pen.lineTo(at, bottom);
    pen.stroke();
    pen.fillStyle = palette.text;
    pen.fillRect(at, bottom - height, wide, height);
    pen.fillStyle = palette.card;
    pen.fillText(label, at + 6, bottom - height / 2, wide - 12);
  }
  pen.restore();
}
