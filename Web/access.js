// SPDX-License-Identifier: Apache-2.0
// A link of `tonus open` carries a secret behind the #. It is exchanged once for a cookie that scripts cannot read.

/** Takes the secret out of the address, so that it stays in no history.
 * @returns {string | null} */
function takeSecret() {
  const found = /^#t=([0-9a-f]{64})$/.exec(location.hash);
  if (!location.hash.startsWith("#t=")) return null;
  history.replaceState(null, "", location.pathname);
  return found ? found[1] : "";
}

/** Exchanges the secret, where the address has one.
 * @returns {Promise<boolean>} false where it was no good */
export async function enter() {
  const secret = takeSecret();
  if (secret === null) return true;
  try {
    const answer = await fetch("/session", { method: "POST", headers: { "X-Tonus": "1" }, body: secret });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Whether this browser is let in; null where nobody answers.
 * @returns {Promise<boolean | null>} */
export async function isLetIn() {
  try {
    return (await fetch("/session")).ok;
  } catch {
    return null;
  }
}

/** Gives the cookie back. */
export async function leave() {
  await fetch("/session", { method: "DELETE", headers: { "X-Tonus": "1" } });
  location.reload();
}
