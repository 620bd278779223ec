// SPDX-License-Identifier: Apache-2.0
// The contractions of a session as a table: when and what as they are found, and their figures once all of it was read.
import { figure, kindWords, limitWords, stamp } from "./review-words.js";
import { make } from "./review-dom.js";
import { renew } from "./renew.js";
import { text } from "./text.js";

const cues = { cued: "cuCued", uncued: "cuUncued", unknown: "cuUnknown" };
const letGos = { complete: "letGoComplete", unknown: "letGoUnknown" };
const heads = ["number", "rvAt", "what", "rvCue", "lasted", "rise", "rvHold", "rvRelease", "rvResidual", "letGo", "rvLimit"];
const numeric = new Set(["lasted", "rise", "rvHold", "rvRelease", "rvResidual"]);
/** Stands where something is still being worked out. */
const later = "…";

export const isMuscle = (one) => ["squeeze", "flick", "hold"].includes(one.kind);

/** @param {boolean} isPrivate @param {(one: any) => void} choose */
export function foundTable(isPrivate, choose) {
  const body = make("tbody");
  let chosen = /** @type {number | undefined} */ (undefined);

  function row(one) {
    const isEarly = one.figures === undefined, cell = (words, attributes = {}) => make("td", attributes, isEarly ? later : words());
    const value = (name, unit) => cell(() => figure(one.figures[name], unit, isPrivate), { class: "figure" });
    const left = () => one.relaxation === "partial" ? isPrivate ? text("hidden") : text("ctSome") : text(letGos[one.relaxation] ?? "letGoUnknown");
    return make("tr", { "data-id": one.number, "aria-current": one.number === chosen ? "true" : undefined, onclick: () => choose(one) },
      make("th", { scope: "row" }, make("button", { type: "button", class: "pick", onclick: (event) => { event.stopPropagation(); choose(one); } }, String(one.number))),
      make("td", {}, stamp(one.onset, 1)), make("td", {}, kindWords(one.kind)), cell(() => isMuscle(one) ? text(cues[one.cue] ?? "cuUnknown") : text("noValue")),
      value("duration", "s"), value("squeeze_amplitude", "cmH2O"), value("hold_mean", "cmH2O"), value("release_time", "s"), value("residual_2s", "%"),
      cell(left), cell(() => isMuscle(one) ? limitWords(one.limitation) : "", { class: "quiet" }));
  }

  return {
    element: make("table", { id: "review-found" }, make("thead", {}, make("tr", {}, ...heads.map((name) =>
      make("th", { scope: "col", text: name, class: numeric.has(name) ? "figure" : undefined })))), body),
    /** Below those that stand there, which stay where they are. */
    add(found) { body.append(...found.map(row)); },
    /** All of them, whatever stood there. The one that somebody is at stays where it is on the screen. */
    write(all) {
      const held = [...body.rows].find((one) => one.matches(":focus-within")) ?? [...body.rows].find((one) => one.matches(":hover"));
      const top = held?.getBoundingClientRect().top;
      renew(body, all.map(row));
      const moved = [...body.rows].find((one) => one.dataset.id === held?.dataset.id);
      if (moved !== undefined) scrollBy(0, moved.getBoundingClientRect().top - top);
    },
    /** @param {number | undefined} number */
    mark(number) {
      chosen = number;
      for (const one of body.rows) if (one.dataset.id === String(number)) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    },
  };
}
