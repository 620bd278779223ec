// SPDX-License-Identifier: Apache-2.0
/** An element of the page; of this kind, where more than what all have in common is asked of it.
 * @template {HTMLElement} [E=HTMLElement] @param {string} id @param {new () => E} [kind] @returns {E} */
export function byID(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`the page has no ${kind?.name ?? "element"} that is named ${id}`);
  return /** @type {E} */ (found);
}

/** The field that an event tells of.
 * @param {Event} event */
export function fieldOf(event) { return /** @type {HTMLInputElement} */ (event.target); }

/** What is clicked on, or has the key.
 * @param {Event} event */
export function elementOf(event) { return /** @type {HTMLElement} */ (event.target); }

/** All that a selector finds.
 * @param {string} selector @param {ParentNode} [within] of the page, where nothing is said
 * @returns {NodeListOf<HTMLElement>} */
export function all(selector, within) { return (within ?? document).querySelectorAll(selector); }

/** Sets a text where it differs, so that nothing is laid out for nothing.
 * @param {Node} element @param {string} words */
export function write(element, words) { if (element.textContent !== words) element.textContent = words; }

/** A new element.
 * @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} words */
export function element(tag, words = "") {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}
