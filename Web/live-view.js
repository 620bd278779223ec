// SPDX-License-Identifier: Apache-2.0
// The live page: picture, readouts, what to do.
import { byID, element, fieldOf, write } from "./dom.js";
import { done, refused, say } from "./announcer.js";
import { ContractionTable } from "./contraction-table.js";
import { deviceWords, restWords, zeroWords } from "./device-words.js";
import { decimal, text, duration } from "./text.js";
import { converted, pressureWords, shown } from "./pressure.js";
import { change, onSettings, settings, windows } from "./settings.js";

/** Numbers that change faster than this cannot be read. */
const readoutMilliseconds = 200;
const gapMilliseconds = 10_000;

export class LiveView {
  #app; #readoutsDue = 0; #unit = settings.unit; #wasClipped = false; #nextGapWords = 0;

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    const { signal, privacy } = app;
    new ContractionTable(signal, privacy);
    byID("zero-air").addEventListener("click", () => this.zero("air"));
    byID("zero-place").addEventListener("click", () => this.zero("inSitu"));
    byID("window", HTMLSelectElement).addEventListener("change", (event) => change({ window: Number(fieldOf(event).value) }));
    byID("devices", HTMLSelectElement).addEventListener("change", (event) => app.chooseDevice(fieldOf(event).value));
    for (const id of ["target-from", "target-to"]) byID(id).addEventListener("change", () => this.#takeTarget());
    onSettings(() => this.#writeSettings());
    signal.on("samples", () => this.#samples());
    signal.on("gap", () => this.#sayGap());
    signal.on("devices", () => this.#writeDevices());
    privacy.on(() => this.write());
    this.#writeSettings();
  }

  /** One loose cable makes many gaps. */
  #sayGap() {
    if (performance.now() < this.#nextGapWords) return;
    this.#nextGapWords = performance.now() + gapMilliseconds;
    say(text("saidGap"));
  }

  /** Zeroes the probe. What stands in the way is said in the daemon's words.
   * @param {"air" | "inSitu"} state */
  async zero(state) {
    try {
      await this.#app.connection.call("device.zero", { state, device: this.#app.signal.device.serial });
      done(text(state === "air" ? "zeroedAir" : "zeroedPlace"));
    } catch (refusal) {
      refused(refusal);
    }
  }

  /** Shows more or less time.
   * @param {1 | -1} step */
  changeWindow(step) {
    const next = windows[windows.indexOf(settings.window) + step];
    if (next !== undefined) change({ window: next });
  }

  #samples() {
    const isClipped = this.#app.signal.newest?.clipped ?? false;
    if (isClipped && !this.#wasClipped) say(text("saidClipped"));
    this.#wasClipped = isClipped;
    if (performance.now() < this.#readoutsDue) return;
    this.#readoutsDue = performance.now() + readoutMilliseconds;
    this.write();
  }

  /** Writes everything that is told in words. */
  write() {
    const { signal, privacy, link, figures } = this.#app, { newest, device } = signal;
    const { blank } = deviceWords(signal, link), isBlank = newest === null;
    byID("plot-blank").hidden = !isBlank;
    byID("zero-air", HTMLButtonElement).disabled = byID("zero-place", HTMLButtonElement).disabled = link !== "open" || device.state !== "streaming" || signal.role === "observer";
    write(byID("plot-blank"), isBlank ? blank : "");
    const pressure = (value, digits) => privacy.isOn ? text("hidden") : pressureWords(value, digits), none = text("noValue");
    const above = isBlank || Number.isNaN(newest.rest) ? none : privacy.isOn ? text("hidden") : decimal(shown(newest.pressure - newest.rest));
    this.#writeBig(above, isBlank || privacy.isOn || Number.isNaN(newest.rest) ? "" : settings.unit);
    write(byID("pressure"), isBlank ? none : pressure(newest.pressure));
    const states = { settling: "stateSettling", rest: "stateRest", contraction: "stateContraction" };
    write(byID("state"), isBlank ? none : newest.clipped ? text("clipped") : text(states[newest.state] ?? "stateSettling"));
    write(byID("resting"), isBlank ? none : restWords(signal.rest, pressure));
    const breath = signal.rest?.breathing;
    write(byID("breathing"), isBlank || breath === undefined ? none : text("breathsPerMinute", decimal(breath.rate, 0)));
    write(byID("zero-words"), device.state === "streaming" ? zeroWords(device.zero, signal.hostNow) : none);
    write(byID("delay"), isBlank ? none : text("milliseconds", decimal(figures.delayMilliseconds.quantile(0.5, 60), 0)));
    write(byID("lost"), signal.missing === 0 ? text("none") : decimal(signal.missing, 0));
  }

  #writeBig(number, unit) {
    const place = byID("above-rest");
    if (place.childNodes.length !== 2) place.replaceChildren("", element("small"));
    if (place.firstChild.nodeValue !== number) place.firstChild.nodeValue = number;
    write(place.lastChild, unit === "" ? "" : ` ${unit}`);
  }

  #writeSettings() {
    const select = byID("window", HTMLSelectElement);
    select.replaceChildren(...windows.map((seconds) => {
      const option = element("option", duration(seconds));
      option.value = String(seconds);
      return option;
    }));
    select.value = String(settings.window);
    if (this.#unit !== settings.unit) {
      // The band stays where it is; only its numbers change.
      const before = this.#unit;
      this.#unit = settings.unit;
      change({ targetFrom: converted(settings.targetFrom, before), targetTo: converted(settings.targetTo, before) });
      return;
    }
    byID("target-from", HTMLInputElement).value = settings.targetFrom;
    byID("target-to", HTMLInputElement).value = settings.targetTo;
    byID("legend-target").hidden = settings.targetFrom === "" || settings.targetTo === "";
    write(byID("target-unit"), settings.unit);
    this.write();
  }

  #takeTarget() {
    const read = (id) => {
      const { value, validity } = byID(id, HTMLInputElement);
      return validity.valid || validity.stepMismatch ? value : "";
    };
    change({ targetFrom: read("target-from"), targetTo: read("target-to") });
  }

  #writeDevices() {
    const { devices, device } = this.#app.signal, known = devices.filter((one) => one.serial !== undefined);
    byID("devices-field").hidden = known.length < 2;
    byID("devices").replaceChildren(...known.map((one) => {
      const option = element("option", `${one.product ?? text("perineometer")} (${one.serial})`);
      option.value = one.serial;
      option.selected = one.serial === device.serial;
      return option;
    }));
  }
}
