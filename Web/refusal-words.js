// SPDX-License-Identifier: Apache-2.0
// Why a request was refused, in the person's language. The daemon's own sentences, which are English, say more than a code
// can; they stand behind it.
import { element } from "./dom.js";
import { settings } from "./settings.js";
import { text } from "./text.js";

/** By the codes of docs/socket-protocol.md. */
const names = {
  0: "away",
  "-32700": "refMisunderstood", "-32600": "refMisunderstood", "-32601": "refUnknownMethod", "-32602": "refParams", "-32603": "refFault", "-32000": "refTooLong",
  "-32001": "refGone", "-32002": "refTooMany", "-32003": "refTooMany", "-32004": "refDevice", "-32005": "refNotNow", "-32006": "refNotAllowed",
  "-32007": "refSession", "-32008": "refStorage", "-32009": "refGone", "-32010": "refProgramme", "-32011": "refParticipant", "-32012": "refEntry", "-32013": "refGone",
};

/** The daemon's own sentence, which is English.
 * @param {string} words */
export function original(words) {
  const made = element("span", words);
  made.lang = "en";
  return made;
}

/** @param {any} refusal or whatever else went wrong @returns {(Node | string)[]} */
export function refusalWords(refusal) {
  const said = !refusal.code ? "" : [refusal.message, refusal.hint].filter(Boolean).join(" ");
  const sentence = text(names[refusal.code] ?? "refOther");
  if (said === "") return [sentence];
  // Whoever reads English reads the daemon's sentence, which is the more exact one.
  return settings.language === "en" ? [original(said)] : [sentence, " (tonusd: ", original(said), ")"];
}
