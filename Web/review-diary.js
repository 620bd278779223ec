// SPDX-License-Identifier: Apache-2.0
// The diary of a person: trainers, feelings, treatments and notes, in her own words; and a form for one more.
import { Refusal } from "./connection.js";
import { all } from "./dom.js";
import { day } from "./review-words.js";
import { decimal, text, writePage } from "./text.js";
import { done, refused } from "./announcer.js";
import { make, refusalLine } from "./review-dom.js";
import { refusalWords } from "./refusal-words.js";

const kinds = { trainer: "dyTrainer", feeling: "dyFeeling", treatment: "dyTreatment", note: "dyNote" };
const moments = { before: "dyBefore", peak: "dyPeak", after: "dyAfter", now: "dyNow" };
const treatments = { botox: "dyBotox", examination: "dyExamination", infection: "dyInfection" };
/** Whole numbers from 0 to this (docs/socket-protocol.md, diary.add). */
const most = { pain: 10, anxiety: 100 };

/** @param {any} context @param {string} participant @param {() => void} changed */
export function diaryCard({ connection, isPrivate }, participant, changed) {
  const list = make("ul", { class: "diary" }), status = make("p", { class: "quiet", role: "status" }), place = make("div");
  const card = { element: /** @type {HTMLElement | null} */ (null), entries: /** @type {{at: number, words: string}[]} for pictures: when, and in words */ ([]) };
  async function fetch() {
    try {
      const { entries, more, unreadable } = await connection.call("diary.list", { participant });
      card.entries = entries.map((entry) => ({ at: entry.at, words: `${day(entry.at)}: ${text(kinds[entry.kind] ?? "dyNote")}` }));
      list.replaceChildren(...entries.map((entry) => row(entry)));
      status.textContent = [entries.length === 0 ? text("dyNone") : "", more ? text("dyMore") : "", unreadable > 0 ? text("dyUnreadable", unreadable) : ""].filter((one) => one !== "").join(" ");
      changed();
    } catch (error) {
      if (Refusal.of(error).isUnknownMethod) card.element.hidden = true; else status.replaceChildren(refusalLine(error));
    }
  }
  function row(entry) {
    const remove = make("button", { type: "button", class: "plain", "aria-label": text("dyRemove", day(entry.at)), onclick: async () => {
      if (remove.dataset.sure !== "1") {
        // The second press does it: an entry is soon written again, but not of itself.
        remove.dataset.sure = "1";
        remove.textContent = text("dySure");
        return;
      }
      try {
        await connection.call("diary.delete", { entry: entry.entry });
        await fetch();
      } catch (error) { refused(error); }
    } }, text("dyDelete"));
    return make("li", {}, make("span", { class: "sign", "aria-hidden": "true" }, "▲ "), make("strong", {}, `${day(entry.at)} · ${text(kinds[entry.kind] ?? "dyNote")}`), " ",
      ...(entry.simulated ? [make("strong", { class: "label fake", text: "simulated" })] : []), make("span", { class: "words" }, isPrivate ? text("hidden") : words(entry)), remove);
  }
  card.element = make("section", { class: "card", "aria-labelledby": "review-diary-title" }, make("h2", { id: "review-diary-title", text: "dyTitle" }), status, list,
    make("details", { class: "diary-form" }, make("summary", { text: "dyAdd" }), place));
  place.append(form(connection, participant, fetch));
  fetch();
  return card;
}

function rating(name, of) {
  if (of === undefined || of === null) return [];
  const values = Object.keys(moments).filter((when) => of[when] !== undefined && of[when] !== null).map((when) => `${text(moments[when])} ${decimal(of[when], 0)}`);
  return values.length === 0 ? [] : [`${text(name)} (0–${most[name === "dyPain" ? "pain" : "anxiety"]}): ${values.join(", ")}`];
}

/** What an entry says, in a line. */
function words(entry) {
  const size = [entry.size, entry.millimetres === undefined ? undefined : `${decimal(entry.millimetres, Number.isInteger(entry.millimetres) ? 0 : 1)} mm`].filter((one) => one !== undefined).join(", ");
  return [
    size, entry.minutes === undefined ? "" : text("minutes", decimal(entry.minutes, 0)), ...rating("dyPain", entry.pain), ...rating("dyAnxiety", entry.anxiety),
    entry.stoppedByChoice === true ? text("dyStopped") : "", entry.treatment === undefined ? "" : text(treatments[entry.treatment] ?? "dyOther", entry.treatment), entry.text ?? "",
  ].filter((one) => one !== "").join(" · ");
}

