// SPDX-License-Identifier: Apache-2.0
// One session: its picture, its contractions, its figures, and what can be done with it.
import { ReviewTrace } from "./review-trace.js";
import { fetchReview } from "./review-calls.js";
import { fact, make, refusalLine, screenHead } from "./review-dom.js";
import { figure, kindWords, lasting, moment, personWords, postureWords, restWords, stamp, zeroState } from "./review-words.js";
import { exerciseCard } from "./review-exercise.js";
import { foundTable, isMuscle } from "./review-found.js";
import { fileActions } from "./review-files.js";
import { originLabels, stateLine } from "./review-state.js";
import { noticeWords } from "./daemon-words.js";
import { say } from "./announcer.js";
import { text } from "./text.js";

/** @param {any} context @param {string} session */
export function sessionScreen({ app, connection, isPrivate, kept }, session) {
  const title = make("h1", { tabindex: "-1" }, text("rvSession")), facts = make("p", { class: "quiet" }), labels = make("span", { class: "labels" });
  const reading = make("p", { class: "quiet", role: "status" }), progress = make("progress", { max: 1, value: 0, label: "rvProgress", hidden: true }), state = make("div"), none = make("p", { class: "quiet" });
  const figures = make("dl", { class: "figures" }), notices = make("ul", { class: "quiet notices" }), files = make("div", { class: "files" });
  const fault = make("div"), exercise = make("div"), table = foundTable(isPrivate, choose);
  let isGone = false, isBroken = false, report = /** @type {Messages["SessionReport"] | null} */ (null), review = null;
  /** @type {(value?: any) => void} */
  let tellBegun = () => {};
  const begun = new Promise((resolve) => { tellBegun = resolve; });
  const failed = (error) => {
    tellBegun();
    if (isGone) return;
    isBroken = true;
    fault.replaceChildren(refusalLine(error));
  };
  const trace = new ReviewTrace(connection, session, app.privacy, {
    read: (so) => {
      tellBegun();
      showFound();
      reading.textContent = so.read < 1 ? text("rvReadSoFar", Math.floor(so.read * 100)) : review === null ? text("rvFinding") : "";
      if (so.more) reading.textContent = text("rvMore");
      progress.hidden = review !== null;
      progress.value = so.read;
    },
    failed,
  });
  if (kept !== undefined) {
    trace.window.seconds = kept.seconds;
    trace.window.show(kept.from, kept.to);
  }

  function choose(one) {
    trace.choose(one);
    table.mark(one.number);
    say(text("rvChosen", one.number, stamp(one.onset, 1)));
  }

  /** Those that the daemon has found on its way, while it reads. */
  function showFound() {
    if (review !== null) return;
    const { found } = trace.envelopes, fresh = found.slice(trace.contractions.length);
    if (fresh.length === 0) return;
    trace.contractions = [...found];
    table.add(fresh);
  }

  async function fetch() {
    try {
      report = await connection.call("sessions.get", { session });
      if (isGone) return;
      title.textContent = moment(report.began);
      labels.replaceChildren(...originLabels(report));
      state.replaceChildren(stateLine(report));
      facts.textContent = [lasting(report.seconds), personWords(report.participant, isPrivate), report.programme].filter((one) => one !== undefined).join(" · ");
      files.replaceChildren(...fileActions({ app, connection, report, isPrivate }));
      // The daemon reads it once for both: first the picture is asked for.
      await begun;
      if (isGone) return;
      review = await fetchReview(connection, report.id, report.state === "finished" || report.state === "recovered");
      if (isGone) return;
      reading.textContent = trace.envelopes.facts?.more ? text("rvMore") : "";
      progress.hidden = true;
      trace.contractions = review.contractions;
      const chosen = trace.chosen?.number ?? kept?.chosen;
      trace.chosen = review.contractions.find((found) => found.number === chosen) ?? null;
      trace.request();
      table.mark(trace.chosen?.number);
      table.write(review.contractions);
      none.textContent = review.contractions.length === 0 ? text("rvNoContractions") : "";
      writeFigures();
      exercise.replaceChildren(...exerciseCard(review, isPrivate));
      exercise.hidden = exercise.childElementCount === 0;
      const glance = await connection.call("sessions.glance", { session: report.id });
      state.replaceChildren(stateLine(report, glance));
    } catch (error) {
      progress.hidden = true;
      failed(error);
    }
  }

  function writeFigures() {
    const known = (name, unit) => figure(review.figures[name], unit, isPrivate), median = (name, unit) => figure(review.medians[name], unit, isPrivate);
    const usable = (review.figures.session_length ?? 0) - (review.figures.time_not_usable ?? 0), ease = review.figures.time_at_ease;
    const share = ease === undefined || usable <= 0 || isPrivate ? "" : ` (${figure(ease / usable * 100, "%", false)})`;
    const muscle = review.contractions.filter(isMuscle), cued = muscle.filter((one) => one.cue !== "unknown");
    const clenches = cued.length === 0 ? text("rvNoCues") : isPrivate ? text("hidden") : String(cued.filter((one) => one.cue === "uncued").length);
    const others = Object.entries(review.counts).filter(([kind]) => !isMuscle({ kind })).map(([kind, count]) => `${count} ${kindWords(kind)}`);
    const { gaps, gapSeconds, clippedSeconds } = review.excluded;
    figures.replaceChildren(
      fact("rvRestBefore", restWords(review.restBefore, isPrivate)), fact("rvRestAfter", restWords(review.restAfter, isPrivate)),
      fact("rvRestSD", known("rest_sd", "cmH2O")), fact("fgEase", ease === undefined ? text("noValue") : isPrivate ? text("hidden") : `${lasting(ease)}${share}`),
      fact("rvUncued", clenches), fact("contractions", isPrivate ? text("hidden") : String(muscle.length)),
      fact("rvOther", others.length === 0 ? text("none") : isPrivate ? text("hidden") : others.join(", ")),
      fact("rvReleaseMedian", median("release_time", "s")), fact("rvResidualMedian", median("residual_2s", "%")),
      fact("fgMVC", known("mvc", "cmH2O")), fact("rvMissing", gaps === 0 ? text("none") : text("rvGaps", gaps, lasting(gapSeconds))),
      fact("rvClipped", clippedSeconds === 0 ? text("none") : lasting(clippedSeconds)),
      fact("zero", review.isZeroChanged ? `${zeroState(review.zero)}; ${text("rvZeroChanged")}` : zeroState(review.zero)),
      fact("thProbe", report.probe ?? text("notStated")), fact("thDepth", report.depth === undefined ? text("notStated") : `${report.depth} mm`),
      fact("thPosture", postureWords(report.posture)), fact("thRule", review.detector ?? text("noValue")));
    notices.replaceChildren(...(review.notices ?? []).map((own, which) => {
      const { words, lang } = noticeWords(own, review.noticeKeys?.[which]);
      return make("li", { lang }, words);
    }));
  }

  fetch();
  return {
    element: make("div", { class: "review-session" },
      screenHead(title, labels, facts), state, fault,
      make("section", { class: "card", "aria-labelledby": "review-trace-title" },
        make("div", { class: "row" }, make("h2", { id: "review-trace-title", text: "rvWhatWasMeasured" }), legend(), reading, progress), trace.element),
      make("div", { class: "review-columns" },
        make("section", { class: "card", "aria-labelledby": "review-figures-title" }, make("h2", { id: "review-figures-title", text: "rvFigures" }), figures, notices,
          make("p", { class: "quiet", text: "rvNoDiagnosis" })),
        make("section", { class: "card", "aria-labelledby": "review-found-title" }, make("h2", { id: "review-found-title", text: "contractions" }),
          make("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "review-found-title" },
            table.element), none)),
      exercise,
      make("section", { class: "card", "aria-labelledby": "review-files-title" }, make("h2", { id: "review-files-title", text: "rvFiles" }), files)),
    trace,
    get isBroken() { return isBroken; },
    keep: () => ({ from: trace.window.from, to: trace.window.to, seconds: trace.window.seconds, chosen: trace.chosen?.number }),
    end: () => { isGone = true; trace.end(); },
    entered: () => { scrollTo(0, 0); trace.focus(); },
  };
}

function legend() {
  const entry = (swatch, name) => make("li", {}, make("span", { class: `swatch ${swatch}`, "aria-hidden": "true" }), make("span", { text: name }));
  return make("ul", { class: "legend", label: "legend" }, entry("line", "legendPressure"), entry("shade", "legendContraction"), entry("flag", "rvMark"),
    entry("diamond", "rvCueMark"), entry("holes", "gap"), entry("limit", "clipped"));
}
