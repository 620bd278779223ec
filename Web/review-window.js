// SPDX-License-Identifier: Apache-2.0
// Which part of a recording is shown. Knows nothing of pictures: time in, time out.

/** Closer than this nothing more is seen: 20 samples at 1 kHz. */
export const shortest = 0.02;

export class TimeWindow {
  from = 0; to = 1; seconds = 1;
  /** Whether all is shown: then more of it is shown as it comes. */
  get isWhole() { return this.from <= 0 && this.to >= this.seconds; }
  get length() { return this.to - this.from; }

  /** The recording is so long.
   * @param {number} seconds */
  fit(seconds) {
    const wasWhole = this.isWhole;
    this.seconds = Math.max(shortest, seconds);
    if (wasWhole) this.show(0, this.seconds);
  }

  /** @param {number} from @param {number} to */
  show(from, to) {
    const length = Math.max(shortest, Math.min(this.seconds, to - from));
    this.from = Math.max(0, Math.min(this.seconds - length, from));
    this.to = this.from + length;
  }

  /** Shows `factor` times as much, with the time `at` staying where it is.
   * @param {number} factor @param {number} [at] */
  zoom(factor, at = (this.from + this.to) / 2) {
    const length = Math.max(shortest, Math.min(this.seconds, this.length * factor)), share = (at - this.from) / this.length;
    this.show(at - share * length, at - share * length + length);
  }

  /** Moves by a share of what is shown.
   * @param {number} share */
  pan(share) { this.show(this.from + share * this.length, this.to + share * this.length); }
}
