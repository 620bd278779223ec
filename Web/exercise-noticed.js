// SPDX-License-Identifier: Apache-2.0
// What was felt beside what was measured, as a table.
import { element } from "./dom.js";
import { text } from "./text.js";

/** @param {HTMLTableElement} table @param {{number: number, felt: boolean, measured: boolean}[] | null} noticed */
export function writeNoticed(table, noticed) {
  table.hidden = noticed === null || noticed.length === 0;
  if (table.hidden) return;
  const head = element("thead"), body = element("tbody"), names = head.appendChild(element("tr"));
  for (const name of ["exSpan", "exFelt", "exMeasured"]) {
    const cell = names.appendChild(element("th", text(name)));
    cell.scope = "col";
  }
  for (const one of noticed) {
    const row = body.appendChild(element("tr"));
    row.append(element("td", String(one.number)), ...[one.felt, one.measured].map((is) => element("td", is ? `● ${text("exYes")}` : text("exNo"))));
  }
  const caption = element("caption", text("exNoticedTitle"));
  table.replaceChildren(caption, head, body);
}
