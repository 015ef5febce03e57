/** This node in numbers: each with the course that it took in the last minutes. */
import { element, rows, write } from './rows.js';

const KEPT = 60; //  points of a chart
const HEIGHT = 36;
const WIDTH = 180;
const SVG = 'http://www.w3.org/2000/svg';

/** What is shown. `counter`: it only grows, what counts is how fast. */
const TILES = [
  { name: 'connections', read: (node) => node.connections },
  { name: 'members', read: (node) => node.members },
  { name: 'roomsUsed', read: (node) => node.rooms },
  { name: 'received', read: (node) => node.counters.received, counter: true },
  { name: 'delivered', read: (node) => node.counters.delivered, counter: true },
  { name: 'heap', read: (node) => node.heapBytes / 2 ** 20, unit: 'MiB' },
];

export class Tiles {
  #place;
  #language;
  #last = null;
  #courses = new Map(TILES.map(({ name }) => [name, []]));

  constructor(place, language) {
    this.#place = place;
    this.#language = language;
    language.onChange(() => this.#render());
  }

  /** A new state of the node. One that began anew since the last one has no rates yet. */
  add(node) {
    const last = this.#last?.uptime < node.uptime ? this.#last : null;
    const seconds = last ? (node.uptime - last.uptime) / 1000 : 0;
    for (const { name, read, counter } of TILES) {
      const course = this.#courses.get(name);
      if (!counter) course.push(read(node));
      else if (seconds > 0) course.push((read(node) - read(last)) / seconds);
      course.splice(0, course.length - KEPT);
    }
    this.#last = node;
    this.#render();
  }

  clear() {
    this.#last = null;
    for (const course of this.#courses.values()) course.length = 0;
  }

  #render() {
    rows(this.#place, TILES, { key: ({ name }) => name, make: () => tile(), fill: (row, each) => this.#fill(row, each) });
  }

  #fill(row, { name, counter, unit }) {
    const course = this.#courses.get(name);
    const value = course.at(-1);
    write(row.querySelector('.tile-name'), this.#language.text(name));
    write(row.querySelector('.tile-value'), value === undefined ? '–' : this.#number(value));
    write(row.querySelector('.tile-unit'), unit ?? (counter ? this.#language.text('perSecond') : ''));
    draw(row.querySelector('svg'), course);
  }

  #number(value) {
    const long = value >= 100_000;
    return new Intl.NumberFormat(this.#language.locale, long
      ? { notation: 'compact', maximumSignificantDigits: 4 }
      : { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  }
}

function tile() {
  const chart = document.createElementNS(SVG, 'svg');
  chart.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  chart.setAttribute('preserveAspectRatio', 'none');
  chart.setAttribute('aria-hidden', 'true');
  for (const part of ['area', 'line']) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', part);
    chart.append(path);
  }
  const words = element('p', {}, element('span', { class: 'tile-value' }), ' ', element('span', { class: 'tile-unit' }));
  return element('article', { class: 'tile' }, element('h2', { class: 'tile-name' }), words, chart);
}

/** The newest at the right; the scale goes from nothing to the most. */
function draw(chart, course) {
  const most = Math.max(...course, 1e-9) * 1.15;
  const points = course.map((value, i) => {
    const x = WIDTH - ((course.length - 1 - i) * WIDTH) / (KEPT - 1);
    return `${x.toFixed(1)} ${(HEIGHT - 1.5 - (value / most) * (HEIGHT - 3)).toFixed(1)}`;
  });
  const line = points.length > 1 ? `M${points.join('L')}` : '';
  const left = points[0]?.split(' ')[0];
  chart.querySelector('.line').setAttribute('d', line);
  chart.querySelector('.area').setAttribute('d', line && `${line}L${WIDTH} ${HEIGHT}L${left} ${HEIGHT}Z`);
}
