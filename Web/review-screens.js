// SPDX-License-Identifier: Apache-2.0
// What the review pages consist of: half of all scripts, and not needed to watch. They are fetched when first shown, or once there is time.
import { compareScreen } from "./review-compare.js";
import { listScreen } from "./review-list.js";
import { sessionScreen } from "./review-session.js";
import { trendScreen } from "./review-trend.js";

export const screens = { list: listScreen, session: sessionScreen, compare: compareScreen, trend: trendScreen };
