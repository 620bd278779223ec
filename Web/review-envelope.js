// SPDX-License-Identifier: Apache-2.0
// The course of a recording's channels as far as it was fetched: all of it from afar, and closely where somebody looks.
// What was fetched is drawn at once however one moves; what is finer follows.

/** The most points that the daemon sends. */
const mostPoints = 2000;
/** So much more on either side is fetched as is shown: a small movement then needs nothing new. */
const margin = 0.25;
const mostColumns = mostPoints / (1 + 2 * margin);

export class Envelopes {
  /** Of the recording, once known.
   * @type {Envelope | null} */
  facts = null;
  #connection; #session; #changed; #overview = /** @type {Map<number, Envelope>} */ (new Map()); #close = /** @type {Map<number, Envelope>} */ (new Map()); #isAsking = false; #wanted = null; #isOver = false;
  /** Contractions of the whole recording, as far as the daemon has come; without their figures.
   * @type {NonNullable<Messages["SessionsTraceResult"]["contractions"]>} */
  found = [];
  /** Milliseconds from asking to having, of the newest answers. */
  waits = [];

  /** @param {import("./connection.js").Connection} connection @param {string} session @param {() => void} changed */
  constructor(connection, session, changed) {
    this.#connection = connection;
    this.#session = session;
    this.#changed = changed;
  }

  /** Fetches all channels from afar; calls back as the daemon's reading goes on. */
  async begin() {
    for (;;) {
      const first = await this.#ask({ points: mostPoints, contractionsAfter: this.found.length });
      if (this.#isOver) return;
      this.facts = first;
      if (first.read < 1) this.found.push(...first.contractions ?? []);
      this.main = first.channel;
      this.#overview.set(first.channel, first);
      const others = first.channels.map((one) => one.channel).filter((one) => one !== first.channel);
      const answers = await Promise.all(others.map((channel) => this.#ask({ channel, points: mostPoints })));
      for (const answer of answers) this.#overview.set(answer.channel, answer);
      if (this.#isOver) return;
      this.#changed();
      if (first.read >= 1) return;
      await new Promise((resolve) => { setTimeout(resolve, 250); });
    }
  }

  end() { this.#isOver = true; }

  /** Sees to it that a window is fetched as finely as it is shown. One question is under way at a time; only the newest wish counts.
   * @param {number} from @param {number} to seconds @param {number} columns of pixels */
  want(from, to, columns) {
    if (this.facts === null || this.#covers(from, to, columns)) return;
    this.#wanted = { from, to, columns };
    if (!this.#isAsking) this.#fetch();
  }

  /** What is to be drawn of a channel in a window, coarse first.
   * @param {number} channel @param {number} from @param {number} to @returns {Envelope[]} answers of the daemon */
  of(channel, from, to) {
    const close = this.#close.get(channel), overview = this.#overview.get(channel);
    if (close !== undefined && close.from <= from && endOf(close) >= to) return [close];
    return [overview, close].filter((one) => one !== undefined);
  }

  /** Whether what is drawn of a window is as fine as it can be. */
  isFine(from, to, columns) { return this.facts !== null && this.facts.read >= 1 && this.#covers(from, to, columns); }

  #covers(from, to, columns) {
    // What was asked for counts: points are whole samples, and may be a little longer.
    const step = Math.max((to - from) / Math.min(columns, mostColumns), 1 / this.facts.rate), end = Math.min(to, this.facts.seconds);
    return [this.#close.get(this.main), this.#overview.get(this.main)].some((one) =>
      one !== undefined && one.from <= Math.max(0, from) + 1e-9 && endOf(one) >= end - 1e-9 && one.asked <= step * 1.5);
  }

  async #fetch() {
    this.#isAsking = true;
    while (this.#wanted !== null && !this.#isOver) {
      const { from, to, columns } = this.#wanted, more = (to - from) * margin;
      this.#wanted = null;
      const window = { from: Math.max(0, from - more), to: Math.min(this.facts.seconds, to + more) };
      const share = (window.to - window.from) / Math.max(1e-9, to - from);
      const points = Math.max(2, Math.min(mostPoints, Math.ceil(Math.min(columns, mostColumns) * share)));
      try {
        const answers = await Promise.all(this.facts.channels.map(({ channel }) => this.#ask({ channel, ...window, points })));
        for (const answer of answers) this.#close.set(answer.channel, answer);
      } catch {
        break;
      }
      if (!this.#isOver) this.#changed();
    }
    this.#isAsking = false;
  }

  /** @param {{from?: number, to?: number, points: number, channel?: number, contractionsAfter?: number}} window @returns {Promise<Envelope>} */
  async #ask(window) {
    const began = performance.now();
    const answer = await this.#connection.call("sessions.trace", { session: this.#session, ...window });
    this.waits.push(performance.now() - began);
    if (this.waits.length > 1000) this.waits.shift();
    return { ...answer, asked: ((window.to ?? answer.seconds) - (window.from ?? 0)) / window.points };
  }
}

/** @typedef {Messages["SessionsTraceResult"] & {asked: number}} Envelope `asked`: how long a point was wanted, in seconds */

/** @param {Envelope} answer */
export const endOf = (answer) => answer.from + answer.low.length * answer.step;
