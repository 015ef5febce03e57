/** All nodes that share the rooms, with their load. A node by itself is not listed: the tiles show it. */
import { element, rows, write } from './rows.js';

export class Nodes {
  #api;
  #language;
  #place;
  #before = new Map(); // by node: what it had received at which time of its own

  constructor(api, language, place) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
  }

  /** `here` is the name of the node that answers this page. */
  async refresh(here) {
    const nodes = await this.#ask();
    this.#place('nodes-part').hidden = nodes !== null && nodes.length < 2;
    write(this.#place('nodes-missing'), nodes === null ? this.#language.text('nodesMissing') : '');
    if (nodes === null) return; // the last list stays
    const listed = nodes.map((node, index) => ({ ...node, key: `${node.node} ${index}`, rate: this.#rate(node) }));
    this.#before = new Map(nodes.map((node) => [node.node, { received: node.counters.received, time: node.time }]));
    rows(this.#place('nodes-list'), listed, {
      key: ({ key }) => key,
      make: () => element('tr', {}, element('th', { scope: 'row' }), ...Array.from({ length: 7 }, (_, index) =>
        element('td', { class: index > 2 && index < 6 ? 'number wide' : index === 6 ? 'wide' : 'number' }))),
      fill: (row, node) => this.#fill(row, node, node.node === here),
    });
  }

  /** Null where not every node answers. */
  async #ask() {
    try {
      return (await this.#api.get('nodes')).nodes;
    } catch (error) {
      if (error.status === 503) return null;
      throw error;
    }
  }

  #rate({ node, counters, time }) {
    const before = this.#before.get(node);
    const seconds = before ? (time - before.time) / 1000 : 0;
    return seconds > 0 ? Math.max(0, Math.round((counters.received - before.received) / seconds)) : 0;
  }

  #fill(row, node, isHere) {
    const number = new Intl.NumberFormat(this.#language.locale);
    const [name, ...cells] = row.children;
    const heap = Math.round((100 * node.heapBytes) / node.heapMaxBytes);
    const state = this.#language.text(node.draining ? 'drainingNode' : 'onlineNode');
    write(name, `${node.node}${isHere ? ` (${this.#language.text('thisNode')})` : ''}`);
    [
      number.format(node.connections), number.format(node.members), number.format(node.rate), number.format(node.rooms),
      `${heap} %`, `${number.format(node.loopLagMillis)} ms`, `${node.version} · ${state}`,
    ].forEach((text, index) => write(cells[index], text));
  }
}
