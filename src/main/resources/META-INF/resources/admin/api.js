/** The operators' API, asked with the key of this window. */
const STORE = 'roomcast.key';
const PATIENCE = 10_000;

/** What the API refuses, in its own words; status 0: it did not answer. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export class Api {
  #key = recall();

  get hasKey() {
    return Boolean(this.#key);
  }

  /** The status of an answer without a key: 401, or 404 where there is no API. */
  async probe() {
    try {
      return (await fetch('../api/node', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })).status;
    } catch {
      return 0;
    }
  }

  /** Takes a key if the server does. */
  async open(key) {
    this.#key = key;
    await this.get('node');
    keep(key);
  }

  forget() {
    this.#key = null;
    keep(null);
  }

  get(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== '' && value != null);
    return this.#ask('GET', given.length ? `${path}?${new URLSearchParams(given)}` : path);
  }

  /** `json` is a text, so that numbers keep their digits. */
  post(path, json) {
    return this.#ask('POST', path, json);
  }

  put(path, json) {
    return this.#ask('PUT', path, json);
  }

  delete(path) {
    return this.#ask('DELETE', path);
  }

  async #ask(method, path, body) {
    const headers = { Authorization: `Bearer ${this.#key}`, ...(body && { 'Content-Type': 'application/json' }) };
    let response;
    let answer;
    try {
      response = await fetch(`../api/${path}`, { method, headers, body, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
      answer = await response.json().catch(() => null);
    } catch (error) {
      throw new Refusal(0, error.message);
    }
    if (!response.ok || answer === null) throw new Refusal(response.status, answer?.detail ?? response.statusText);
    return answer;
  }
}

/** A path of names that may hold anything. */
export function path(...names) {
  return names.map(encodeURIComponent).join('/');
}

function recall() {
  try {
    return sessionStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function keep(key) {
  try {
    if (key) sessionStorage.setItem(STORE, key);
    else sessionStorage.removeItem(STORE);
  } catch {
    // storage may be switched off: the key is asked for again
  }
}
