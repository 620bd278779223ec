// SPDX-License-Identifier: Apache-2.0
// A soft tone that swells with the breath. Off until somebody asks for it.
export class SoftSound {
  #context = null; #level = null; #tone = null;

  get isOn() { return this.#context !== null; }

  /** @param {boolean} on called from a click, as browsers ask */
  set(on) {
    if (on === this.isOn) return;
    if (!on) {
      this.#context.close();
      this.#context = null;
      return;
    }
    this.#context = new AudioContext();
    this.#tone = new OscillatorNode(this.#context, { type: "sine", frequency: 174 });
    this.#level = new GainNode(this.#context, { gain: 0 });
    this.#tone.connect(this.#level).connect(this.#context.destination);
    this.#tone.start();
  }

  /** @param {number} fullness 0 to 1; 0 is silence */
  follow(fullness) {
    if (this.#context === null) return;
    // Never loud, and never sudden.
    this.#level.gain.setTargetAtTime(0.06 * fullness, this.#context.currentTime, 0.15);
  }
}
