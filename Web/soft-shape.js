// SPDX-License-Identifier: Apache-2.0
// The shape of the practice page: a flower of soft leaves that opens as the muscle lets go and folds as it tightens.

const leaves = 8;

/** How far out the leaves reach, as a share of the radius.
 * @param {number} openness 0 to 1 */
export const reach = (openness) => 0.3 + 0.4 * openness;

/** Draws it.
 * @param {CanvasRenderingContext2D} pen @param {{width: number, height: number, openness: number, breath: number | null,
 * colours: {calm: string, soft: string, ring: string}}} look openness 0 (tight) to 1 (at rest); breath 0 to 1 or none */
export function drawShape(pen, { width, height, openness, breath, colours }) {
  const radius = Math.min(width, height) / 2 * 0.92, x = width / 2, y = height / 2;
  pen.clearRect(0, 0, width, height);
  if (breath !== null) {
    pen.strokeStyle = colours.ring;
    pen.lineWidth = 3;
    pen.setLineDash([3, 9]);
    pen.lineCap = "round";
    pen.beginPath();
    pen.arc(x, y, radius * (0.7 + 0.29 * breath), 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }
  pen.save();
  pen.translate(x, y);
  const long = radius * reach(openness), wide = radius * (0.14 + 0.15 * openness);
  for (let leaf = 0; leaf < leaves; leaf++) {
    pen.rotate(2 * Math.PI / leaves);
    pen.globalAlpha = 0.5;
    pen.fillStyle = colours.soft;
    pen.strokeStyle = colours.calm;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.bezierCurveTo(-wide * 1.6, -long * 0.45, -wide, -long, 0, -long);
    pen.bezierCurveTo(wide, -long, wide * 1.6, -long * 0.45, 0, 0);
    pen.fill();
    pen.globalAlpha = 0.8;
    pen.stroke();
  }
  pen.restore();
  pen.fillStyle = colours.calm;
  pen.beginPath();
  pen.arc(x, y, radius * (0.07 + 0.03 * openness), 0, 2 * Math.PI);
  pen.fill();
}
