// SPDX-License-Identifier: Apache-2.0
// The figures of one person over her sessions, with the noise of measuring; what does not compare stands apart.
import { draw, make, refusalLine, screenHead } from "./review-dom.js";
import { fetchFigures } from "./review-calls.js";
import { day, figure, figureName, figureUnit, unlikeWords, verdictWords } from "./review-words.js";
import { shown } from "./pressure.js";
import { clock, decimal, text, writePage } from "./text.js";
import { diaryCard } from "./review-diary.js";

const width = 460, height = 190, left = 54, right = 14, top = 14, bottom = 34;
const secondsOf = (started) => Date.parse(started) / 1000;

/** @param {any} context @param {string} [who] pseudonym; empty where nobody was stated */
export function trendScreen({ connection, isPrivate }, who = "") {
  const title = make("h1", { tabindex: "-1" }, text("rvTrend", who === "" ? text("nobodyStated") : isPrivate ? text("hidden") : who));
  const labels = make("span", { class: "labels" });
  const status = make("p", { class: "quiet", role: "status" }, text("rvTrending")), lines = make("div", { class: "trends" }), apart = make("div");
  let isGone = false, isBroken = false, trend = null;
  const diary = who === "" ? null : diaryCard({ connection, isPrivate }, who, () => write());
  function write() {
    if (isGone || trend === null) return;
    lines.replaceChildren(...trend.lines.map((line) => chart(line, isPrivate, diary?.entries ?? [])));
    const out = trend.leftOut;
    apart.replaceChildren(...(out.length === 0 ? [] : [make("section", { class: "card", "aria-labelledby": "review-apart-title" },
      make("h2", { id: "review-apart-title", text: "rvApart" }), make("p", { class: "quiet", text: "rvApartWords" }),
      make("ul", { class: "apart" }, ...out.map((one) => make("li", {}, make("span", { class: "sign", "aria-hidden": "true" }, "◇ "),
        make("a", { href: `#/review/session/${one.session}` }, day(secondsOf(one.started))), make("ul", {}, ...one.reasons.map((reason) => make("li", {}, unlikeWords(reason))))))))]));
    status.textContent = trend.lines.length === 0 ? text("rvNoTrend") : "";
    writePage();
  }
  async function fetch() {
    try {
      const { sessions } = await connection.call("sessions.list", who === "" ? {} : { participant: who });
      if (sessions.some((one) => one.simulated)) labels.replaceChildren(make("strong", { class: "label fake", text: "simulated" }));
      trend = await fetchFigures(connection, "sessions.trend", who === "" ? {} : { participant: who });
      write();
    } catch (error) {
      if (isGone) return;
      isBroken = true;
      status.replaceChildren(refusalLine(error));
    }
  }
  fetch();
  return {
    element: make("div", { class: "review-session" }, screenHead(title, labels), status, lines, apart, ...(diary === null ? [] : [diary.element]), make("p", { class: "quiet", text: "rvNoiseWords" })),
    get isBroken() { return isBroken; },
    end: () => { isGone = true; },
    entered: () => title.focus(),
  };
}

