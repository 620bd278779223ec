// SPDX-License-Identifier: Apache-2.0
// Words and numbers in the person's language.
import { all } from "./dom.js";
import { settings } from "./settings.js";
import { texts as english } from "./texts.en.js";
import { texts as german } from "./texts.de.js";
import { exerciseTexts as englishExercise } from "./texts.exercise.en.js";
import { exerciseTexts as germanExercise } from "./texts.exercise.de.js";

export const catalogues = { en: { ...english, ...englishExercise }, de: { ...german, ...germanExercise } };

/** The text of a name, with what belongs into its places.
 * @param {string} name @param {...(string|number)} values */
export function text(name, ...values) {
  const words = catalogues[settings.language][name];
  if (words === undefined) throw new Error(`no text is named ${name}`);
  return words.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)]));
}

/** A number with so many digits after the point.
 * @param {number} value @param {number} digits */
export function decimal(value, digits = 1) {
  // A zero has no sign for people.
  const rounded = Number(value.toFixed(digits)) + 0;
  return rounded.toLocaleString(settings.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A time of day.
 * @param {number} unixSeconds */
export function clock(unixSeconds) {
  return new Date(unixSeconds * 1000).toLocaleTimeString(settings.language, { hour12: false });
}

/** How long, in the largest unit that fits.
 * @param {number} seconds */
export function duration(seconds) {
  return seconds < 90 ? text("seconds", Math.round(seconds)) : text("minutes", Math.round(seconds / 60));
}

/** Fills in all fixed words of the page. */
export function writePage() {
  document.documentElement.lang = settings.language;
  for (const element of all("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of all("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
}
