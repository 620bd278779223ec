// SPDX-License-Identifier: Apache-2.0
// Single keys, which can be turned off (WCAG 2.1, 2.1.4), and the list of them.
import { byID, element, elementOf, fieldOf } from "./dom.js";
import { text } from "./text.js";
import { change, onSettings, settings } from "./settings.js";
import { leave } from "./access.js";

/** @param {import("./app.js").App} app */
export function prepareKeys(app) {
  const dialog = byID("help", HTMLDialogElement), { exercise, live, practice, privacy, recording } = app;
  const isLive = () => !byID("live").hidden;
  const actions = {
    "?": () => open(), p: () => privacy.toggle(), 1: () => { location.hash = "#/live"; }, 2: () => { location.hash = "#/practice"; }, 4: () => { location.hash = "#/review"; },
    z: () => isLive() && live.zero("air"), i: () => isLive() && live.zero("inSitu"), "+": () => live.changeWindow(1), "-": () => live.changeWindow(-1),
    3: () => { location.hash = "#/exercise"; }, r: () => isLive() && recording.start(), m: () => isLive() && recording.mark(),
  };
  const exerciseActions = {
    " ": () => exercise.pauseOrResume(), s: () => exercise.act("skip"), n: () => exercise.act("next"), f: () => exercise.act("felt"),
    "-": () => exercise.act("smallerToday"),
  };
  const open = () => {
    const list = [["1 2 3 4", "keyViews"], ["Z", "keyZeroAir"], ["I", "keyZeroPlace"], ["P", "keyPrivacy"], ["+ −", "keyWindow"], ["R", "keyRecord"], ["M", "keyMark"], [text("keySpace"), "keyExercise"], ["S", "keySkip"],
      ["N", "keyNext"], ["F", "keyFelt"], ["−", "keySmaller"], ["Esc", "keyStop"], ["?", "keyHelp"]];
    byID("key-list").replaceChildren(...list.flatMap(([key, name]) => {
      const term = element("dt");
      term.append(element("kbd", key));
      return [term, element("dd", text(name))];
    }));
    byID("single-keys", HTMLInputElement).checked = settings.singleKeys;
    byID("unit", HTMLSelectElement).value = settings.unit;
    byID("language", HTMLSelectElement).value = settings.language;
    dialog.showModal();
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || dialog.open) return;
    // Stop works wherever one is, whatever was turned off.
    if (event.key === "Escape" && practice.isShown) { practice.stop(); return; }
    if (event.key === "Escape" && exercise.isGuiding) { exercise.stop(); return; }
    if (!settings.singleKeys || event.repeat || elementOf(event).closest("input, select, textarea")) return;
    const guided = exercise.isGuiding ? exerciseActions[event.key.toLowerCase()] : undefined;
    // A button that has the focus is pressed by the space bar.
    if (event.key === " " && elementOf(event).closest("button, a, summary")) return;
    const action = guided ?? actions[event.key.toLowerCase()];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  byID("keys").addEventListener("click", open);
  byID("help-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byID("leave").addEventListener("click", leave);
  byID("single-keys", HTMLInputElement).addEventListener("change", (event) => change({ singleKeys: fieldOf(event).checked }));
  byID("unit", HTMLSelectElement).addEventListener("change", (event) => change({ unit: fieldOf(event).value }));
  byID("language", HTMLSelectElement).addEventListener("change", (event) => change({ language: fieldOf(event).value }));
  onSettings(() => { if (dialog.open) { dialog.close(); open(); } });
}
