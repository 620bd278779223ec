// SPDX-License-Identifier: Apache-2.0
// Which exercise this browser follows, so that its end is shown after a reload too. Nothing that was measured is in it.
const name = "tonus-exercise";

/** @returns {{boot: string, run: number} | null} */
export function recall() {
  try { return JSON.parse(sessionStorage.getItem(name) ?? "null"); } catch { return null; }
}

/** @param {{boot: string, run: number} | null} what */
export function remember(what) {
  try { sessionStorage.setItem(name, JSON.stringify(what)); } catch { /* then a reload begins anew */ }
}
