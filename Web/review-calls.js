// SPDX-License-Identifier: Apache-2.0
// What the review pages ask the daemon for.

/** JSON that comes in pieces, like an export.
 * @template {"sessions.export" | "sessions.compare" | "sessions.trend"} M
 * @param {import("./connection.js").Connection} connection @param {M} method @param {Requests[M]["params"]} params */
export async function fetchFigures(connection, method, params) {
  const { export: number } = await connection.call(method, params), pieces = [];
  for (;;) {
    const piece = await connection.call("export.read", { export: number });
    pieces.push(Uint8Array.from(atob(piece.data), (letter) => letter.charCodeAt(0)));
    if (piece.done) break;
  }
  return JSON.parse(await new Blob(pieces).text());
}

/** Reviews that were fetched: a session that is over does not change. */
const reviews = new Map();
const reviewsKept = 6;

export async function fetchReview(connection, session, isOver) {
  const known = reviews.get(session);
  if (known !== undefined) return known;
  const review = await fetchFigures(connection, "sessions.export", { session, format: "review", identified: true });
  if (isOver) reviews.set(session, review);
  if (reviews.size > reviewsKept) reviews.delete(reviews.keys().next().value);
  return review;
}
