// SPDX-License-Identifier: Apache-2.0
// Which exercise: the list of programmes, and one of them with what it needs and what comes.
import { Refusal } from "./connection.js";
import { all, byID, element, elementOf, fieldOf, write } from "./dom.js";
import { notice, refused } from "./announcer.js";
import { decimal, text } from "./text.js";
import { fromShown, shown } from "./pressure.js";
import { renew } from "./renew.js";
import { settings } from "./settings.js";

// Letting go comes first.
const groups = {
  relaxation: "focusRelaxation", awareness: "focusAwareness", trainer: "focusTrainer", strength: "focusStrength", assessment: "focusAssessment",
};
/** Of a maximum, in cmH2O, as the daemon takes it. */
const leastMaximum = 1, greatestMaximum = 300;

export class ExerciseChoice {
  #app; #list = /** @type {Messages["CoachProgramme"][] | null} */ (null); #unreadable = []; #begin; #isAsking = false;
  /** The programme that was chosen; null while none is.
   * @type {Messages["CoachProgramme"] | null} */
  chosen = null;

  /** @param {import("./app.js").App} app @param {(params: object) => Promise<void>} begin @param {() => void} changed */
  constructor(app, begin, changed) {
    this.#app = app;
    this.#begin = begin;
    const back = () => {
      const last = this.chosen?.id;
      this.chosen = null;
      changed();
      all(`[data-id="${last}"]`, byID("programmes"))[0]?.focus();
    };
    byID("ready-back").addEventListener("click", back);
    byID("programmes").addEventListener("click", (event) => {
      const id = /** @type {HTMLElement | null} */ (elementOf(event).closest("button[data-id]"))?.dataset.id;
      if (id === undefined) return;
      this.chosen = this.#list.find((one) => one.id === id);
      this.#writeReady();
      byID("ready-maximum", HTMLDetailsElement).open = this.chosen.needsMaximum;
      changed();
      scrollTo(0, 0);
      byID("ready-title").focus();
    });
    byID("ready-zero-air").addEventListener("click", () => app.live.zero("air"));
    byID("ready-without-maximum", HTMLInputElement).addEventListener("change", (event) => { byID("ready-maximum-value", HTMLInputElement).disabled = fieldOf(event).checked; });
    byID("ready-begin").addEventListener("click", () => this.#start());
  }

  get isLoaded() { return this.#list !== null; }

  /** @param {string} id */
  programme(id) { return this.#list?.find((one) => one.id === id); }

  /** Asks the daemon which programmes there are. */
  async load() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const { programmes, unreadable } = await this.#app.connection.call("programmes.list");
      this.#list = programmes;
      this.#unreadable = unreadable;
      if (this.chosen !== null) this.chosen = programmes.find((one) => one.id === this.chosen.id) ?? null;
      this.writeAll();
    } catch (error) {
      const refusal = Refusal.of(error);
      if (refusal.code !== 0) refused(refusal);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Writes everything anew, in another language or with another list. */
  writeAll() {
    if (this.#list === null) return;
    // Whoever wrote a programme of one's own knows its language; those that come along are in English.
    byID("exercise-language").hidden = document.documentElement.lang === "en" || this.#list.every((one) => one.origin !== "shipped");
    write(byID("programmes-unreadable"), text("exUnreadable", this.#unreadable.join(", ")));
    byID("programmes-unreadable").hidden = this.#unreadable.length === 0;
    const found = Object.keys(groups).map((focus) => ({ focus, ones: this.#list.filter((one) => one.focus === focus) })).filter(({ ones }) => ones.length > 0);
    const groupsOf = found.map(({ focus, ones }) => {
      const group = element("section"), list = element("ul");
      group.dataset.id = `group:${focus}`;
      list.append(...ones.map((one) => card(one)));
      group.append(element("h3", text(groups[focus])), list);
      return group;
    });
    renew(byID("programmes"), groupsOf.length === 0 ? [element("p", text("exNoProgrammes"))] : groupsOf);
    if (this.chosen !== null) this.#writeReady();
  }

  #writeReady() {
    const one = this.chosen;
    for (const id of ["ready-title", "ready-summary"]) setLanguage(byID(id), one);
    write(byID("ready-title"), one.title);
    write(byID("ready-summary"), one.summary);
    write(byID("ready-facts"), facts(one).join(" · "));
    byID("ready-parts").replaceChildren(...one.phases.map((phase) => {
      const part = element("li"), title = element("span", phase.title), more = [];
      setLanguage(title, one);
      if (phase.repetitions > 1) more.push(text("exTimes", phase.repetitions));
      if (phase.feedback === "hidden" || phase.feedback === "blinded") more.push(text("exUnseen"));
      part.append(title, element("small", more.join(" · ")));
      return part;
    }));
    byID("ready-sizes").hidden = one.sizes.length === 0;
    write(byID("ready-sizes"), text("exSizes", one.sizes.map(({ name, millimetres }) => text("exSize", name, decimal(millimetres, 0))).join(", ")));
    byID("ready-sources").replaceChildren(...one.sources.map((source) => element("li", source)));
    byID("ready-without").hidden = one.needsMaximum;
    byID("ready-maximum-value", HTMLInputElement).max = String(Math.floor(shown(greatestMaximum)));
    write(byID("ready-maximum-unit"), settings.unit);
    this.write();
  }

  /** Writes what may change while one looks. */
  write() {
    if (this.chosen === null) return;
    const { signal, link } = this.#app, isAir = signal.device.zero?.state === "air", needs = this.chosen.needsAirZero;
    const isMeasured = this.chosen.phases.some((phase) => phase.scores.includes("phase_rest"));
    byID("ready-zero").hidden = !needs && !isMeasured;
    byID("ready-zero").classList.toggle("met", isAir);
    write(byID("ready-zero-words"), text(isAir ? "exZeroDone" : needs ? "exZeroWords" : "exZeroWell"));
    const flows = link === "open" && signal.device.state === "streaming", isObserver = signal.role === "observer";
    byID("ready-zero-air", HTMLButtonElement).disabled = !flows || isObserver;
    byID("ready-recording").hidden = isObserver;
    byID("ready-begin", HTMLButtonElement).disabled = !flows || isObserver || needs && !isAir;
    write(byID("ready-why"), isObserver ? text("exObserver") : !flows ? text("exNotStreaming") : needs && !isAir ? text("exNeedsZero") : "");
  }

  async #start() {
    const one = this.chosen, field = byID("ready-maximum-value", HTMLInputElement), isWithout = !byID("ready-without").hidden && byID("ready-without-maximum", HTMLInputElement).checked;
    const maximum = isWithout || field.value === "" ? undefined : fromShown(Number(field.value));
    if (field.validity.badInput || maximum === undefined && one.needsMaximum || maximum !== undefined && !(maximum >= leastMaximum && maximum <= greatestMaximum)) {
      notice(text("exMaximumWrong", decimal(shown(leastMaximum), 0), `${decimal(shown(greatestMaximum), 0)} ${settings.unit}`));
      field.focus();
      return;
    }
    const record = byID("ready-record", HTMLInputElement).checked, participant = byID("ready-participant", HTMLInputElement).value.trim();
    byID("ready-begin", HTMLButtonElement).disabled = true;
    try {
      await this.#begin({
        name: one.id, device: this.#app.signal.device.serial, maximum, withoutMaximum: isWithout || undefined, record,
        participant: record && participant !== "" ? participant : undefined,
      });
    } catch (refusal) {
      refused(refusal);
    }
    this.write();
  }
}

const minutes = (seconds) => Math.max(1, Math.round(seconds / 60));

/** @param {Messages["CoachProgramme"]} one */
function facts(one) {
  const found = [text(one.focus === "trainer" ? "exUpTo" : "exAbout", minutes(one.seconds))];
  if (one.needsAirZero) found.push(text("exNeedsZero"));
  if (one.needsMaximum) found.push(text("exNeedsMaximum"));
  return found;
}

function setLanguage(place, one) { if (one.origin === "shipped") place.lang = "en"; else place.removeAttribute("lang"); }

/** @param {Messages["CoachProgramme"]} one */
function card(one) {
  const row = element("li"), button = element("button"), title = element("strong", one.title), summary = element("span", one.summary);
  button.type = "button";
  button.className = "programme";
  button.dataset.id = one.id;
  for (const words of [title, summary]) setLanguage(words, one);
  button.append(title, summary, element("small", facts(one).join(" · ")));
  row.append(button);
  return row;
}
