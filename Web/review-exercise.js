// SPDX-License-Identifier: Apache-2.0
// What a guided exercise left in a session: figures as its coach worked them out then, letting go first, answers, and what was noticed.
import { make } from "./review-dom.js";
import { endWords, scoreName, scoreWords } from "./coach-words.js";
import { answerPair } from "./exercise-answers.js";
import { writeNoticed } from "./exercise-noticed.js";
import { stamp } from "./review-words.js";
import { text } from "./text.js";

/** The card, or nothing where there was no exercise.
 * @param {any} review @param {boolean} isPrivate @returns {Node[]} */
export function exerciseCard(review, isPrivate) {
  const exercises = review.exercises ?? [];
  if (exercises.length === 0) return [];
  return [make("section", { class: "card review-exercise", "aria-labelledby": "review-exercise-title" },
    make("h2", { id: "review-exercise-title", text: "rvExercise" }), make("p", { class: "quiet", text: "rvExerciseWords" }),
    ...exercises.map((exercise) => exercisePart(exercise, isPrivate)))];
}

function exercisePart(exercise, isPrivate) {
  const part = make("div", { class: "exercise" }), name = exercise.title ?? exercise.programme ?? text("notStated");
  // An exercise whose end is not in the session has no reason to be told.
  const end = exercise.ended === undefined ? text("rvExerciseOpen") : endWords({ reason: exercise.ended, text: exercise.ended });
  part.append(make("h3", {}, text("rvExerciseFrom", name, stamp(exercise.began))), make("p", {}, exercise.restarts > 0 ? `${end} ${text("rvExerciseRestarted")}` : end));
  for (const phase of exercise.phases) part.append(...phaseRows(phase, isPrivate));
  if (exercise.answers.length > 0) {
    part.append(make("h4", { text: "rvSaid" }), make("dl", { class: "figures" }, ...exercise.answers.map((answer) => make("div", {}, ...answerPair(answer, isPrivate)))));
  }
  const noticed = make("table");
  writeNoticed(noticed, isPrivate ? null : exercise.noticed);
  if (!noticed.hidden) part.append(noticed);
  return part;
}

function phaseRows(phase, isPrivate) {
  const title = make("h4", {}, phase.title ?? phase.id);
  if (phase.scores.length > 0 && phase.scores.every((score) => score.value === undefined && score.excluded === "notDone")) {
    return [title, make("p", { class: "quiet", text: "leftNotDone" })];
  }
  return [title, make("dl", { class: "figures" }, ...phase.scores.map((score) =>
    make("div", {}, make("dt", {}, scoreName(score.name)), make("dd", {}, scoreWords(score, isPrivate)))))];
}
