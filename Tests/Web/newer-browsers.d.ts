// SPDX-License-Identifier: Apache-2.0
// What the dashboard asks of browsers and Debian's compiler, of 2022, has not heard of yet.

interface Element { checkVisibility(): boolean; }

/** The page itself, for the console and for measurements. */
declare var tonus: import("../../Web/app.js").App;
