// SPDX-License-Identifier: Apache-2.0
// What the daemon's coach says, in the person's language. The coach itself speaks English, and a programme in its author's
// language: its usual sentences are known here by name, and those of a programme are shown as they are.
import { catalogues, decimal, text } from "./text.js";
import { pressureWords } from "./pressure.js";
import { settings } from "./settings.js";

const sentences = {
  settle: "coachSettle", rest: "coachRest", squeeze: "coachSqueeze", flick: "coachFlick", release: "coachRelease", cough: "coachCough",
  "breathe-in": "coachBreatheIn", "breathe-out": "coachBreatheOut", notice: "coachNotice", reveal: "coachReveal", trainer: "coachTrainer",
  "tense feet": "coachTenseFeet", "tense calves": "coachTenseCalves", "tense thighs": "coachTenseThighs",
  "tense buttocks": "coachTenseButtocks", "tense pelvic-floor": "coachTensePelvicFloor", "tense abdomen": "coachTenseAbdomen",
  "tense hands": "coachTenseHands", "tense arms": "coachTenseArms", "tense shoulders": "coachTenseShoulders", "tense face": "coachTenseFace",
  ease: "coachEase", "ease pelvic-floor": "coachEasePelvicFloor",
  "pain-before": "coachPainBefore", "pain-peak": "coachPainPeak", "pain-after": "coachPainAfter", "anxiety-before": "coachAnxietyBefore",
  "anxiety-peak": "coachAnxietyPeak", "anxiety-after": "coachAnxietyAfter", tension: "coachTension", size: "coachSize", oxford: "coachOxford",
};
const waits = { settling: "waitSettling", gap: "waitGap", device: "waitDevice", restart: "waitRestart" };
const ends = {
  completed: "endCompleted", stoppedByChoice: "endStopped", smallerToday: "endSmaller", noneToday: "endNone",
};
const suggestions = { suggestStay: "suggestStay", suggestTalkAboutNext: "suggestNext", suggestSmaller: "suggestSmaller" };
const reasons = {
  noMaximum: "leftNoMaximum", restRefused: "leftRestRefused", noContractionSeen: "leftNoContraction", fromAbdomen: "leftFromAbdomen",
  indeterminate: "leftIndeterminate", needsAbdominalChannel: "leftNeedsAbdomen", interrupted: "leftInterrupted", clipped: "leftClipped",
  targetUnknown: "leftTargetUnknown", notDone: "leftNotDone", notMeasurable: "leftNotMeasurable",
};
const refusals = {
  notZeroed: "restNotZeroed", zeroedInSitu: "restZeroedInPlace", notKnown: "restNotKnown", contracted: "restContracted",
  warmingUp: "restWarmingUp", notSettled: "restNotSettled", zeroChanged: "restZeroChanged", tooLittleRest: "restTooLittle",
};
const scores = {
  peak: "scorePeak", squeeze_amplitude: "scoreAmplitude", duration: "scoreDuration", hold_mean: "scoreHoldMean",
  endurance_auc10: "scoreWork", endurance_t50: "scoreAbove50", endurance_t60: "scoreAbove60", endurance_perfect: "scoreHeld",
  fatigue_index: "scoreDecline", fatigue_slope: "scoreSlope", rise_time: "scoreRise", time_to_peak: "scoreToPeak",
  max_pressure_rate: "scoreSteepest", rate_of_force_development: "scoreFirstRise", time_after_peak: "scoreAfterPeak",
  release_time: "scoreRelease", residual_2s: "scoreResidual2", residual_5s: "scoreResidual5", relax_latency: "scoreLatency",
  flick_valley: "scoreValley", coordination: "scoreCoordination", involuntary_duration: "scoreUnaskedLength",
  involuntary_auc: "scoreUnaskedExtent", involuntary_peak: "scoreUnaskedPeak", involuntary_recovery: "scoreUnaskedLetGo",
  phase_rest: "scoreRest", phase_rest_sd: "scoreRestSD", phase_time_at_ease: "scoreEase", uncued_count: "scoreUncued",
  time_in_target: "scoreInTarget", target_error: "scoreTargetError", force_sense: "scoreForceSense", reaction_time: "scoreReaction",
  cues_answered: "scoreAnswered", valid_contractions: "scoreValid", repetitions_held: "scoreRepetitions", knack_lead: "scoreKnack",
  felt_hits: "scoreFeltHits", felt_misses: "scoreFeltMisses", felt_extra: "scoreFeltExtra", felt_sensitivity: "scoreFeltAlike",
  pelvic_overflow: "scoreOverflow", paced_breath_amplitude: "scoreBreath", paced_breath_lag: "scoreBreathLag",
};

/** @typedef {Pick<Messages["CoachScore"], "name" | "value" | "unit" | "unusable" | "excluded" | "reason" | "restRefusal">} Score */

const nameOf = (asked) => sentences[asked.question ?? (asked.muscles === undefined || asked.activity === "ease" && asked.muscles !== "pelvic-floor"
  ? asked.activity : `${asked.activity} ${asked.muscles}`)];

/** What is asked: `main` in the person's language, and where the programme has words of its own that are in another one, `own`.
 * @param {{activity?: string, question?: string, muscles?: string, text: string}} asked */
export function askedWords(asked) {
  const name = nameOf(asked), usual = name === undefined ? null : catalogues.en[name];
  // A trainer's size stands behind the usual sentence.
  if (usual !== null && asked.text.startsWith(usual)) return { main: text(name) + asked.text.slice(usual.length), own: "" };
  if (usual === null || settings.language === "en") return { main: asked.text, own: "" };
  return { main: text(name), own: asked.text };
}

/** @param {{reason?: string, text?: string}} standing */
export const waitWords = ({ reason, text: words }) => reason in waits ? text(waits[reason]) : words ?? "";
/** @param {{reason: string, text: string}} summary */
export const endWords = (summary) => summary.reason in ends ? text(ends[summary.reason]) : summary.text;
/** @param {Messages["CoachSummary"]} summary */
export const suggestionWords = ({ suggestion = "", suggestionKey }) =>
  suggestionKey in suggestions ? text(suggestions[suggestionKey]) : suggestion;
/** @param {string} name of a score */
export const scoreName = (name) => name in scores ? text(scores[name]) : name;

/** A figure with its unit.
 * @param {Score} score @param {boolean} isPrivate */
export function scoreWords(score, isPrivate) {
  if (score.value === undefined) return missingWords(score);
  if (isPrivate) return text("hidden");
  const { unusable } = score;
  return unusable === undefined ? valueWords(score) : `${valueWords(score)} (${text("notMeasuredShare", decimal(unusable, unusable < 1 ? 1 : 0))})`;
}

/** @param {Score} score */
function valueWords({ value, unit }) {
  if (unit === "cmH2O") return pressureWords(value);
  if (unit === "count") return decimal(value, Number.isInteger(value) ? 0 : 1);
  if (unit === "%") return `${decimal(value, 0)} %`;
  return unit === "1" ? decimal(value, 2) : `${decimal(value)} ${unit}`;
}

/** @param {Score} score */
function missingWords({ excluded, reason = "", restRefusal }) {
  const words = excluded in reasons ? text(reasons[excluded]) : reason;
  return restRefusal in refusals ? `${words}: ${text(refusals[restRefusal])}` : words;
}
