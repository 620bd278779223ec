// SPDX-License-Identifier: Apache-2.0
// How the perineometer and the connection are, in words and as a mark with a shape of its own.
import { reasonWords } from "./daemon-words.js";
import { decimal, duration, text } from "./text.js";

/** @param {import("./signal.js").Signal} signal @param {string} link @returns {{words: string, mark: "good" | "wait" | "bad", blank: string}} */
export function deviceWords(signal, link) {
  if (link === "connecting") return { words: text("connecting"), mark: "wait", blank: text("connecting") };
  if (link === "ended") return { words: text("ended"), mark: "bad", blank: text("ended") };
  if (link === "refused") return { words: text("doorTitle"), mark: "wait", blank: text("doorTitle") };
  if (link !== "open") return { words: text("away"), mark: "bad", blank: text("lostConnection") };
  if (signal.isWithheld) return { words: text("withheld"), mark: "wait", blank: text("withheld") };
  const { device } = signal;
  const names = {
    absent: "deviceAbsent", opening: "deviceOpening", stalled: "deviceStalled", recovering: "deviceRecovering",
    unavailable: "deviceUnavailable", gone: "deviceGone",
  };
  if (device.state in names && !signal.isLive) {
    const words = text(names[device.state]), more = reasonWords(device).words;
    return { words, mark: device.state === "opening" ? "wait" : "bad", blank: more === "" ? words : more };
  }
  const words = text("deviceStreaming", device.product ?? text("perineometer"), decimal(device.rate ?? 0, 0));
  if (signal.store === null || signal.store.count === 0) return { words, mark: "wait", blank: text("connecting") };
  const still = text("stale", Math.max(1, Math.round((performance.now() - signal.lastArrival) / 1000)));
  return { words, mark: signal.isStale ? "bad" : "good", blank: still };
}

/** @param {Messages["RestMessage"] | null} rest @param {(cmH2O: number) => string} pressure */
export function restWords(rest, pressure) {
  if (rest === null) return text("notKnown");
  if (rest.pressure !== undefined) return text("overAir", pressure(rest.pressure));
  const names = {
    notZeroed: "notZeroed", zeroedInSitu: "zeroByDefinition", contracted: "contracted", warmingUp: "warmingUp", notSettled: "notSettled",
  };
  return text(names[rest.refused] ?? "notKnown");
}

/** @param {Messages["DeviceDescription.Zero"] | undefined} zero of the device @param {number} now in hostTime */
export function zeroWords(zero, now) {
  if (zero === undefined || zero.state === "none") return text("zeroNone");
  const age = zero.at === undefined ? null : now - zero.at;
  const words = age === null || age < 5 ? text("justNow") : text("ago", duration(age));
  return text(zero.state === "air" ? "zeroAir" : "zeroPlace", words);
}
