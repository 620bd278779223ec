// SPDX-License-Identifier: Apache-2.0
// A calm breath to follow: somewhat longer out than in (4 to 6 is usual in relaxation training; assumption).
const shareIn = 0.4;

/** How full the lungs are, 0 to 1, with soft turns.
 * @param {boolean} isIn @param {number} part of the breath in or out that is over, 0 to 1 */
export function fullnessOf(isIn, part) {
  const soft = (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, part)))) / 2;
  return isIn ? soft : 1 - soft;
}

/** Where a breath is at a time: `isIn`, and how full the lungs are.
 * @param {number} seconds since the beginning @param {number} breathsPerMinute */
export function breathAt(seconds, breathsPerMinute) {
  const part = seconds * breathsPerMinute / 60 % 1, isIn = part < shareIn;
  return { isIn, fullness: fullnessOf(isIn, isIn ? part / shareIn : (part - shareIn) / (1 - shareIn)) };
}
