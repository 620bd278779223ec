// SPDX-License-Identifier: Apache-2.0
// What is known of the perineometer and its pressures now. Views read it; the connection fills it.
import { SampleStore, states } from "./sample-store.js";

/** After so long without a sample nothing is shown as live. */
export const staleMilliseconds = 1000;
const flowing = ["streaming", "stalled", "recovering"];
const contractionsKept = 200;
const gapsKept = 200;

export class Signal {
  /** @type {SampleStore | null} */
  store = null;
  /** @type {Partial<Messages["DeviceMessage"]> & {state: string}} */
  device = { state: "absent" };
  /** @type {Messages["DeviceDescription"][]} */
  devices = [];
  /** @type {Messages["RestMessage"] | null} */
  rest = null;
  simulated = false;
  /** @type {Map<number, Messages["ContractionMessage"]>} by id, in order */
  contractions = new Map();
  /** @type {{from: number, to: number}[]} in hostTime */
  gaps = [];
  missing = 0;
  lastArrival = -Infinity;
  isWithheld = false;
  /** Of the recording that goes on: times in hostTime, and what they are called.
   * @type {{number: number, time: number, label: string}[]} */
  marks = [];
  /** What this browser may do: "controller" or "observer"; null before the daemon told.
   * @type {string | null} */
  role = null;
  /** Of the daemon's start.
   * @type {string | null} */
  boot = null;
  /** What to add to performance.now(), in seconds, to get hostTime.
   * @type {number | null} */
  clockOffset = null;
  #listeners = new Map();

  /** @param {string} what @param {(value?: any) => void} listener */
  on(what, listener) { this.#listeners.set(what, [...(this.#listeners.get(what) ?? []), listener]); }
  #tell(what, value) { for (const listener of this.#listeners.get(what) ?? []) listener(value); }

  /** The present on the samples' clock. */
  get hostNow() {
    const { store } = this;
    if (this.device.replay === true && store !== null && store.count > 0) return store.epoch + store.time[(store.count - 1) & store.mask];
    return performance.now() / 1000 + (this.clockOffset ?? 0);
  }
  /** Nothing came lately, or what came is old: a look-back tells of the past until it has caught up. */
  get isStale() {
    if (performance.now() - this.lastArrival > staleMilliseconds || this.store === null || this.store.count === 0) return true;
    const { store } = this;
    // What a recording says of its time is long past.
    if (this.device.replay === true) return false;
    return (this.hostNow - store.epoch - store.time[(store.count - 1) & store.mask]) * 1000 > staleMilliseconds;
  }
  /** Whether what is known is the present. A silence of some 50 ms is `stalled` already; for eyes it is none yet. */
  get isLive() { return !this.isStale && !this.isWithheld && flowing.includes(this.device.state); }

  /** The newest sample; null where there is none that is live. */
  get newest() {
    if (!this.isLive) return null;
    const { store } = this, place = (store.count - 1) & store.mask;
    return {
      time: store.epoch + store.time[place], pressure: store.pressure[place], rest: store.rest[place],
      state: states[store.state[place]], clipped: store.clipped[place] === 1,
    };
  }

  /** From when on samples should be sent, in seconds before now, so that no hole is left.
   * @param {number} shown seconds in the picture */
  lookback(shown) {
    const { store } = this;
    if (store === null || store.count === 0) return shown;
    return Math.min(120, Math.max(0, this.hostNow - store.epoch - store.time[(store.count - 1) & store.mask]) + 1);
  }

  /** @param {string} method @param {any} params */
  take(method, params) {
    switch (method) {
      case "hello": this.#hello(params); break;
      case "samples": this.#samples(params); break;
      case "contraction": this.#contraction(params); break;
      case "rest": this.rest = params; this.#tell("rest"); break;
      case "gap": this.missing += params.missing; this.#tell("gap", params); break;
      case "lag": this.missing += params.dropped; break;
      case "device": this.#device(params); break;
      case "devices": this.devices = params.devices; this.#tell("devices"); break;
      case "role": this.role = params.role; this.#tell("role"); break;
      case "withheld": this.isWithheld = params.withheld; this.#tell("device"); break;
      default: this.#tell(method, params);
    }
  }

  /** Forgets what was measured: another perineometer, or another start of the daemon, whose indices mean other samples. */
  reset() {
    this.store = null;
    this.contractions.clear();
    this.gaps = [];
    this.missing = 0;
    this.rest = null;
    this.lastArrival = -Infinity;
    this.#tell("reset");
  }

  /** @param {Notifications["hello"]} hello */
  #hello(hello) {
    this.clockOffset = hello.clock.hostTime - performance.now() / 1000;
    this.simulated = hello.simulated;
    this.isWithheld = false;
    this.role = hello.role;
    if (this.boot !== null && this.boot !== hello.boot) this.reset();
    this.boot = hello.boot;
    this.#tell("hello");
  }

  /** @param {Notifications["samples"]} message */
  #samples(message) {
    const known = this.store;
    if (known === null || Math.abs(known.interval - message.interval) > known.interval / 1e6) {
      this.store = new SampleStore(message.interval, Math.floor(message.hostTime));
      this.#tell("store");
    }
    const { store } = this;
    const before = store.count > 0 ? store.epoch + store.time[(store.count - 1) & store.mask] : null;
    const taken = store.append(message);
    if (taken === 0) return;
    // Whatever was told of it: where samples do not follow each other, some are missing.
    if (before !== null && message.hostTime - before > 1.5 * message.interval) {
      this.gaps.push({ from: before, to: message.hostTime });
      if (this.gaps.length > gapsKept) this.gaps.shift();
    }
    const newest = message.hostTime + (message.pressure.length - 1) * message.interval;
    // No sample is from the future: if one seems to be, this clock stood still meanwhile (the machine slept).
    this.clockOffset = Math.max(this.clockOffset ?? -Infinity, newest - performance.now() / 1000);
    this.lastArrival = performance.now();
    this.simulated = message.simulated;
    this.#tell("samples", taken);
  }

  /** @param {Notifications["contraction"]} message */
  #contraction(message) {
    const known = this.contractions.get(message.id);
    // A look-back tells again what is known.
    if (known !== undefined && known.revision >= message.revision) return;
    if (message.phase === "withdrawn") this.contractions.delete(message.id);
    else this.contractions.set(message.id, message);
    if (this.contractions.size > contractionsKept) this.contractions.delete(this.contractions.keys().next().value);
    this.#tell("contraction", { message, isNew: known === undefined, before: known });
  }

  /** @param {Notifications["device"]} device */
  #device(device) {
    if (this.device.serial !== undefined && device.serial !== undefined && this.device.serial !== device.serial) this.reset();
    this.device = device;
    this.simulated = device.simulated;
    this.#tell("device");
  }
}
