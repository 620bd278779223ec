// SPDX-License-Identifier: Apache-2.0
// The last two minutes of samples as columns: a ring of numbers of fixed size, whatever arrives.

const secondsKept = 125;
export const states = ["settling", "rest", "contraction"];

export class SampleStore {
  /** @param {number} interval seconds between samples @param {number} epoch what times count from, in hostTime */
  constructor(interval, epoch) {
    this.interval = interval;
    this.epoch = epoch;
    this.capacity = 2 ** Math.ceil(Math.log2(secondsKept / interval));
    this.mask = this.capacity - 1;
    /** How many samples were ever taken; the newest stands at (count - 1) & mask. */
    this.count = 0;
    this.newestIndex = -1;
    this.time = new Float64Array(this.capacity);
    this.pressure = new Float32Array(this.capacity);
    this.rest = new Float32Array(this.capacity);
    this.state = new Uint8Array(this.capacity);
    this.clipped = new Uint8Array(this.capacity);
    /** @type {Map<number, Float32Array>} other channels, by number */
    this.channels = new Map();
  }

  get first() { return Math.max(0, this.count - this.capacity); }

  /** Takes a `samples` message; what is known already is left out. Returns how many were new.
   * @param {Messages["Samples"]} message */
  append(message) {
    const { pressure, rest, state, clipped, channels = [] } = message;
    const skip = Math.max(0, this.newestIndex + 1 - message.index);
    for (const { channel } of channels) {
      if (!this.channels.has(channel)) this.channels.set(channel, new Float32Array(this.capacity).fill(NaN));
    }
    for (let i = skip; i < pressure.length; i++) {
      const place = this.count & this.mask;
      this.time[place] = message.hostTime - this.epoch + i * message.interval;
      this.pressure[place] = pressure[i];
      this.rest[place] = rest[i] ?? NaN;
      this.state[place] = states.indexOf(state[i]);
      this.clipped[place] = clipped?.[i] ? 1 : 0;
      for (const column of this.channels.values()) column[place] = NaN;
      for (const one of channels) this.channels.get(one.channel)[place] = one.pressure[i];
      this.count++;
    }
    if (pressure.length > skip) this.newestIndex = message.index + pressure.length - 1;
    return Math.max(0, pressure.length - skip);
  }
}
