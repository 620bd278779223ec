// SPDX-License-Identifier: Apache-2.0
// What stands below the shape of a guided exercise: what is asked, one line of help, and what comes next.
import { askedWords, waitWords } from "./coach-words.js";
import { breathAt, fullnessOf } from "./breathing-pacer.js";
import { decimal, text } from "./text.js";
import { settings } from "./settings.js";

/** @typedef {{isOpen: boolean, isWithheld: boolean, isObserver: boolean, isStopping: boolean}} State of the page */

/** @param {import("./exercise-run.js").ExerciseRun} run @param {string} asked @param {State} state */
export function mainWords(run, asked, state) {
  if (state.isStopping) return text("exAwayStopping");
  if (!state.isOpen) return text("exAway");
  if (state.isWithheld) return text("exWithheld");
  if (run.standing !== null) return run.isPaused ? text("exPaused") : waitWords(run.standing);
  if (run.question !== null) return state.isObserver ? askedWords(run.question).main : "";
  return run.cue === null ? text("exClosing") : asked;
}

/** One line of help, and never two.
 * @param {import("./exercise-run.js").ExerciseRun} run @param {State} state */
export function moreWords({ standing, cue, target, noticed, isHidden }, state) {
  if (!state.isOpen) return "";
  if (standing?.reason === "settling") return text("exWaitSettlingMore");
  if (standing?.reason === "device") return text("exWaitDeviceMore");
  if (standing !== null || cue === null) return "";
  if (cue.activity === "settle") return text("exSettleWords");
  if (cue.activity === "reveal" && noticed === null) return text("exNoticedLater");
  if (state.isObserver) return text("exWatching");
  if (isHidden) return text("exHidden");
  return target === null ? "" : text(target.lower === undefined ? "exBandAtMost" : "exBandBetween");
}

const questions = [
  "pain-before", "pain-peak", "pain-after", "anxiety-before", "anxiety-peak", "anxiety-after", "tension", "size", "oxford",
];

/** @param {import("./exercise-run.js").ExerciseRun} run @param {any} programme as listed, where it is known */
export function nextWords({ cue, phase, standing }, programme) {
  if (cue === null || standing !== null) return "";
  const { next } = cue;
  if (next !== undefined) {
    if (questions.includes(next.activity)) return text("exNextQuestion");
    const { main } = askedWords(next);
    return next.seconds === undefined ? text("exNext", main) : text("exNextFor", main, decimal(next.seconds, 0));
  }
  if (programme === undefined || phase === null) return "";
  const following = programme.phases[phase.number];
  return following === undefined ? text("exNextEnd") : text("exNextPart", following.title);
}

/** The breath to follow: the programme's own where it asks for one, and at one's own pace the pacer of the practice page.
 * @param {any} cue @param {number | null} share of its time that is left @param {number} now milliseconds */
export function breathOf(cue, share, now) {
  if (cue === null) return null;
  if (cue.activity === "breathe-in" || cue.activity === "breathe-out") return fullnessOf(cue.activity === "breathe-in", 1 - (share ?? 0));
  return cue.activity === "trainer" && settings.pacer ? breathAt(now / 1000, settings.pace).fullness : null;
}
