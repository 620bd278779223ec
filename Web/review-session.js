// SPDX-License-Identifier: Apache-2.0
// One session: its picture, its contractions, its figures, and what can be done with it.
import { ReviewTrace } from "./review-trace.js";
import { fetchReview } from "./review-calls.js";
import { fact, make, refusalLine, screenHead } from "./review-dom.js";
import { figure, kindWords, lasting, limitWords, moment, personWords, postureWords, restWords, stamp, zeroState } from "./review-words.js";
import { exerciseCard } from "./review-exercise.js";
import { fileActions } from "./review-files.js";
import { originLabels, stateLine } from "./review-state.js";
import { noticeWords } from "./daemon-words.js";
import { say } from "./announcer.js";
import { text } from "./text.js";

const cues = { cued: "cuCued", uncued: "cuUncued", unknown: "cuUnknown" };
const letGos = { complete: "letGoComplete", unknown: "letGoUnknown" };

/** @param {any} context @param {string} session */
export function sessionScreen({ app, connection, isPrivate, kept }, session) {
  const title = make("h1", { tabindex: "-1" }, text("rvSession")), facts = make("p", { class: "quiet" }), labels = make("span", { class: "labels" });
  const reading = make("p", { class: "quiet", role: "status" }), progress = make("progress", { max: 1, value: 0, label: "rvProgress", hidden: true }), state = make("div"), body = make("tbody"), none = make("p", { class: "quiet" });
  const figures = make("dl", { class: "figures" }), notices = make("ul", { class: "quiet notices" }), files = make("div", { class: "files" });
  const fault = make("div"), exercise = make("div");
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
    for (const row of body.rows) row.toggleAttribute("aria-current", false);
    const row = body.querySelector(`[data-number="${one.number}"]`);
    row?.setAttribute("aria-current", "true");
    say(text("rvChosen", one.number, stamp(one.onset, 1)));
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
      trace.request();
      writeTable();
      writeFigures();
      exercise.replaceChildren(...exerciseCard(review, isPrivate));
      exercise.hidden = exercise.childElementCount === 0;
      if (kept?.chosen !== undefined) {
        const one = review.contractions.find((found) => found.number === kept.chosen);
        trace.chosen = one ?? null;
        body.querySelector(`[data-number="${kept.chosen}"]`)?.setAttribute("aria-current", "true");
      }
      const glance = await connection.call("sessions.glance", { session: report.id });
      state.replaceChildren(stateLine(report, glance));
    } catch (error) {
      progress.hidden = true;
      failed(error);
    }
  }

  function writeTable() {
    none.textContent = review.contractions.length === 0 ? text("rvNoContractions") : "";
    body.replaceChildren(...review.contractions.map((one) => {
      const value = (name, unit) => figure(one.figures[name], unit, isPrivate);
      const left = one.relaxation === "partial" ? isPrivate ? text("hidden") : text("ctSome") : text(letGos[one.relaxation] ?? "letGoUnknown");
      const isMuscle = ["squeeze", "flick", "hold"].includes(one.kind);
      return make("tr", { "data-number": one.number, onclick: () => choose(one) },
        make("th", { scope: "row" }, make("button", { type: "button", class: "pick", onclick: (event) => { event.stopPropagation(); choose(one); } }, String(one.number))),
        make("td", {}, stamp(one.onset, 1)), make("td", {}, kindWords(one.kind)), make("td", {}, isMuscle ? text(cues[one.cue] ?? "cuUnknown") : text("noValue")),
        make("td", { class: "figure" }, value("duration", "s")), make("td", { class: "figure" }, value("squeeze_amplitude", "cmH2O")),
        make("td", { class: "figure" }, value("hold_mean", "cmH2O")), make("td", { class: "figure" }, value("release_time", "s")),
        make("td", { class: "figure" }, value("residual_2s", "%")), make("td", {}, left), make("td", { class: "quiet" }, isMuscle ? limitWords(one.limitation) : ""));
    }));
  }

  function writeFigures() {
    const known = (name, unit) => figure(review.figures[name], unit, isPrivate), median = (name, unit) => figure(review.medians[name], unit, isPrivate);
    const usable = (review.figures.session_length ?? 0) - (review.figures.time_not_usable ?? 0), ease = review.figures.time_at_ease;
    const share = ease === undefined || usable <= 0 || isPrivate ? "" : ` (${figure(ease / usable * 100, "%", false)})`;
    const muscle = review.contractions.filter((one) => ["squeeze", "flick", "hold"].includes(one.kind)), cued = muscle.filter((one) => one.cue !== "unknown");
    const clenches = cued.length === 0 ? text("rvNoCues") : isPrivate ? text("hidden") : String(cued.filter((one) => one.cue === "uncued").length);
    const others = Object.entries(review.counts).filter(([kind]) => !["squeeze", "flick", "hold"].includes(kind)).map(([kind, count]) => `${count} ${kindWords(kind)}`);
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
  const heads = ["number", "rvAt", "what", "rvCue", "lasted", "rise", "rvHold", "rvRelease", "rvResidual", "letGo", "rvLimit"];
  const numeric = new Set(["lasted", "rise", "rvHold", "rvRelease", "rvResidual"]);
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
            make("table", { id: "review-found" }, make("thead", {}, make("tr", {}, ...heads.map((name) => make("th", { scope: "col", text: name, class: numeric.has(name) ? "figure" : undefined })))), body)), none)),
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
