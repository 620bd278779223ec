// SPDX-License-Identifier: Apache-2.0
// Figures of recordings in words: names, units, dates, and why something is not told.
import { decimal, duration, text } from "./text.js";
import { shown } from "./pressure.js";
import { settings } from "./settings.js";

/** Names of figures; `_median` and `_percent` belong to those that are compared. */
const names = {
  rest_pressure: "fgRest", pre_rest: "fgPreRest", post_rest: "fgPostRest", rest_delta: "fgRestDelta", rest_sd: "fgRestSD",
  time_at_ease: "fgEase", time_at_ease_percent: "fgEase", involuntary_count: "fgInvoluntary", involuntary_duration: "fgInvoluntaryTime",
  release_time: "fgRelease", residual_2s: "fgResidual2", residual_5s: "fgResidual5", relax_latency: "fgLatency", flick_valley: "fgValley",
  mvc: "fgMVC", mvc_best: "fgBest", hold_mean: "fgHold", duration: "fgDuration", repeatability: "fgRepeat", squeeze_amplitude: "fgAmplitude",
  peak: "fgPeak", rise_time: "fgRise",
};

/** @param {string} name of a figure @returns {string} */
export function figureName(name) {
  const found = names[name] ?? names[name.replace(/_median$/, "")];
  if (found === undefined) return name;
  return name.endsWith("_median") ? text("fgMedian", text(found)) : text(found);
}

/** The unit that a figure is shown in.
 * @param {string} unit */
export const figureUnit = (unit) => unit.replace("cmH2O", settings.unit).replace(/^(1|count)$/, "");

/** A figure with its unit.
 * @param {number | undefined} value @param {string} unit as the daemon names it @param {boolean} isPrivate */
export function figure(value, unit, isPrivate, { sign = false } = {}) {
  if (value === undefined || value === null) return text("noValue");
  if (isPrivate) return text("hidden");
  const isPressure = unit.startsWith("cmH2O"), number = isPressure ? shown(value) : value;
  const digits = unit === "count" ? 0 : unit === "1" || unit === "s" ? 2 : 1;
  const words = decimal(number, digits), plus = sign && number > 0 && !/^0[.,]?0*$/.test(words) ? "+" : "";
  return `${plus}${words.replace(/^-/, "−")}${unit === "1" || unit === "count" ? "" : ` ${figureUnit(unit)}`}`;
}

/** A date and time of day.
 * @param {number} unixSeconds */
