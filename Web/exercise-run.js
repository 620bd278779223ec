// SPDX-License-Identifier: Apache-2.0
// What is known of a guided exercise: the daemon's coach tells it, and this remembers what holds now. No page, no clock of its own.

/** @typedef {{kind: "paused" | "waiting", reason?: string, text?: string}} Standing */

export class ExerciseRun {
  /** @param {number} run its number @param {boolean} simulated */
  constructor(run, simulated) {
    this.run = run;
    this.simulated = simulated;
    this.programme = this.title = "";
    this.seconds = this.elapsed = 0;
    this.originIndeterminate = false;
    /** The serial number of the perineometer that it is done on.
     * @type {string | undefined} */
    this.device = undefined;
    /** The id of the session that is recorded of it, where one is.
     * @type {string | undefined} */
    this.session = undefined;
    /** @type {Messages["CoachPhase"] | null} */
    this.phase = null;
    /** @type {Messages["CoachCue"] | null} */
    this.cue = null;
    /** @type {Messages["CoachTarget"] | null} */
    this.target = null;
    /** @type {Messages["CoachQuestion"] | null} */
    this.question = null;
    /** Why it stands still.
     * @type {Standing | null} */
    this.standing = null;
    /** @type {Messages["CoachSummary"] | null} */
    this.summary = null;
    /** @type {Messages["CoachNoticedSpan"][] | null} */
    this.noticed = null;
    /** Whole seconds that are left of the cue, null at one's own pace; and when that was told, in milliseconds.
     * @type {number | null} */
    this.left = null;
    this.leftSince = 0;
    /** How often tension was said to be felt since the cue. */
    this.felt = 0;
    this.hasEnded = false;
    /** It ended with the daemon, which does not remember it. */
    this.isLost = false;
  }

  get isPaused() { return this.standing?.kind === "paused"; }
  get isHidden() { return this.phase?.feedback === "hidden" || this.phase?.feedback === "blinded"; }

  /** What is left of the cue, in seconds, between two of the coach's words too; null at one's own pace.
   * @param {number} now milliseconds */
  leftAt(now) {
    if (this.left === null) return null;
    return this.standing !== null ? this.left : Math.max(0, this.left - Math.min(1, (now - this.leftSince) / 1000));
  }

  /** Takes what the daemon reports of it.
   * @param {Messages["ExerciseReport"]} report */
  adopt(report) {
    this.programme = report.programme;
    this.title = report.title;
    this.seconds = report.seconds;
    this.elapsed = report.elapsed;
    this.session = report.session;
    this.device = report.device;
    // Taken up after a restart once the probe is back: until then nobody tells what is so.
    if (report.state === "paused" && report.waiting === "device") this.standing = { kind: "waiting", reason: "restart" };
    if (report.state === "ended") this.#end(report.summary ?? null);
  }

  /** Takes a `coach` message.
   * @param {Messages["CoachMessage"]} message @param {number} now milliseconds */
  take(message, now) {
    this.elapsed = message.elapsed;
    switch (message.event) {
      case "began": this.#begin(message.beginning); break;
      case "phaseBegan": this.phase = message.phase; this.#clear(); break;
      case "cue": this.#ask(message.cue, now); break;
      case "target": this.target = message.target; break;
      case "progress": this.left = message.progress.left ?? null; this.leftSince = now; break;
      case "question": this.#clear(); this.question = message.question; break;
      case "answered": this.question = null; break;
      case "feltNoted": this.felt++; break;
      case "phaseEnded": this.phase = null; this.#clear(); break;
      case "reveal": this.noticed = message.noticed; break;
      case "paused": this.standing = { kind: "paused" }; this.#stand(now); break;
      case "waiting": this.standing = { kind: "waiting", reason: message.waiting, text: message.text }; this.#stand(now); break;
      case "resumed": this.standing = null; this.leftSince = now; break;
      case "ended": this.#end(message.summary); break;
    }
  }

  #begin(beginning) {
    this.programme = beginning.programme;
    this.title = beginning.title;
    this.seconds = beginning.seconds;
    this.originIndeterminate = beginning.originIndeterminate;
  }

  #ask(cue, now) {
    this.#clear();
    this.cue = cue;
    this.target = cue.target ?? null;
    this.left = cue.seconds === undefined ? null : Math.ceil(cue.seconds);
    this.leftSince = now;
  }

  #stand(now) {
    if (this.left !== null) this.left = Math.max(0, this.left - Math.min(1, (now - this.leftSince) / 1000));
  }

  #clear() {
    this.cue = this.target = this.question = this.standing = this.left = null;
    this.felt = 0;
  }

  #end(summary) {
    this.hasEnded = true;
    this.summary = summary;
    this.phase = null;
    this.#clear();
  }
}
