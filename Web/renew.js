// SPDX-License-Identifier: Apache-2.0
// Lists are written anew while somebody uses them: what says the same stays where it is, and what changes keeps the focus. Otherwise the
// key or the click that follows would go nowhere, or to another line.
import { all } from "./dom.js";

const focusable = "button, input, select, a[href]";

/** @param {HTMLElement} place */
const linesOf = (place) => /** @type {HTMLElement[]} */ ([...place.children]);

/** Gives a list these children. Those with the same `data-id` are one line, before and after.
 * @param {HTMLElement} place @param {HTMLElement[]} children */
export function renew(place, children) {
  const before = new Map(linesOf(place).map((child) => [child.dataset.id, child])), ids = new Set(children.map((child) => child.dataset.id));
  for (const [id, child] of before) if (id === undefined || !ids.has(id)) child.remove();
  children.forEach((child, index) => {
    const old = before.get(child.dataset.id), one = child.dataset.id === undefined || old === undefined ? child : exchange(old, child);
    if (place.children[index] !== one) place.insertBefore(one, place.children[index] ?? null);
  });
}

/** Puts `fresh` in the place of `old` where it says something else, and moves the focus along. Returns the one that stands there then.
 * @param {HTMLElement} old @param {HTMLElement} fresh */
export function exchange(old, fresh) {
  if (old.isEqualNode(fresh)) return old;
  const focused = /** @type {HTMLElement} */ (document.activeElement), active = old.contains(focused) ? focused : null, id = active?.dataset.id;
  const which = [...all(focusable, old)].indexOf(active);
  old.replaceWith(fresh);
  const next = active === null ? null : id === undefined ? all(focusable, fresh)[which] : all(`[data-id="${id}"]`, fresh)[0];
  next?.focus({ preventScroll: true });
  return fresh;
}