export const moment = (unixSeconds) => new Date(unixSeconds * 1000).toLocaleString(settings.language, {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
/** @param {number} unixSeconds */
export const day = (unixSeconds) => new Date(unixSeconds * 1000).toLocaleDateString(settings.language, { day: "numeric", month: "short", year: "numeric" });

/** A time within a recording: 1:02:03.4.
 * @param {number} seconds @param {number} [digits] */
export function stamp(seconds, digits = 0) {
  const whole = Number(Math.abs(seconds).toFixed(digits)), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  const rest = decimal(whole % 60, digits).padStart(digits > 0 ? 3 + digits : 2, "0");
  return `${seconds < 0 ? "−" : ""}${hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}` : minutes}:${rest}`;
}

/** How long something lasted, for people.
 * @param {number} seconds */
export const lasting = (seconds) => seconds < 600 ? seconds < 90 ? text("seconds", decimal(seconds, seconds < 10 ? 1 : 0)) : `${stamp(seconds)} min` :
  seconds < 5400 ? duration(seconds) : `${stamp(seconds)} h`;

const kinds = {
  squeeze: "kindSqueeze", flick: "kindFlick", hold: "kindHold", cough: "kindCough", strain: "kindStrain", motion: "kindMotion",
  shift: "kindShift", indeterminate: "kindIndeterminate",
};
/** @param {string} kind */
export const kindWords = (kind) => text(kinds[kind] ?? "kindIndeterminate");

const refusals = {
  notZeroed: "rfNotZeroed", zeroedInSitu: "rfInPlace", notKnown: "rfNotKnown", contracted: "rfContracted", warmingUp: "rfWarmingUp",
  notSettled: "rfNotSettled", zeroChanged: "rfZeroChanged", tooLittleRest: "rfTooLittle",
};
/** Rest before or after, or why it is not told. */
export function restWords(rest, isPrivate) {
  if (rest?.pressure === undefined) return text(refusals[rest?.refused] ?? "rfNotKnown");
  const steady = rest.standardDeviation === undefined ? "" : ` ± ${figure(rest.standardDeviation, "cmH2O", isPrivate)}`;
  return isPrivate ? text("hidden") : `${figure(rest.pressure, "cmH2O", false)}${steady}`;
}

const limits = {
  interrupted: "lmInterrupted", clipped: "lmClipped", longerThanHistory: "lmLong", notAboveRest: "lmNotAbove", notAContraction: "lmNone",
};
/** Why a contraction has no figures.
 * @param {string | undefined} limitation */
export const limitWords = (limitation) => limitation === undefined ? "" : text(limits[limitation] ?? "lmInterrupted");

const things = { probe: "thProbe", zero: "thZero", posture: "thPosture", depth: "thDepth", "detection rule": "thRule", origin: "thOrigin" };
const thing = (what) => things[what] === undefined ? what : text(things[what]);
const zeros = { none: "zrNone", air: "zrAir", inSitu: "zrPlace" };
/** What pressures count from.
 * @param {string} zero */
export const zeroState = (zero) => text(zeros[zero] ?? "zrNone");
const origins = { simulated: "orSimulated", measured: "orMeasured" };
const thingValue = (what, value) => what === "posture" ? postureWords(value) : what === "zero" ? zeroState(value)
  : what === "origin" ? text(origins[value] ?? "orMeasured") : value;

/** Why two sessions do not compare, in a sentence.
 * @param {any} reason as the daemon codes it */
export function unlikeWords(reason) {
  if (reason.differs !== undefined) return text("unDiffers", thing(reason.differs.what),
    thingValue(reason.differs.what, reason.differs.earlier), thingValue(reason.differs.what, reason.differs.later));
  if (reason.notStated !== undefined) return text("unNotStated", thing(reason.notStated.what));
  return text("unZeroed");
}

const postures = { supine: "poSupine", crookLying: "poCrook", sideLying: "poSide", sitting: "poSitting", standing: "poStanding", other: "poOther" };
/** @param {string | undefined} posture */
export const postureWords = (posture) => posture === undefined ? text("notStated") : text(postures[posture] ?? "poOther");

const verdicts = { withinNoise: "vdWithin", higher: "vdHigher", lower: "vdLower", noiseNotKnown: "vdUnknown" };
const shapes = { withinNoise: "=", higher: "▲", lower: "▼", noiseNotKnown: "?" };
/** @param {string} verdict */
export const verdictWords = (verdict) => text(verdicts[verdict] ?? "vdUnknown");
/** @param {string} verdict */
export const verdictShape = (verdict) => shapes[verdict] ?? "?";

/** Whose session, in a shared room perhaps nobody's. */
export const personWords = (participant, isPrivate) => participant === undefined ? text("nobodyStated") : isPrivate ? text("hidden") : participant;

const cueWords = {
  settle: "cwSettle", rest: "cwRest", squeeze: "cwSqueeze", hold: "cwHold", flick: "cwFlick", release: "cwRelease", cough: "cwCough",
  "breathe-in": "cwBreatheIn", "breathe-out": "cwBreatheOut", notice: "cwNotice",
};
/** What a programme asked for, in a word.
 * @param {string} word as it was recorded: of a programme of one's own it may be any */
export const cueWord = (word) => word in cueWords ? text(cueWords[word]) : word;
