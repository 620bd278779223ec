// SPDX-License-Identifier: Apache-2.0
// What a person chose for this browser. Nothing that was measured is kept.
const defaults = {
  language: navigator.language.startsWith("de") ? "de" : "en", unit: "cmH2O", window: 20, singleKeys: true,
  targetFrom: "", targetTo: "", pacer: true, pace: 6,
};
const allowed = {
  language: ["en", "de"], unit: ["cmH2O", "hPa", "mmHg"], window: [5, 10, 20, 30, 60, 120],
};

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem("tonus") ?? "{}");
    const kept = Object.entries(found).filter(([name, value]) =>
      name in defaults && typeof value === typeof defaults[name] && (allowed[name]?.includes(value) ?? true));
    return Object.fromEntries(kept);
  } catch {
    return {};
  }
}

export const settings = { ...defaults, ...stored() };
export const windows = allowed.window;

const listeners = new Set();

/** Calls back whenever a setting changed.
 * @param {() => void} listener */
export function onSettings(listener) { listeners.add(listener); }

/** Changes settings, and keeps them where the browser lets.
 * @param {Partial<typeof defaults>} changes */
export function change(changes) {
  Object.assign(settings, changes);
  try { localStorage.setItem("tonus", JSON.stringify(settings)); } catch { /* a private window: they last as long as it */ }
  for (const listener of listeners) listener();
}
