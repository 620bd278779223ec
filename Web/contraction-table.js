// SPDX-License-Identifier: Apache-2.0
// The contractions as a table: the same as the picture shows, for those who cannot see it, and with figures.
import { byID, element } from "./dom.js";
import { say } from "./announcer.js";
import { clock, decimal, text } from "./text.js";
import { pressureWords } from "./pressure.js";
import { onSettings } from "./settings.js";

const shownRows = 50;

/** @param {Messages["ContractionMessage"]} one @param {boolean} isPrivate */
function cells(one, isPrivate) {
  const kinds = {
    squeeze: "kindSqueeze", flick: "kindFlick", hold: "kindHold", cough: "kindCough", strain: "kindStrain", motion: "kindMotion",
    shift: "kindShift", indeterminate: "kindIndeterminate",
  };
  const isOpen = one.duration === undefined, number = (words) => isPrivate ? text("hidden") : words;
  const letGo = {
    complete: () => text("letGoComplete"), partial: () => one.residual === undefined ? text("letGoUnknown") : number(text("letGoPartial", decimal(one.residual * 100, 0))),
  };
  return [
    String(one.id), clock(one.onset.hostTime), isOpen ? text("lasts") : !one.final && one.kind === "indeterminate" ? text("kindOpen") : text(kinds[one.kind] ?? "kindIndeterminate"),
    isOpen ? text("noValue") : number(text("seconds", decimal(one.duration))), number(pressureWords(one.amplitude)),
    (letGo[one.relaxation] ?? (() => text("letGoUnknown")))(),
  ];
}

export class ContractionTable {
  #signal; #privacy; #rows = new Map();

  /** @param {import("./signal.js").Signal} signal @param {import("./privacy.js").Privacy} privacy */
  constructor(signal, privacy) {
    this.#signal = signal;
    this.#privacy = privacy;
    signal.on("contraction", ({ message, isNew, before }) => {
      this.#announce(message, isNew, before);
      this.#update(message);
    });
    signal.on("reset", () => this.#renew());
    privacy.on(() => this.#renew());
    onSettings(() => this.#renew());
  }

  /** @param {Messages["ContractionMessage"]} one @param {boolean} isNew @param {Messages["ContractionMessage"]} [before] */
  #announce(one, isNew, before) {
    // What a look-back tells is over.
    if (this.#signal.hostNow - one.known.hostTime > 2) return;
    if (one.phase === "withdrawn") { if (!isNew) say(text("saidWithdrawn", one.id)); }
    else if (isNew) say(text("saidBegan", one.id));
    else if (one.duration !== undefined && before?.duration === undefined) say(text("saidEnded", decimal(one.duration)));
  }

  /** @param {Messages["ContractionMessage"]} one */
  #update(one) {
    const body = byID("found", HTMLTableElement).tBodies[0], known = this.#rows.get(one.id);
    if (one.phase === "withdrawn") {
      known?.remove();
      this.#rows.delete(one.id);
    } else {
      const row = known ?? body.insertRow(0);
      this.#rows.set(one.id, row);
      row.className = one.duration === undefined ? "open" : "";
      row.replaceChildren(...cells(one, this.#privacy.isOn).map((words) => element("td", words)));
      if (this.#rows.size > shownRows) {
        const [oldest, oldestRow] = this.#rows.entries().next().value;
        oldestRow.remove();
        this.#rows.delete(oldest);
      }
    }
    byID("found-none").hidden = this.#rows.size > 0;
    byID("found").hidden = this.#rows.size === 0;
  }

  #renew() {
    byID("found", HTMLTableElement).tBodies[0].replaceChildren();
    this.#rows.clear();
    for (const one of this.#signal.contractions.values()) this.#update(one);
    byID("found-none").hidden = this.#rows.size > 0;
    byID("found").hidden = this.#rows.size === 0;
  }
}
