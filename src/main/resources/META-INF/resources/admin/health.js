/** The node since its start: closes by code, recoveries, drops; Redis and webhooks from the metrics, where they can be read. */
import { facts } from './rows.js';

const METRICS_MILLIS = 10_000;
const REASONS = {
  4001: 'shutdown', 4005: 'token expired', 4008: 'slow', 4010: 'lost its place', 4012: 'no sign of life', 4013: 'too many requests',
  4500: 'invalid token', 4501: 'bad request', 4502: 'no $connect', 4503: 'by an operator', 4504: 'too many connections', 4507: 'forbidden',
  4510: 'replaced', 4511: 'room closed', 4512: 'kicked', 4513: 'room full', 4514: 'unsupported version', 4515: 'door closed',
  4516: 'wrong key', 4517: 'room not new', 4518: 'no such room', 4519: 'banned', 1009: 'too large', 1013: 'try again later',
};

export class Health {
  #language;
  #place;
  #metrics = null;
  #readAt = 0;

  constructor(language, place) {
    this.#language = language;
    this.#place = place;
  }

  async show(node) {
    if (Date.now() - this.#readAt > METRICS_MILLIS) {
      this.#readAt = Date.now();
      const text = await fetch('../q/metrics').then((response) => (response.ok ? response.text() : null)).catch(() => null);
      this.#metrics = text === null ? null : parse(text);
    }
    const word = (key) => this.#language.text(key);
    const { closed, left, recovered, unrecovered, dropped, opened } = node.counters;
    facts(this.#place('health'), {
      [word('opened')]: this.#number(opened),
      [word('left')]: this.#number(left),
      [word('recovered')]: this.#number(recovered),
      [word('unrecovered')]: this.#number(unrecovered),
      [word('dropped')]: this.#number(dropped),
      ...this.#outside(),
    });
    const codes = Object.entries(closed).sort(([, a], [, b]) => b - a);
    facts(this.#place('closes'), Object.fromEntries(codes.map(([code, count]) => [`${code} ${REASONS[code] ?? ''}`.trim(), this.#number(count)])));
  }

  /** Redis, and the application's server. */
  #outside() {
    const metrics = this.#metrics;
    if (!metrics) return {};
    const word = (key) => this.#language.text(key);
    const shown = { [word('engine')]: word(metrics.roomcast_engine_up === 1 ? 'reached' : 'notReached') };
    const counts = {
      engineFailures: metrics.roomcast_engine_failures_total,
      webhooksWaiting: metrics.roomcast_hook_events_waiting,
      webhooksLost: metrics['roomcast_hook_events_total{result="lost"}'],
    };
    for (const [name, value] of Object.entries(counts)) if (value !== undefined) shown[word(name)] = this.#number(value);
    return shown;
  }

  #number(value) {
    return new Intl.NumberFormat(this.#language.locale).format(value);
  }
}

/** Prometheus' text: a name, perhaps with labels, and a number. */
function parse(text) {
  const values = {};
  for (const [, name, value] of text.matchAll(/^(\w+(?:\{[^\n]*\})?) (\S+)$/gm)) values[name] = Number(value);
  return values;
}
