// SPDX-License-Identifier: Apache-2.0
// A question of the coach: a scale or the trainers to choose from, answered by keyboard, by touch, or not at all.
import { byID, element, write } from "./dom.js";
import { askedWords } from "./coach-words.js";
import { decimal, text } from "./text.js";

/** @typedef {{number: number} | {size: string} | {noneToday: true}} Answer */

/** A scale of more steps than this is shown in tens, with a field for the rest. */
const mostChoices = 11;

export class QuestionForm {
  #shown = /** @type {Messages["CoachQuestion"] | null} */ (null); #language = "";

  /** @param {(answer: Answer) => void} answer @param {() => void} decline */
  constructor(answer, decline) {
    byID("run-question").addEventListener("submit", (event) => {
      event.preventDefault();
      const found = this.#read();
      if (found !== null) answer(found);
    });
    byID("question-decline").addEventListener("click", decline);
    byID("question-number").addEventListener("input", () => this.#choose(null));
    byID("question-choices").addEventListener("change", () => { byID("question-number", HTMLInputElement).value = ""; write(byID("question-wrong"), ""); });
  }

  /** Shows a question, or none. Returns whether it is a new one.
   * @param {Messages["CoachQuestion"] | null} question */
  show(question) {
    const { lang } = document.documentElement, isSame = JSON.stringify(question) === JSON.stringify(this.#shown);
    if (isSame && lang === this.#language) return false;
    this.#shown = question;
    this.#language = lang;
    byID("run-question").hidden = question === null;
    if (question !== null) this.#write(question);
    return !isSame && question !== null;
  }

  focus() { byID("question-choices").querySelector("input")?.focus(); }

  /** @param {Messages["CoachQuestion"]} question */
  #write(question) {
    const { main, own } = askedWords(question), { least, greatest, sizes } = question, isScale = least !== undefined;
    write(byID("question-words"), main);
    byID("question-own").hidden = own === "";
    write(byID("question-own"), own);
    write(byID("question-wrong"), "");
    const isLong = isScale && greatest - least >= mostChoices, step = isLong ? 10 : 1;
    const choices = isScale
      ? Array.from({ length: Math.floor((greatest - least) / step) + 1 }, (_, place) => [String(least + place * step), decimal(least + place * step, 0)])
      : [["", text("exNoneToday")], ...sizes.map(({ name, millimetres }) => [name, text("exSize", name, decimal(millimetres, 0))])];
    byID("question-choices").classList.toggle("words", !isScale);
    byID("question-choices").replaceChildren(...choices.map(([value, words]) => {
      const label = element("label"), input = element("input");
      input.type = "radio";
      input.name = "answer";
      input.value = value;
      label.append(input, element("span", words));
      return label;
    }));
    byID("question-exact").hidden = !isLong;
    const number = byID("question-number", HTMLInputElement);
    number.value = "";
    if (isScale) [number.min, number.max] = [String(least), String(greatest)];
    const isRated = isScale && question.question !== "oxford";
    byID("question-scale").hidden = !isRated;
    if (isRated) write(byID("question-scale"), text("exScaleEnds", decimal(greatest, 0)));
  }

  #choose(value) { for (const one of byID("question-choices").querySelectorAll("input")) one.checked = one.value === value; }

  /** @returns {Answer | null} */
  #read() {
    const { least, greatest } = this.#shown, isScale = least !== undefined, typed = byID("question-number", HTMLInputElement);
    const chosen = [...byID("question-choices").querySelectorAll("input")].find((one) => one.checked)?.value;
    if (isScale) {
      const number = typed.value !== "" ? Number(typed.value) : chosen === undefined || typed.validity.badInput ? NaN : Number(chosen);
      if (Number.isInteger(number) && number >= least && number <= greatest) return { number };
      write(byID("question-wrong"), text("exNumberWrong", least, greatest));
      return null;
    }
    if (chosen === undefined) {
      write(byID("question-wrong"), text("exChooseOne"));
      return null;
    }
    return chosen === "" ? { noneToday: true } : { size: chosen };
  }
}
