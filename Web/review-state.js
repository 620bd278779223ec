// SPDX-License-Identifier: Apache-2.0
// What kind of recording a session is, and how whole, in words: the same in the list and beside its picture.
import { make } from "./review-dom.js";
import { refusalWords } from "./refusal-words.js";
import { text } from "./text.js";

const states = { recording: "stRecording", paused: "stPaused", finished: "stFinished", recovered: "stRecovered" };
const shapes = { recording: "●", paused: "❚❚", finished: "✓", recovered: "↺" };

/** Simulated, or brought in from elsewhere.
 * @param {any} report of a session @returns {Node[]} */
export function originLabels(report) {
  const names = [...(report.simulated ? ["simulated"] : []), ...(report.imported !== undefined && report.imported !== null ? ["rvImported"] : [])];
  return names.map((name) => make("strong", { class: "label fake", text: name }));
}

/** How whole it is.
 * @param {any} report of a session @param {any} glance what was seen in reading it; undefined before */
export function stateLine(report, glance) {
  const isRunning = report.state === "recording" || report.state === "paused";
  return make("p", { class: "state" }, make("span", { class: "sign", "aria-hidden": "true" }, shapes[report.state] ?? ""), " ", text(states[report.state] ?? "stFinished"),
    ...(isRunning ? [] : faults(report, glance).map((words) => make("span", { class: "fault" }, " ", ...words))));
}

/** What is wrong with a recording, a list of words each. */
function faults(report, glance) {
  const found = [];
  if (report.state !== "recovered" && glance?.interrupted) found.push([text("flInterrupted")]);
  if (report.lost > 0) found.push([text("flLost", report.lost)]);
  if (glance?.damaged > 0) found.push([text(glance.damaged === 1 ? "flDamagedOne" : "flDamaged", glance.damaged)]);
  if (glance?.refusal !== undefined && glance.refusal.code !== 0) found.push(refusalWords(glance.refusal));
  return found;
}
