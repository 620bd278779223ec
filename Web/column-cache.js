// SPDX-License-Identifier: Apache-2.0
// Samples gathered into the columns of pixels that show them: lowest and highest of each. Every sample is looked at once,
// so that drawing takes the same time at any rate, and no peak between two pixels is lost.

export class ColumnCache {
  /** @param {number} columns how many are shown @param {number} seconds that one column covers */
  constructor(columns, seconds) {
    this.columns = columns;
    this.seconds = seconds;
    // Some more than are shown, so that what scrolls out at the left is whole.
    this.capacity = columns + 4;
    this.number = new Float64Array(this.capacity).fill(-1);
    this.low = new Float32Array(this.capacity);
    this.high = new Float32Array(this.capacity);
    this.last = new Float32Array(this.capacity);
    this.mark = new Uint8Array(this.capacity);
  }

  /** Which column, counted from the epoch, a time belongs to.
   * @param {number} time */
  columnOf(time) { return Math.floor(time / this.seconds); }

  /** @param {number} time since the epoch @param {number} value NaN leaves a hole @param {number} [mark] */
  add(time, value, mark = 0) {
    if (Number.isNaN(value)) return;
    const column = this.columnOf(time), place = column % this.capacity;
    if (this.number[place] !== column) {
      this.number[place] = column;
      this.low[place] = this.high[place] = value;
      this.mark[place] = mark;
    } else {
      if (value < this.low[place]) this.low[place] = value;
      if (value > this.high[place]) this.high[place] = value;
      this.mark[place] |= mark;
    }
    this.last[place] = value;
  }

  /** The place of a column, or -1 where it has no sample.
   * @param {number} column */
  placeOf(column) {
    const place = column % this.capacity;
    return column >= 0 && this.number[place] === column ? place : -1;
  }
}
