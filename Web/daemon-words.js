// SPDX-License-Identifier: Apache-2.0
// What the daemon says in sentences, in the person's language, by the word that it says beside them. Its own sentences, which are English
// and name numbers and places, are shown where the page speaks English, and where this page does not know the word: a newer daemon's.
import { daemonTexts as german } from "./texts.daemon.de.js";
import { settings } from "./settings.js";

/** @type {Record<string, Record<string, string>>} */
const known = { de: german };

/** @typedef {{words: string, lang: string}} Said `lang` is the language that it is in */

/** @param {"device" | "bye" | "notice"} about @param {string | undefined} key @param {string} own sentence of the daemon @param {...(string | number)} values
 * @returns {Said} */
function said(about, key, own, ...values) {
  const words = known[settings.language]?.[`${about}.${key}`];
  if (words === undefined) return { words: own, lang: "en" };
  return { words: words.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)] ?? "")), lang: settings.language };
}

/** Why a perineometer is as it is, and what to do about it.
 * @param {{reasonKey?: string, reason?: string, hint?: string}} device */
export const reasonWords = ({ reasonKey, reason, hint }) => said("device", reasonKey, [reason, hint].filter(Boolean).join(" "));

/** Why the daemon closes the connection.
 * @param {Messages["Bye"]} bye */
export const byeWords = ({ reason, message, hint }) => said("bye", reason, [message, hint].filter(Boolean).join(" "));

/** What to know of how a recording came about.
 * @param {string} own @param {{key: string, count?: number, format?: string}} [notice] */
export const noticeWords = (own, notice) => said("notice", notice?.count === 1 ? `${notice.key}.one` : notice?.key, own, notice?.count ?? notice?.format ?? "");
