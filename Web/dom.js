// SPDX-License-Identifier: Apache-2.0
/** @param {string} id */
export const byID = (id) => document.getElementById(id);

/** Sets a text where it differs, so that nothing is laid out for nothing. @param {Element} element @param {string} words */
export function write(element, words) { if (element.textContent !== words) element.textContent = words; }

/** A new element. @param {string} tag @param {string} words */
export function element(tag, words = "") {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}