/** From where to where an axis goes, in round steps. Where nobody knows the noise, a small change is to look small: the axis then spans half of the greatest value at least (assumption). */
function scaleOf(values, isNoiseKnown) {
  const least = Math.min(...values), greatest = Math.max(...values);
  const wanted = Math.max(greatest - least, isNoiseKnown ? 0 : Math.max(...values.map(Math.abs)) / 2) || 1, middle = (least + greatest) / 2;
  const decade = 10 ** Math.floor(Math.log10(wanted / 3)), step = decade * [1, 2, 5, 10].find((factor) => factor * decade >= wanted / 3);
  return {
    low: Math.floor((middle - wanted / 2) / step - 0.1) * step, high: Math.ceil((middle + wanted / 2) / step + 0.1) * step, step,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}

/** One figure over time: a picture, and the same as a table. */
function chart(line, isPrivate, entries) {
  const isPressure = line.unit.startsWith("cmH2O"), value = (number) => isPressure ? shown(number) : number;
  const points = line.points.map((one) => ({ at: secondsOf(one.started), value: value(one.value), verdict: one.verdict }));
  const noise = line.noise === undefined ? null : value(line.noise.change), first = points[0].value;
  const values = points.map((one) => one.value).concat(noise === null ? [] : [first - noise, first + noise]);
  const { low, high, step, digits } = scaleOf(values, noise !== null);
  const begin = points[0].at, span = Math.max(1, points.at(-1).at - begin);
  const x = (at) => left + 8 + (at - begin) / span * (width - left - right - 16), y = (number) => top + (high - number) / (high - low) * (height - top - bottom);
  const unit = figureUnit(line.unit), name = `${figureName(line.name)}${unit === "" ? "" : `, ${unit}`}`;
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": text("rvChart", name, points.length) });
  for (let number = low; number < high + step / 2; number += step) {
    svg.append(draw("line", { class: "grid", x1: left, x2: width - right, y1: y(number), y2: y(number) }));
    if (!isPrivate) svg.append(draw("text", { class: "axis end", x: left - 6, y: y(number) + 4 }, decimal(number, digits)));
  }
  if (noise !== null) {
    svg.append(draw("rect", { class: "noise", x: left, y: y(first + noise), width: width - left - right, height: y(first - noise) - y(first + noise) }));
    for (const edge of [first - noise, first + noise]) svg.append(draw("line", { class: "noise-edge", x1: left, x2: width - right, y1: y(edge), y2: y(edge) }));
  }
  for (const entry of entries) {
    const at = x(entry.at);
    if (at < left || at > width - right) continue;
    svg.append(draw("path", { class: "diary", d: `M${at} ${height - bottom} l5 9 h-10 z` }, draw("title", {}, entry.words)));
  }
  svg.append(draw("polyline", { class: "trend", points: points.map((one) => `${x(one.at)},${y(one.value)}`).join(" ") }));
  for (const one of points) {
    const [at, up] = [x(one.at), y(one.value)];
    // What lies outside the noise is a triangle that points where it lies; within it a filled, without a verdict an open circle.
    const shape = one.verdict === "higher" ? draw("path", { class: "point", d: `M${at} ${up - 7} l7 12 h-14 z` })
      : one.verdict === "lower" ? draw("path", { class: "point", d: `M${at} ${up + 7} l7 -12 h-14 z` })
        : draw("circle", { class: `point ${one.verdict === "noiseNotKnown" ? "open" : ""}`, cx: at, cy: up, r: 5 });
    svg.append(shape);
  }
  // Within one day the time of day tells them apart.
  const begun = day(points[0].at), last = day(points.at(-1).at), when = begun === last ? (at) => `${day(at)}, ${clock(at)}` : day;
  svg.append(draw("text", { class: "axis", x: left, y: height - 6 }, begun === last ? when(points[0].at) : begun),
    draw("text", { class: "axis end", x: width - right, y: height - 6 }, begun === last ? clock(points.at(-1).at) : last));
  const rows = line.points.map((one) => make("tr", {}, make("td", {}, make("a", { href: `#/review/session/${one.session}` }, when(secondsOf(one.started)))),
    make("td", { class: "figure" }, figure(one.value, line.unit, isPrivate)), make("td", {}, isPrivate ? text("hidden") : verdictWords(one.verdict))));
  return make("figure", { class: "card", "data-figure": line.name }, make("figcaption", {}, name, noise === null ? "" : isPrivate ? "" : ` · ${text("rvNoiseIs", figure(line.noise.change, line.unit, false))}`), svg,
    make("details", {}, make("summary", { text: "rvAsTable" }), make("table", {}, make("thead", {}, make("tr", {}, ...["rvDate", "rvFigure", "rvAgainstFirst"].map((one) => make("th", { scope: "col", text: one })))), make("tbody", {}, ...rows))));
}
