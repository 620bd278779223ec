// SPDX-License-Identifier: Apache-2.0
// What a person said in a guided exercise, as a question and its answer.
import { element } from "./dom.js";
import { decimal, text } from "./text.js";

const whens = { before: "exBefore", peak: "exPeak", after: "exAfter" };
const abouts = { pain: "exPain", anxiety: "exAnxious", tension: "exTension", size: "exTrainer", oxford: "exOxford" };

/** @param {{question: string, number?: number, size?: string, noneToday?: boolean}} answer @param {boolean} isPrivate */
export function answerPair(answer, isPrivate) {
  const [about, when] = answer.question.split("-"), words = when in whens ? `${text(abouts[about])}, ${text(whens[when])}` : text(abouts[about] ?? "exQuestion");
  const said = answer.noneToday ? text("exNoneToday") : answer.size ?? (answer.number === undefined ? null : decimal(answer.number, 0));
  return [element("dt", words), element("dd", said === null ? text("exNotSaid") : isPrivate ? text("hidden") : said)];
}
