// SPDX-License-Identifier: Apache-2.0
// Pressures come in cmH2O and are shown in the unit that the person chose.
import { settings } from "./settings.js";
import { decimal } from "./text.js";

// 1 cmH2O = 98.0665 Pa by definition; 1 mmHg = 133.322387415 Pa (NIST SP 811, appendix B).
const perCmH2O = { cmH2O: 1, hPa: 0.980665, mmHg: 98.0665 / 133.322387415 };

/** @param {number} cmH2O */
export const shown = (cmH2O) => cmH2O * perCmH2O[settings.unit];
/** @param {number} value in the unit that is shown */
export const fromShown = (value) => value / perCmH2O[settings.unit];
/** @param {number} cmH2O */
export const pressureWords = (cmH2O, digits = 1) => `${decimal(shown(cmH2O), digits)} ${settings.unit}`;
/** A number as text in another unit, to a tenth.
 * @param {string} value @param {string} unit that it is in */
export const converted = (value, unit) => value === "" ? "" : String(Math.round(shown(Number(value) / perCmH2O[unit]) * 10) / 10);
