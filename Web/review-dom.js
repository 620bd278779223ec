// SPDX-License-Identifier: Apache-2.0
// Makes the elements of the review pages, which are too many and too changing to stand in the page's file.
import { refusalWords } from "./refusal-words.js";
import { text } from "./text.js";

/** An element with attributes and what is in it. A `text` is a name of the catalogue: it is written again where the language changes.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} [attributes] `on…` are listeners @param {...(Node|string)} children */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "text") { made.dataset.text = value; made.textContent = text(value); }
    else if (name === "label") { made.dataset.label = value; made.setAttribute("aria-label", text(value)); }
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** A term and its description.
 * @param {string} name of the catalogue @param {string} words */
export const fact = (name, words) => make("div", {}, make("dt", { text: name }), make("dd", {}, words));

const svgSpace = "http://www.w3.org/2000/svg";
/** @param {string} tag @param {Record<string, any>} attributes @param {...(Node|string)} children */
export function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A head with the way back to the list.
 * @param {Node} title @param {...Node} more */
export function screenHead(title, ...more) {
  return make("div", { class: "review-head" }, make("a", { href: "#/review", class: "back" }, "← ", make("span", { text: "rvBack" })), title, ...more);
}

/** Says why something is not shown.
 * @param {any} error */
export const refusalLine = (error) => make("p", { class: "notice" }, ...refusalWords(error));
