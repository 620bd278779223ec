// SPDX-License-Identifier: Apache-2.0
// The list of sessions.
import { all } from "./dom.js";
import { fact, make, refusalLine } from "./review-dom.js";
import { lasting, moment, personWords } from "./review-words.js";
import { originLabels, stateLine } from "./review-state.js";
import { exchange, renew } from "./renew.js";
import { settings } from "./settings.js";
import { text } from "./text.js";

const askedAtOnce = 100;

/** @param {any} context */
export function listScreen({ connection, isPrivate, kept }) {
  const found = kept ?? { sessions: null, more: false, glances: new Map(), chosen: new Set(), filter: "", kind: "all" };
  let isGone = false, refusal = null;
  const rows = make("ul", { class: "sessions", label: "rvSessions" }), state = make("p", { class: "quiet", role: "status" });
  const compare = make("a", { class: "button", role: "link" }), trends = make("div", { class: "buttons" });
  const filter = make("input", { type: "search", id: "review-filter", value: found.filter, oninput: () => { found.filter = filter.value; write(); } });
  const kind = make("select", { id: "review-kind", onchange: () => { found.kind = kind.value; write(); } },
    ...["all", "measured", "simulated"].map((value) => make("option", { value, text: { all: "rvAll", measured: "rvMeasured", simulated: "rvSimulated" }[value] })));
  kind.value = found.kind;
  const older = make("button", { type: "button", text: "rvOlder", onclick: () => fetch() });

  function shown() {
    const wanted = found.filter.trim().toLowerCase();
    return (found.sessions ?? []).filter((one) => {
      const isFake = one.simulated;
      if (found.kind === "simulated" && !isFake || found.kind === "measured" && isFake) return false;
      const words = [isPrivate ? "" : one.participant ?? "", one.programme ?? "", one.probe ?? "", moment(one.began), one.id].join(" ").toLowerCase();
      return words.includes(wanted);
    });
  }

  function write() {
    if (isGone) return;
    const list = shown();
    renew(rows, list.map((one) => row(one, found, isPrivate, choose)));
    state.textContent = refusal !== null ? "" : found.sessions === null ? text("rvLoading") : found.sessions.length === 0 ? text("rvNone")
      : text("rvCount", list.length, found.sessions.length);
    older.hidden = !found.more;
    choose();
  }

  function choose() {
    const chosen = [...found.chosen].filter((id) => found.sessions?.some((one) => one.id === id));
    compare.hidden = chosen.length !== 2;
    if (chosen.length === 2) compare.href = `#/review/compare/${chosen[0]}/${chosen[1]}`;
    compare.replaceChildren(text("rvCompare"));
    const people = new Map();
    for (const one of found.sessions ?? []) people.set(one.participant ?? "", (people.get(one.participant ?? "") ?? 0) + 1);
    const several = [...people].filter(([, count]) => count > 1);
    trends.replaceChildren(...several.slice(0, 12).map(([who, count], which) => make("a", { class: "button", href: `#/review/trend/${encodeURIComponent(who)}` },
      text("rvTrendOf", who === "" ? text("nobodyStated") : isPrivate ? text("rvPerson", which + 1) : who, count))));
  }

  async function fetch() {
    try {
      const before = found.sessions?.at(-1)?.began;
      const { sessions, more } = await connection.call("sessions.list", { limit: askedAtOnce, before });
      found.sessions = [...(found.sessions ?? []), ...sessions];
      found.more = more;
      write();
      await glance();
    } catch (error) {
      refusal = error;
      state.replaceChildren(refusalLine(error));
    }
  }

  /** What takes some reading comes one by one, the newest first. */
  async function glance() {
    for (const one of found.sessions) {
      if (isGone) return;
      if (found.glances.has(one.id) || one.samples === 0) continue;
      found.glances.set(one.id, null);
      try {
        found.glances.set(one.id, await connection.call("sessions.glance", { session: one.id }));
      } catch (error) {
        found.glances.set(one.id, { refusal: error });
      }
      const line = all(`[data-id="${one.id}"]`, rows)[0];
      if (line !== undefined) exchange(line, row(one, found, isPrivate, choose));
    }
  }

  if (found.sessions === null) fetch(); else glance();
  write();
  return {
    element: make("section", { class: "card", "aria-labelledby": "review-title" },
      make("h1", { id: "review-title", text: "rvSessions", tabindex: "-1" }),
      make("div", { class: "row review-tools" },
        make("label", { class: "field" }, make("span", { text: "rvFilter" }), " ", filter),
        make("label", { class: "field" }, make("span", { text: "rvKind" }), " ", kind), compare),
      trends, state, rows, older, make("p", { class: "quiet", text: "rvListWords" })),
    get isBroken() { return refusal !== null; },
    keep: () => found,
    end: () => { isGone = true; },
  };
}

function row(one, found, isPrivate, choose) {
  const glance = found.glances.get(one.id);
  const check = make("input", { type: "checkbox", onchange: () => {
    if (check.checked) found.chosen.add(one.id); else found.chosen.delete(one.id);
    // Two compare: the one that was chosen first gives way.
    if (found.chosen.size > 2) {
      const [first] = found.chosen;
      found.chosen.delete(first);
      const [other] = /** @type {NodeListOf<HTMLInputElement>} */ (all(`[data-id="${first}"] input`));
      if (other !== undefined) other.checked = false;
    }
    choose();
  } });
  check.checked = found.chosen.has(one.id);
  check.setAttribute("aria-label", text("rvChoose", moment(one.began)));
  const number = glance?.contractions === undefined ? text(one.samples === 0 ? "noValue" : "rvReading") : isPrivate ? text("hidden") : String(glance.contractions);
  return make("li", { "data-id": one.id, class: "session" },
    make("span", { class: "choose" }, check),
    make("a", { class: "open", href: `#/review/session/${one.id}`, lang: settings.language }, moment(one.began)),
    make("span", { class: "labels" }, ...originLabels(one)),
    make("dl", {}, fact("rvLength", lasting(one.seconds)), fact("rvPersonOf", personWords(one.participant, isPrivate)), fact("rvProgramme", one.programme ?? text("none")),
      fact("contractions", number)),
    stateLine(one, glance));
}
