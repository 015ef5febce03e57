/** Searches, waiting times and matches of each mode, over all nodes; hidden where no mode is configured. */
import { element, rows, write } from './rows.js';

const COLUMNS = ['tickets', 'players', 'longestMillis', 'meanWaitMillis', 'matches', 'timeouts'];

export class Matches {
  #api;
  #language;
  #place;

  constructor(api, language, place) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
  }

  async refresh() {
    const { modes } = await this.#api.get('matches').catch(() => ({ modes: [] }));
    this.#place('matches-part').hidden = modes.length === 0;
    rows(this.#place('matches-list'), modes, {
      key: (mode) => mode.rooms,
      make: (mode) => element('tr', {}, element('th', { scope: 'row' }, mode.rooms), ...COLUMNS.map(() => element('td', { class: 'number' }))),
      fill: (row, mode) => COLUMNS.forEach((name, index) => write(row.cells[index + 1], this.#text(name, mode[name]))),
    });
  }

  #text(name, value) {
    const number = new Intl.NumberFormat(this.#language.locale, { maximumFractionDigits: 1 });
    return name.endsWith('Millis') ? `${number.format(value / 1000)} s` : number.format(value);
  }
}
