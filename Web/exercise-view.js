// SPDX-License-Identifier: Apache-2.0
// Guided exercises: choose one, follow it, and see how it was. The daemon guides; this page shows what its coach says, and finds back to
// it after any break. Stop is always there, and always right.
import { Refusal } from "./connection.js";
import { byID, fieldOf, write } from "./dom.js";
import { refused, say } from "./announcer.js";
import { askedWords, waitWords } from "./coach-words.js";
import { breathOf, mainWords, moreWords, nextWords } from "./exercise-words.js";
import { ExerciseChoice } from "./exercise-choice.js";
import { recall, remember } from "./exercise-memory.js";
import { ExerciseRun } from "./exercise-run.js";
import { ExerciseStage } from "./exercise-stage.js";
import { writeNoticed } from "./exercise-noticed.js";
import { writeSummary } from "./exercise-summary.js";
import { QuestionForm } from "./exercise-question.js";
import { SoftSound } from "./soft-sound.js";
import { decimal, text } from "./text.js";
import { pressureWords } from "./pressure.js";
import { onSettings } from "./settings.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)"), calmMilliseconds = 500, softSeconds = 0.12;

/** @typedef {"pause" | "resume" | "skip" | "next" | "stop" | "felt" | "smallerToday" | "answer"} Act */

