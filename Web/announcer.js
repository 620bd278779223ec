// SPDX-License-Identifier: Apache-2.0
// Says events, never samples, to people who listen to the page; and shows what a person must know to go on.
import { byID } from "./dom.js";
import { original, refusalWords } from "./refusal-words.js";

let clearing = 0, hiding = 0;

/** @param {string} words */
export function say(words) {
  byID("events").textContent = words;
  clearTimeout(clearing);
  // So that the same words are said again the next time.
  clearing = setTimeout(() => { byID("events").textContent = ""; }, 5000);
}

/** Shows a sentence until it is closed or replaced.
 * @param {string | import("./daemon-words.js").Said} sentence @param {string} [own] the daemon's English */
export function notice(sentence, own = "") {
  const { words, lang } = typeof sentence === "string" ? { words: sentence, lang: document.documentElement.lang } : sentence;
  const box = byID("notice"), line = box.querySelector("p");
  clearTimeout(hiding);
  box.classList.toggle("good", false);
  line.lang = lang;
  line.textContent = words;
  if (own !== "") line.append(" ", original(own));
  box.hidden = false;
}

/** Shows why something was refused.
 * @param {any} refusal */
export function refused(refusal) {
  notice("");
  byID("notice").querySelector("p").replaceChildren(...refusalWords(refusal));
}

/** Shows for a while that something was done.
 * @param {string} words */
export function done(words) {
  notice(words);
  const box = byID("notice");
  box.classList.toggle("good", true);
  hiding = setTimeout(() => { box.hidden = true; }, 8000);
}

export function prepareNotice() {
  byID("notice").querySelector("button").addEventListener("click", () => { byID("notice").hidden = true; });
  // That something was done is no news on another page.
  addEventListener("hashchange", () => { if (byID("notice").classList.contains("good")) byID("notice").hidden = true; });
}
