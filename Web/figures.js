// SPDX-License-Identifier: Apache-2.0
// How fast the picture is: kept for the person ("delay") and for measurements.
const kept = 4096;

class Recent {
  #values = new Float64Array(kept);
  #count = 0;
  add(value) { this.#values[this.#count++ % kept] = value; }
  /** The share `part` of the newest `limit` values is not above this; NaN where there are none. */
  quantile(part, limit = kept) {
    const have = Math.min(this.#count, kept, limit);
    if (have === 0) return NaN;
    const newest = Float64Array.from({ length: have }, (_, back) => this.#values[(this.#count - 1 - back) % kept]).sort();
    return newest[Math.min(have - 1, Math.floor(part * have))];
  }
}

export class Figures {
  draws = 0;
  firstTrace = null;
  drawMilliseconds = new Recent();
  frameMilliseconds = new Recent();
  delayMilliseconds = new Recent();
  #last = null;

  /** @param {number} took milliseconds @param {number} began performance.now() @param {number} delay of the newest sample, in milliseconds */
  drew(took, began, delay) {
    this.draws++;
    this.firstTrace ??= performance.now();
    this.drawMilliseconds.add(took);
    this.delayMilliseconds.add(delay);
    if (this.#last !== null) this.frameMilliseconds.add(began - this.#last);
    this.#last = began;
  }

  report() {
    const of = (recent) => ({ p50: recent.quantile(0.5), p99: recent.quantile(0.99) });
    return {
      draws: this.draws, firstTrace: this.firstTrace, draw: of(this.drawMilliseconds), frame: of(this.frameMilliseconds),
      delay: of(this.delayMilliseconds),
    };
  }
}
