// SPDX-License-Identifier: Apache-2.0
// A calm breath to follow: somewhat longer out than in (4 to 6 is usual in relaxation training; assumption).
const shareIn = 0.4;

/** Where a breath is at a time: `isIn`, and how full the lungs are, 0 to 1, with soft turns.
 * @param {number} seconds since the beginning @param {number} breathsPerMinute */
export function breathAt(seconds, breathsPerMinute) {
  const part = seconds * breathsPerMinute / 60 % 1, isIn = part < shareIn;
  const along = isIn ? part / shareIn : (part - shareIn) / (1 - shareIn);
  const soft = (1 - Math.cos(Math.PI * along)) / 2;
  return { isIn, fullness: isIn ? soft : 1 - soft };
}
