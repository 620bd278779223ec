// SPDX-License-Identifier: Apache-2.0
// Two sessions side by side, or why they do not compare.
import { fetchFigures } from "./review-calls.js";
import { figure, figureName, lasting, moment, personWords, unlikeWords, verdictShape, verdictWords } from "./review-words.js";
import { make, refusalLine, screenHead } from "./review-dom.js";
import { text, writePage } from "./text.js";

/** @param {any} context @param {string} one @param {string} other */
export function compareScreen({ connection, isPrivate }, one, other) {
  const place = make("div"), status = make("p", { class: "quiet", role: "status" }, text("rvComparing")), title = make("h1", { text: "rvComparison", tabindex: "-1" });
  let isGone = false, isBroken = false;
  async function fetch() {
    try {
      const reports = await Promise.all([one, other].map((session) => connection.call("sessions.get", { session })));
      reports.sort((a, b) => a.began - b.began);
      const comparison = await fetchFigures(connection, "sessions.compare", { sessions: [one, other] });
      if (isGone) return;
      status.textContent = "";
      place.replaceChildren(sides(reports, isPrivate), comparison.refusals.length > 0 ? refused(comparison) : table(comparison, isPrivate));
    } catch (error) {
      if (isGone) return;
      isBroken = true;
      status.replaceChildren(refusalLine(error));
    }
    writePage();
  }
  fetch();
  return {
    element: make("div", {}, screenHead(title), make("section", { class: "card", "aria-labelledby": "review-compare-title" },
      make("h2", { id: "review-compare-title", class: "unseen", text: "rvComparison" }), status, place)),
    get isBroken() { return isBroken; },
    end: () => { isGone = true; },
    entered: () => title.focus(),
  };
}

const sides = (reports, isPrivate) => make("ul", { class: "sides" }, ...reports.map((report, which) => make("li", {},
  make("strong", { text: which === 0 ? "rvEarlier" : "rvLater" }), " ", make("a", { href: `#/review/session/${report.id}` }, moment(report.began)),
  ` · ${lasting(report.seconds)} · ${personWords(report.participant, isPrivate)} `,
  ...(report.simulated ? [make("strong", { class: "label fake", text: "simulated" })] : []))));

const refused = (comparison) => make("div", { class: "refused" }, make("h3", {}, make("span", { "aria-hidden": "true" }, "≠ "), make("span", { text: "rvNotAlike" })),
  make("ul", {}, ...comparison.refusals.map((reason) => make("li", {}, unlikeWords(reason)))), make("p", { class: "quiet", text: "rvNotAlikeWords" }));

function table(comparison, isPrivate) {
  const heads = ["rvFigure", "rvEarlier", "rvLater", "rvChange", "rvNoise", "rvVerdict"];
  return make("div", { class: "scroll", tabindex: "0", role: "group", label: "rvComparison" },
    make("table", { id: "review-compared" }, make("thead", {}, make("tr", {}, ...heads.map((name, place) => make("th", { scope: "col", text: name, class: place > 0 && place < 5 ? "figure" : undefined })))),
      make("tbody", {}, ...comparison.figures.map((one) => make("tr", { "data-figure": one.name },
        make("th", { scope: "row" }, figureName(one.name)), make("td", { class: "figure" }, figure(one.earlier, one.unit, isPrivate)),
        make("td", { class: "figure" }, figure(one.later, one.unit, isPrivate)),
        make("td", { class: "figure" }, figure(one.later - one.earlier, one.unit, isPrivate, { sign: true })),
        make("td", { class: "figure" }, one.noise === undefined ? text("noValue") : `± ${figure(one.noise.change, one.unit, isPrivate)}`),
        make("td", {}, make("span", { class: "sign", "aria-hidden": "true" }, isPrivate ? "" : verdictShape(one.verdict)), " ", isPrivate ? text("hidden") : verdictWords(one.verdict)))))),
    make("p", { class: "quiet", text: "rvNoiseWords" }));
}
