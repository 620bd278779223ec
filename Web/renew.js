// SPDX-License-Identifier: Apache-2.0
// Lists are written anew while somebody uses them: what says the same stays where it is, and what changes keeps the focus. Otherwise the
// key or the click that follows would go nowhere, or to another line.

const focusable = "button, input, select, a[href]";

/** Gives a list these children. Those with the same `data-id` are one line, before and after. @param {Element} place @param {HTMLElement[]} children */
export function renew(place, children) {
  const before = new Map([...place.children].map((child) => [child.dataset.id, child])), ids = new Set(children.map((child) => child.dataset.id));
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
  const active = old.contains(document.activeElement) ? document.activeElement : null, id = active?.dataset.id;
  const which = [...old.querySelectorAll(focusable)].indexOf(active);
  old.replaceWith(fresh);
  const next = active === null ? null : id === undefined ? fresh.querySelectorAll(focusable)[which] : fresh.querySelector(`[data-id="${id}"]`);
  next?.focus({ preventScroll: true });
  return fresh;
}