function form(connection, participant, added) {
  const number = (id, least, greatest, step) => make("input", { type: "number", id: `diary-${id}`, min: least, max: greatest, step, inputmode: "decimal" });
  const field = (name, input, kind) => make("label", { class: "field", "data-kind": kind }, make("span", { text: name }), " ", input);
  const kind = make("select", { id: "diary-kind" }, ...Object.entries(kinds).map(([value, name]) => make("option", { value, text: name })));
  const date = make("input", { type: "date", id: "diary-day" }), size = make("input", { type: "text", id: "diary-size", maxlength: "64", autocomplete: "off" });
  const millimetres = number("millimetres", 5, 60, 0.5), minutes = number("minutes", 0, 240, 1), stopped = make("input", { type: "checkbox", id: "diary-stopped" });
  const treatment = make("select", { id: "diary-treatment" }, ...Object.entries(treatments).map(([value, name]) => make("option", { value, text: name })));
  const note = make("textarea", { id: "diary-text", rows: "2", maxlength: "1000" });
  const ratings = ["pain", "anxiety"].map((what) => {
    const inputs = Object.fromEntries(Object.keys(moments).map((when) => [when, number(`${what}-${when}`, 0, most[what], 1)]));
    const set = make("fieldset", { class: "target", "data-kind": "trainer feeling" }, make("legend", { text: what === "pain" ? "dyPainScale" : "dyAnxietyScale" }),
      ...Object.entries(inputs).map(([when, input]) => field(moments[when], input, when === "now" ? "feeling" : "trainer")));
    return { what, inputs, set };
  });
  const fault = make("p", { role: "alert", class: "quiet" });
  const made = make("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); send(); } },
    make("div", { class: "row" }, field("dyKind", kind), field("dyDay", date)),
    make("div", { class: "row", "data-kind": "trainer" }, field("dySize", size), field("dyMillimetres", millimetres), field("dyMinutes", minutes)),
    ...ratings.map((one) => one.set),
    make("label", { class: "check", "data-kind": "trainer" }, stopped, " ", make("span", { text: "dyStopped" })),
    make("div", { "data-kind": "treatment" }, field("dyTreatment", treatment)),
    make("label", { class: "field wide" }, make("span", { text: "dyText" }), " ", note), fault,
    make("div", { class: "buttons" }, make("button", { type: "submit", id: "diary-add", text: "dyKeep" })));
  const show = () => { for (const part of all("[data-kind]", made)) part.hidden = !part.dataset.kind.split(" ").includes(kind.value); };
  kind.addEventListener("change", show);
  show();
  async function send() {
    const wrong = [...made.querySelectorAll("input")].find((input) => input.checkVisibility() && !input.validity.valid);
    if (wrong !== undefined) {
      fault.textContent = text("dyWrong", wrong.min, wrong.max);
      wrong.focus();
      return;
    }
    const params = { participant, kind: kind.value }, take = (name, input, isNumber = false) => {
      if (input.value !== "" && input.checkVisibility()) params[name] = isNumber ? Number(input.value) : input.value;
    };
    take("day", date);
    take("size", size);
    take("millimetres", millimetres, true);
    take("minutes", minutes, true);
    take("treatment", treatment);
    take("text", note);
    if (kind.value === "trainer" && stopped.checked) params.stoppedByChoice = true;
    for (const { what, inputs } of ratings) {
      const given = Object.entries(inputs).filter(([, input]) => input.value !== "" && input.checkVisibility()).map(([when, input]) => [when, Number(input.value)]);
      if (given.length > 0) params[what] = Object.fromEntries(given);
    }
    try {
      await connection.call("diary.add", params);
      made.reset();
      show();
      fault.textContent = "";
      done(text("dyKept"));
      await added();
      writePage();
    } catch (error) { fault.replaceChildren(...refusalWords(error)); }
  }
  return made;
}
