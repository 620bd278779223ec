// SPDX-License-Identifier: Apache-2.0
// What can be done with a session: print it, take it along, delete it.
import { done, refused } from "./announcer.js";
import { lasting, moment, personWords } from "./review-words.js";
import { make } from "./review-dom.js";
import { decimal, text, writePage } from "./text.js";

const formats = ["edf", "csv", "contractions", "fhir", "archive"];
const formatNames = { edf: "ffEDF", csv: "ffCSV", contractions: "ffContractions", fhir: "ffFHIR", archive: "ffArchive" };

/** @param {any} context @returns {Node[]} */
export function fileActions({ connection, report, isPrivate }) {
  const identified = make("input", { type: "checkbox", id: "review-identified" });
  const format = make("select", { id: "review-format" }, ...formats.map((value) => make("option", { value, text: formatNames[value] })));
  const ask = (format) => connection.call("web.export", { session: report.id, format, identified: identified.checked });
  const print = make("button", { type: "button", id: "review-print", text: "rvPrint", onclick: async () => {
    try {
      const { path } = await ask("report");
      // Where a window may not be opened, the page itself shows it; the way back is the browser's.
      if (window.open(path, "_blank") === null) location.assign(path);
    } catch (error) { refused(error); }
  } });
  const save = make("button", { type: "button", id: "review-save", text: "rvSave", onclick: async () => {
    try {
      const { path, fileName } = await ask(format.value);
      make("a", { href: path, download: fileName }).click();
    } catch (error) { refused(error); }
  } });
  const remove = make("button", { type: "button", id: "review-delete", text: "rvDelete", onclick: () => confirm(connection, report, isPrivate) });
  return [
    make("div", { class: "buttons" }, print, make("label", { class: "field" }, make("span", { text: "rvFormat" }), " ", format), save),
    make("label", { class: "check" }, identified, " ", make("span", { text: "rvIdentified" })),
    make("p", { class: "quiet", text: "rvFileWords" }),
    make("div", { class: "buttons" }, remove),
  ];
}

/** Names what would be deleted, then does it where that is wanted. */
async function confirm(connection, report, isPrivate) {
  try {
    const { bytes } = await connection.call("sessions.delete", { session: report.id, dryRun: true });
    const size = decimal(bytes / 1e6, bytes < 1e6 ? 2 : 1);
    const dialog = make("dialog", { "aria-labelledby": "review-delete-title" },
      make("h2", { id: "review-delete-title", text: "rvDeleteTitle" }),
      make("p", {}, text("rvDeleteWhat", moment(report.began), lasting(report.seconds), personWords(report.participant, isPrivate), size)),
      make("p", { class: "quiet", text: "rvDeleteWords" }),
      make("div", { class: "buttons" },
        make("button", { type: "button", text: "rvKeep", onclick: () => dialog.close() }),
        make("button", { type: "button", id: "review-delete-yes", class: "danger", text: "rvDeleteYes", onclick: async () => {
          dialog.close();
          try {
            await connection.call("sessions.delete", { session: report.id });
            location.hash = "#/review";
            done(text("rvDeleted"));
          } catch (error) { refused(error); }
        } })));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    writePage();
    dialog.showModal();
  } catch (error) { refused(error); }
}
