// SPDX-License-Identifier: Apache-2.0
// How a guided exercise ended: letting go first, everything else folded away.
import { byID, element, write } from "./dom.js";
import { endWords, scoreName, scoreWords, suggestionWords } from "./coach-words.js";
import { answerPair } from "./exercise-answers.js";
import { writeNoticed } from "./exercise-noticed.js";
import { decimal, duration, text } from "./text.js";

/** Figures of parts that were done, of the whole part and not of one repetition. */
const partFigures = (phase) => phase.scores.filter((score) => score.repetition === undefined && score.excluded !== "notDone");
const known = (summary, name) => summary.phases.flatMap(partFigures).filter((score) => score.name === name && score.value !== undefined);
const last = (summary, name) => known(summary, name).at(-1);
const sum = (summary, name) => {
  const found = known(summary, name);
  return found.length === 0 ? undefined : { ...found[0], value: found.reduce((total, score) => total + score.value, 0) };
};

/** What is told first, as pairs of a figure in words and what it is. */
function highlights(summary, isPrivate) {
  const found = [], add = (score, name) => { if (score !== undefined) found.push([scoreWords(score, isPrivate), text(name)]); };
  // None at all is no news to begin with; it stands among all figures.
  const ease = sum(summary, "phase_time_at_ease");
  if (ease?.value >= 1) add(ease, "highEase");
  add(last(summary, "relax_latency"), "highLatency");
  add(last(summary, "residual_5s"), "highResidual");
  const hits = sum(summary, "felt_hits"), misses = sum(summary, "felt_misses");
  if (hits !== undefined) {
    const words = text("highNoticedOf", decimal(hits.value, 0), decimal(hits.value + (misses?.value ?? 0), 0));
    found.push([isPrivate ? text("hidden") : words, text("highNoticed")]);
  }
  add(sum(summary, "uncued_count"), "highUncued");
  return found;
}

function partTable(phase, isPrivate) {
  const part = element("section"), table = element("table"), head = table.createTHead().insertRow(), body = table.createTBody();
  for (const name of ["exFigure", "exValue"]) {
    const cell = head.appendChild(element("th", text(name)));
    cell.scope = "col";
  }
  const figures = partFigures(phase);
  for (const score of [...figures.filter((one) => one.relaxation), ...figures.filter((one) => !one.relaxation)]) {
    body.insertRow().append(element("td", scoreName(score.name)), element("td", scoreWords(score, isPrivate)));
  }
  const title = phase.outcome === "skipped" || phase.outcome === "leftOut" ? `${phase.title} (${text("exSkipped")})` : phase.title;
  part.append(element("h3", title));
  if (figures.length > 0) part.append(table);
  return part;
}

/** @param {import("./exercise-run.js").ExerciseRun} run that has ended @param {boolean} isPrivate */
export function writeSummary(run, isPrivate) {
  const { summary } = run;
  write(byID("summary-title"), summary === null ? text("exLost") : endWords(summary));
  write(byID("summary-took"), summary === null ? run.title : text("exTook", run.title, duration(summary.seconds)));
  const found = summary === null ? [] : highlights(summary, isPrivate);
  byID("summary-highlights").replaceChildren(...found.map(([figure, words]) => {
    const one = element("li");
    one.append(element("strong", figure), element("span", words));
    return one;
  }));
  byID("summary-letting-go").hidden = byID("summary-highlights").hidden = found.length === 0;
  byID("summary-nothing").hidden = found.length > 0 || summary === null;
  write(byID("summary-suggestion"), summary === null ? "" : suggestionWords(summary));
  byID("summary-recorded").hidden = run.session === undefined;
  if (run.session !== undefined) write(byID("summary-recorded"), text("exRecorded", run.session.slice(0, 8)));
  writeNoticed(byID("summary-noticed", HTMLTableElement), run.noticed);
  byID("summary-figures").hidden = summary === null || summary.phases.every((phase) => partFigures(phase).length === 0);
  byID("summary-parts").replaceChildren(...(summary?.phases ?? []).map((phase) => partTable(phase, isPrivate)));
  byID("summary-origin").hidden = !run.originIndeterminate;
  byID("summary-said").hidden = summary === null || summary.answers.length === 0;
  byID("summary-answers").replaceChildren(...(summary?.answers ?? []).flatMap((answer) => answerPair(answer, isPrivate)));
}
