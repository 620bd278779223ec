// SPDX-License-Identifier: Apache-2.0
// Where on the canvas which channel is drawn, and to what scale.
import { shown } from "./pressure.js";
import { text } from "./text.js";

/** Room for the labels of the axes, in CSS pixels.
 * @param {number} size of the letters */
export const marginsFor = (size) => ({ left: 4.4 * size, right: 14, top: 1.8 * size, bottom: 2 * size });
const laneGap = 8;
/** Tops of the scale in cmH2O: a step is taken only when it is needed, so that the picture stays still. */
const tops = [5, 10, 20, 30, 60, 100, 150, 200, 300, 500, 1000];

/** @typedef {{channel: number | null, top: number, height: number, label: string, scale?: Scale}} Lane */

/** @returns {Lane[]} the first is the detection channel */
export function lanes(device, store, height, margins) {
  const described = device.channels ?? [];
  const main = described.find((one) => one.channel === device.detectionChannel);
  const others = [...(store?.channels.keys() ?? [])].filter((one) => one !== device.detectionChannel).sort((a, b) => a - b);
  const room = height - margins.top - margins.bottom;
  if (others.length === 0) return [{ channel: null, top: margins.top, height: room, label: label(main) }];
  const mainHeight = room * (others.length > 3 ? 0.4 : 0.6);
  const each = (room - mainHeight) / others.length;
  return [
    { channel: null, top: margins.top, height: mainHeight, label: label(main) },
    ...others.map((channel, row) => ({
      channel, top: margins.top + mainHeight + row * each + laneGap, height: each - laneGap,
      label: label(described.find((one) => one.channel === channel)),
    })),
  ];
}

function label(channel) {
  if (channel === undefined) return "";
  const role = { pelvicFloor: text("channelPelvicFloor"), abdominal: text("channelAbdominal") }[channel.role]
    ?? text("channelArray", channel.channel + 1);
  return channel.position === undefined ? role : `${role}, ${text("channelAt", Math.round(channel.position))}`;
}

/** The scale of the pressures: from `bottom` to `top` in cmH2O. */
export class Scale {
  /** @param {number} least what it shows at least, in cmH2O */
  constructor(least) {
    this.least = least;
    this.top = least;
    this.bottom = -least / 12;
  }

  /** Makes room for what is shown. Returns whether anything changed.
   * @param {number} low @param {number} high */
  fit(low, high) {
    const wanted = tops.find((top) => high <= top * 0.95) ?? tops.at(-1);
    const bottom = low >= -this.least / 15 ? -this.least / 12 : -Math.max(10, Math.ceil(-low / 0.9 / 10) * 10);
    // It shrinks only where the smaller scale leaves room, or it would jump to and fro.
    const top = wanted >= this.top || high < wanted * 0.8 ? Math.max(wanted, this.least) : this.top;
    if (top === this.top && bottom === this.bottom) return false;
    this.top = top;
    this.bottom = bottom;
    return true;
  }

  /** The lines of the grid, in cmH2O, at round numbers of the unit that is shown. */
  lines(height) {
    const top = shown(this.top), steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    const step = steps.find((one) => height * one / (top - shown(this.bottom)) >= (height < 90 ? 22 : 34)) ?? Math.ceil(top);
    const first = Math.ceil(shown(this.bottom) / step) * step, result = [];
    for (let value = first; value <= top + 1e-6; value += step) result.push({ label: value, pressure: value / shown(1) });
    return result;
  }

  y(pressure, lane) { return lane.top + lane.height * (1 - (pressure - this.bottom) / (this.top - this.bottom)); }
}
