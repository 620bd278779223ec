// SPDX-License-Identifier: Apache-2.0
// JSON-RPC 2.0 over a WebSocket, the very messages of the socket (docs/socket-protocol.md). Reconnects by itself.
import { isLetIn } from "./access.js";

/** No code of the daemon. */
const pageFault = -1;

/** Why a request was refused. */
export class Refusal extends Error {
  /** @param {{code: number, message: string, data?: {hint: string}}} error */
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.hint = error.data?.hint ?? "";
  }
  /** What was thrown, if it is one; otherwise one that tells of it: a fault of this page.
   * @param {unknown} thrown */
  static of(thrown) { return thrown instanceof Refusal ? thrown : new Refusal({ code: pageFault, message: String(thrown) }); }
  /** It means nothing now, in the state that the perineometer or the exercise is in. */
  get isNotNow() { return this.code === -32005; }
  /** The daemon does not know the method: an older one, or a part that it was built without. */
  get isUnknownMethod() { return this.code === -32601; }
}

const firstPause = 250, longestPause = 3000, doorPause = 5000;

export class Connection {
  #socket = /** @type {WebSocket | null} */ (null);
  #waiting = new Map();
  #nextID = 1;
  #pause = firstPause;
  #ended = false;

  /** @param {{message: (method: string, params: any) => void, state: (state: "open" | "away" | "refused") => void}} listener */
  constructor(listener) {
    this.listener = listener;
    this.#connect();
  }

  /** Asks the daemon for something.
   * @template {keyof Requests} M @param {M} method @param {Requests[M]["params"]} [params] @returns {Promise<Requests[M]["result"]>} */
  call(method, params) {
    return new Promise((resolve, reject) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) {
        reject(new Refusal({ code: 0, message: "" }));
        return;
      }
      const id = this.#nextID++;
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  /** Closes for good: this view was ended by somebody who may. */
  end() {
    this.#ended = true;
    this.#socket?.close();
  }

  #connect() {
    const socket = new WebSocket(`ws://${location.host}/stream`);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      // A message holds whole lines, each with its line feed.
      for (const line of data.split("\n")) if (line !== "") this.#take(JSON.parse(line));
    };
    socket.onclose = () => this.#lost();
  }

  #take(message) {
    if (message.method !== undefined) {
      if (message.method === "hello") {
        this.#pause = firstPause;
        this.listener.state("open");
      }
      this.listener.message(message.method, message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    if (message.error) waiting.reject(new Refusal(message.error));
    else waiting.resolve(message.result);
  }

  async #lost() {
    for (const { reject } of this.#waiting.values()) reject(new Refusal({ code: 0, message: "" }));
    this.#waiting.clear();
    if (this.#ended) return;
    this.listener.state("away");
    await this.#tryAgain();
  }

  async #tryAgain() {
    if (await isLetIn() === false) {
      this.listener.state("refused");
      // It may be let in meanwhile, in another tab.
      setTimeout(() => this.#tryAgain(), doorPause);
      return;
    }
    setTimeout(() => this.#connect(), this.#pause * (0.8 + 0.4 * Math.random()));
    this.#pause = Math.min(longestPause, this.#pause * 2);
  }
}