export class ExerciseView {
  #app; #choice; #stage; #question; #sound = new SoftSound();
  /** @type {ExerciseRun | null} */
  /** @type {ExerciseRun | null} */
  #run = null;
  #boot = ""; #subscription = null; #stopIsWanted = false; #scheduled = false; #lastFrame = 0; #shown = ""; #said = "";

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.#app = app;
    this.#choice = new ExerciseChoice(app, (params) => this.#begin(params), () => this.write());
    this.#stage = new ExerciseStage(byID("run-shape", HTMLCanvasElement));
    this.#question = new QuestionForm((answer) => this.act("answer", answer), () => this.act("next"));
    byID("run-pause").addEventListener("click", () => this.pauseOrResume());
    byID("run-skip").addEventListener("click", () => this.act("skip"));
    byID("run-stop").addEventListener("click", () => this.stop());
    byID("run-on").addEventListener("click", () => this.act("next"));
    byID("run-felt").addEventListener("click", () => this.act("felt"));
    byID("run-smaller").addEventListener("click", () => this.act("smallerToday"));
    byID("run-sound", HTMLInputElement).addEventListener("change", (event) => this.#sound.set(fieldOf(event).checked));
    byID("exercise-goes-stop").addEventListener("click", () => this.stop());
    byID("summary-again").addEventListener("click", () => this.#leave());
    const { signal, privacy } = app;
    signal.on("coach", (message) => this.#take(message));
    signal.on("samples", () => this.#request());
    signal.on("device", () => {
      if (!signal.isWithheld && !this.#choice.isLoaded && app.link === "open") this.#choice.load();
      this.write();
    });
    signal.on("role", () => this.write());
    signal.on("hello", () => { this.#subscription = null; });
    privacy.on(() => this.#writeAnew());
    onSettings(() => { this.#choice.writeAll(); this.#writeAnew(); });
  }

  get isShown() { return !byID("exercise").hidden; }
  /** An exercise goes on, and this page shows it. */
  get isGuiding() { return this.isShown && this.#run !== null && !this.#run.hasEnded; }

  /** Joins the exercise that goes on, if one does. Called with every connection, and for another perineometer.
   * @param {string | undefined} device @param {string} boot of the daemon */
  async join(device, boot) {
    const { connection } = this.#app;
    if (this.#subscription !== null) {
      await connection.call("unsubscribe", { subscription: this.#subscription });
      this.#run = null;
    }
    const before = this.#run;
    if (before !== null && this.#boot !== boot) this.#run = null;
    this.#boot = boot;
    const { subscription } = await connection.call("subscribe", { streams: ["coach"], device, key: `coach-${device ?? ""}` });
    this.#subscription = subscription;
    // Whom the person measured has paused is told nothing, and is told what is so when that is over.
    if (this.#app.signal.isWithheld) return;
    const { exercises } = await connection.call("exercise.status", {}), serial = device ?? this.#app.signal.device.serial;
    this.#find(exercises.filter((one) => serial === undefined || one.device === serial), before);
    this.#choice.load();
    this.write();
  }

  #find(reports, before) {
    const goes = reports.find((one) => one.state !== "ended"), remembered = recall();
    if (goes !== undefined) this.#runOf(goes.run, goes.simulated).adopt(goes);
    if (goes !== undefined && this.isShown) say(text("exComeBack"));
    const followed = reports.find((one) => this.#run?.run === one.run || remembered?.boot === this.#boot && remembered.run === one.run);
    if (goes === undefined && followed !== undefined) this.#runOf(followed.run, followed.simulated).adopt(followed);
    // What ended with the daemon is told once, and is a good end too.
    if (goes === undefined && followed === undefined && before !== null && !before.hasEnded) {
      before.hasEnded = before.isLost = true;
      this.#run = before;
    }
    if (goes === undefined) this.#stopIsWanted = false; else remember({ boot: this.#boot, run: goes.run });
    if (this.#stopIsWanted) this.stop();
  }

  async #begin(params) {
    const report = await this.#app.connection.call("programmes.run", params);
    this.#runOf(report.run, report.simulated).adopt(report);
    remember({ boot: this.#boot, run: report.run });
    this.#choice.chosen = null;
    say(text("exBegan", report.title));
    this.write();
    scrollTo(0, 0);
    byID("run-cue").focus();
  }

  #runOf(run, simulated) {
    if (this.#run?.run !== run || this.#run.isLost) {
      this.#run = new ExerciseRun(run, simulated);
      this.#stage.begin();
    }
    return this.#run;
  }

  #take(message) {
    const run = this.#runOf(message.run, message.simulated);
    run.take(message, performance.now());
    if (message.event === "began" && message.earlier !== true) remember({ boot: this.#boot, run: message.run });
    if (message.event === "ended") this.#adoptSession(run);
    if (message.earlier !== true && this.isShown) this.#say(message);
    this.write();
  }

  /** A session that was begun with it has its id in the report alone. */
  async #adoptSession(run) {
    try {
      const { exercises } = await this.#app.connection.call("exercise.status", {});
      run.session = exercises.find((one) => one.run === run.run)?.session;
      this.#writeAnew();
    } catch { /* the summary does without */ }
  }

  /** Cues are told to people who listen; samples and seconds are not. */
  #say({ event, cue }) {
    const run = this.#run;
    if (event === "cue") {
      const { main, own } = askedWords(cue), words = own === "" ? main : `${main} ${own}`;
      say(cue.seconds === undefined ? words : text("exCueFor", words, decimal(cue.seconds, 0)));
    } else if (event === "paused") say(text("exPaused"));
    else if (event === "waiting") say(waitWords(run.standing));
    else if (event === "feltNoted") say(text("exFeelAgain"));
  }

  pauseOrResume() { return this.act(this.#run?.isPaused ? "resume" : "pause"); }

  /** Asks the daemon for what a button or a key means; where it means nothing now, nothing happens.
   * @param {Act} what @param {object} [params] */
  async act(what, params = {}) {
    const run = this.#run;
    if (run === null || run.hasEnded) return;
    try {
      const report = await this.#app.connection.call(/** @type {`exercise.${Act}`} */ (`exercise.${what}`), { ...params, device: run.device ?? this.#app.signal.device.serial });
      run.session = report.session ?? run.session;
    } catch (error) {
      const refusal = Refusal.of(error);
      if (refusal.code === 0 && what === "stop") this.#stopIsWanted = true;
      if (refusal.code === 0) this.write(); else if (!refusal.isNotNow) refused(refusal);
    }
  }

  /** Always possible, and never a failure: without the daemon it is told as soon as it answers. */
  async stop() {
    this.#silence();
    if (this.#app.link !== "open") {
      this.#stopIsWanted = true;
      this.write();
      return;
    }
    this.#stopIsWanted = false;
    await this.act("stop");
  }

  #leave() {
    this.#run = null;
    remember(null);
    this.write();
    scrollTo(0, 0);
    byID("programmes").querySelector("button")?.focus();
  }

  #request() {
    if (this.#scheduled || !this.isGuiding) return;
    this.#scheduled = true;
    const draw = () => { this.#scheduled = false; this.#draw(); };
    if (calm.matches) setTimeout(draw, Math.max(0, calmMilliseconds - (performance.now() - this.#lastFrame))); else requestAnimationFrame(draw);
  }

  #writeAnew() {
    this.#shown = "";
    this.write();
  }

  /** Shows what holds now. */
  write() {
    const run = this.#run, goesElsewhere = !this.isShown && run !== null && !run.hasEnded;
    byID("exercise-goes").hidden = !goesElsewhere;
    if (goesElsewhere) {
      write(byID("exercise-goes-words"), text("exGoesOn", run.title));
      byID("exercise-goes-stop").hidden = this.#app.signal.role === "observer";
    }
    if (!this.isShown) {
      this.#silence();
      return;
    }
    const what = run === null ? this.#choice.chosen === null ? "choose" : "ready" : run.hasEnded ? "summary" : "run";
    const isNew = what !== this.#shown;
    this.#shown = what;
    for (const one of ["choose", "ready", "run", "summary"]) byID(`exercise-${one}`).hidden = one !== what;
    if (what === "ready") this.#choice.write();
    if (what === "run") {
      this.#writeRun(run);
      if (calm.matches) this.#request(); else this.#draw();
    }
    if (what === "summary" && isNew) this.#writeEnd(run);
    if (what !== "run") this.#silence();
  }

  #silence() {
    this.#sound.set(false);
    byID("run-sound", HTMLInputElement).checked = false;
  }

  #writeEnd(run) {
    writeSummary(run, this.#app.privacy.isOn);
    const key = `${this.#boot} ${run.run}`;
    if (this.#said === key) return;
    this.#said = key;
    scrollTo(0, 0);
    byID("summary-title").focus();
  }

  #writeRun(run) {
    const { signal, link } = this.#app, isObserver = signal.role === "observer", { phase, cue, question, standing } = run;
    write(byID("run-title"), run.title);
    write(byID("run-part"), phase === null ? "" : text("exPart", phase.number, phase.of, phase.title));
    byID("run-progress", HTMLProgressElement).value = run.seconds > 0 ? Math.min(1, run.elapsed / run.seconds) : 0;
    const asked = cue === null ? { main: "", own: "" } : askedWords(cue);
    const state = { isOpen: link === "open", isWithheld: signal.isWithheld, isObserver, isStopping: this.#stopIsWanted };
    // Without the daemon nothing can be answered, and words say so in its place.
    const isAsking = question !== null && state.isOpen && !state.isWithheld && !isObserver;
    byID("exercise-run").classList.toggle("asking", isAsking);
    byID("exercise-run").classList.toggle("revealing", cue?.activity === "reveal" && run.noticed !== null);
    byID("run-sound-field").hidden = standing !== null || breathOf(cue, 0, 0) === null;
    const hadFocus = byID("run-question").contains(document.activeElement);
    if (this.#question.show(isAsking ? question : null)) {
      say(text("exQuestion"));
      this.#question.focus();
    } else if (hadFocus && question === null) byID("run-cue").focus();
    const isQuiet = standing === null && state.isOpen && !state.isWithheld;
    write(byID("run-cue"), mainWords(run, asked.main, state));
    byID("run-own").hidden = !isQuiet || asked.own === "";
    write(byID("run-own"), asked.own);
    byID("run-repetition").hidden = cue === null || phase === null || phase.repetitions < 2;
    if (cue !== null && phase !== null) write(byID("run-repetition"), text("exRepetition", cue.repetition, phase.repetitions));
    write(byID("run-more"), moreWords(run, state));
    write(byID("run-next"), nextWords(run, this.#choice.programme(run.programme)));
    writeNoticed(byID("run-noticed", HTMLTableElement), cue?.activity === "reveal" ? run.noticed : null);
    write(byID("run-pause").querySelector("span"), text(run.isPaused ? "exResume" : "exPause"));
    for (const id of ["run-pause", "run-skip"]) byID(id).hidden = isObserver || question !== null;
    byID("run-skip", HTMLButtonElement).disabled = phase === null || link !== "open";
    byID("run-pause", HTMLButtonElement).disabled = link !== "open";
    byID("run-stop").hidden = isObserver;
    byID("run-on").hidden = isObserver || cue === null || cue.seconds !== undefined || standing !== null;
    byID("run-felt").hidden = isObserver || cue?.activity !== "notice" || standing !== null;
    byID("run-smaller").hidden = isObserver || cue?.activity !== "trainer" || standing !== null;
    write(byID("run-felt").querySelector("span"), text(run.felt > 0 ? "exFeelAgain" : "exFeel"));
  }

  #draw() {
    if (!this.isGuiding) return;
    const run = this.#run, { signal, privacy } = this.#app, { newest } = signal, now = performance.now(), { cue } = run;
    const seconds = Math.min(0.5, (now - this.#lastFrame) / 1000), left = run.leftAt(now);
    this.#lastFrame = now;
    const isRevealing = cue?.activity === "reveal" && run.noticed !== null;
    const isSeen = newest !== null && !isRevealing && !Number.isNaN(newest.rest) && !run.isHidden && run.question === null && run.standing === null;
    const above = isSeen ? newest.pressure - newest.rest : null;
    const band = above === null || run.target === null ? null : {
      lower: run.target.lower === undefined ? undefined : run.target.lower - newest.rest, upper: run.target.upper - newest.rest,
    };
    const share = cue === null || left === null ? null : Math.min(1, left / Math.max(0.1, cue.seconds));
    const breath = calm.matches || run.standing !== null ? null : breathOf(cue, share, now);
    this.#sound.follow(breath ?? 0);
    const softness = calm.matches ? 1 : 1 - Math.exp(-seconds / softSeconds);
    this.#stage.draw({ above, band, breath, softness, share: calm.matches && left !== null && cue !== null ? Math.ceil(left) / Math.max(1, cue.seconds) : share });
    write(byID("run-left"), cue === null ? "" : left === null ? text("exPace") : text("exLeft", decimal(Math.ceil(left), 0)));
    const isTold = above !== null && run.phase?.feedback === "live" && !privacy.isOn;
    write(byID("run-figure"), isTold ? text("figureAbove", pressureWords(Math.round(above), 0)) : "");
  }
}
