// SPDX-License-Identifier: Apache-2.0
// In a shared room a person may not want numbers to be seen. The trace has none then on its axis, and no text has one.
import { byID } from "./dom.js";

export class Privacy {
  isOn = false;
  #listeners = [];

  constructor() { byID("privacy").addEventListener("click", () => this.toggle()); }

  /** @param {() => void} listener */
  on(listener) { this.#listeners.push(listener); }

  toggle() {
    this.isOn = !this.isOn;
    byID("privacy").setAttribute("aria-pressed", String(this.isOn));
    for (const listener of this.#listeners) listener();
  }
}
