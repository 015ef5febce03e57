/** The operators' page: it asks for the key, and then looks at the node every two seconds. */
import { Language } from '../shared/language.js';
import { Api } from './api.js';
import { Health } from './health.js';
import { Matches } from './matches.js';
import { Nodes } from './nodes.js';
import { Room } from './room.js';
import { Rooms } from './rooms.js';
import { element, facts, rows, write } from './rows.js';
import { Tiles } from './tiles.js';
import { Users } from './users.js';
import { words } from './words.js';

const BEAT = 2000;
const SAID = 6000;
const UNBOUNDED = /^(connections-per-|connects-per-|max-members)/; // there 0 means without a bound

const $ = (id) => document.getElementById(id);
const language = new Language(words);
const api = new Api();
const tiles = new Tiles($('tiles'), language);
const rooms = new Rooms(api, language, $);
const room = new Room(api, language, $, say);
const health = new Health(language, $);
const nodes = new Nodes(api, language, $);
const matches = new Matches(api, language, $);
const users = new Users(api, language, $, say);
let state = 'connecting';
let timer;
let silence;

nameLanguageButton();
language.onChange(() => {
  nameLanguageButton();
  showState(state);
  if (!$('desk').hidden) look();
});
$('language').addEventListener('click', () => language.toggle());
$('login-form').addEventListener('submit', (event) => {
  event.preventDefault();
  open($('key').value.trim());
});
$('lock').addEventListener('click', () => lock());
addEventListener('hashchange', choose);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !$('desk').hidden) look();
});
if (api.hasKey) enter();
else begin();

function nameLanguageButton() {
  $('language').textContent = language.text('otherLanguage');
  $('language').lang = language.code === 'zh' ? 'en' : 'zh-CN';
}

/** A server without an API has nothing to open. */
async function begin() {
  lock();
  const status = await api.probe();
  $('no-api').hidden = status !== 404;
  $('key-part').hidden = status === 404;
  write($('no-api'), status === 404 ? language.text('noApi') : '');
}

async function open(key) {
  try {
    await api.open(key);
    $('key').value = '';
    enter();
    $('rooms-title').focus();
  } catch (error) {
    lock(error);
  }
}

/** Back to the question for the key; `error` says why, where it was not wanted. */
function lock(error) {
  clearTimeout(timer);
  api.forget();
  tiles.clear();
  $('desk').hidden = $('lock').hidden = $('status').hidden = true;
  document.body.classList.remove('looking');
  write($('version'), '');
  $('login').hidden = false;
  $('login-error').hidden = !error;
  write($('login-error'), error ? language.text({ 401: 'wrongKey', 404: 'noApi' }[error.status] ?? 'noAnswer') : '');
  $('key').focus();
}

function enter() {
  $('login').hidden = true;
  $('desk').hidden = $('lock').hidden = $('status').hidden = false;
  showState('connecting');
  choose();
  showSettings();
}

/** The room is in the address, so that going back is going back. */
async function choose() {
  if ($('desk').hidden) return;
  const name = new URLSearchParams(location.hash.slice(1)).get('room');
  rooms.choose(name);
  await room.choose(name).catch(() => {});
  if (name !== null) $('room').focus();
  look();
}

/** One beat: the numbers, the rooms, the room. While nobody sees the page, nothing is asked. */
async function look() {
  clearTimeout(timer);
  try {
    const node = await api.get('node');
    tiles.add(node);
    write($('version'), [node.node, node.version].filter(Boolean).join(' · '));
    await Promise.all([rooms.refresh(), room.refresh(), health.show(node), users.refresh(), nodes.refresh(node.node), matches.refresh()]);
    write($('rooms-count'), language.text('held', { count: new Intl.NumberFormat(language.locale).format(node.held) }));
    showState(node.draining ? 'draining' : 'online');
  } catch (error) {
    if (error.status === 401 || error.status === 404) {
      lock(error);
      return;
    }
    showState('closed');
  }
  clearTimeout(timer);
  if (!document.hidden && !$('desk').hidden) timer = setTimeout(look, BEAT);
}

function showState(now) {
  state = now;
  $('status').dataset.state = now;
  write($('status'), language.text(`${now}Node`));
}

/** What was done, for the eye and the ear. */
function say(text) {
  clearTimeout(silence);
  write($('said'), text);
  silence = setTimeout(() => write($('said'), ''), SAID);
}

/** The settings that hold; they are not part of the API, and may be kept from here. */
async function showSettings() {
  const answer = await fetch('../q/settings').then((response) => (response.ok ? response.json() : null)).catch(() => null);
  $('node-settings').hidden = !answer;
  if (!answer) return;
  const groups = [['limits', answer.limits], ...Object.entries(answer.rooms)];
  rows($('node-settings-list'), groups, {
    key: ([name]) => name,
    make: ([name]) => element('section', {}, element('h3', {}, name === 'limits' ? 'roomcast.limits' : `roomcast.rooms ${name}`), element('dl', { class: 'settings' })),
    fill: (group, [, values]) => facts(group.lastElementChild, Object.fromEntries(Object.entries(values).map(([key, value]) =>
      [key, value === 0 && UNBOUNDED.test(key) ? language.text('noBound') : value]))),
  });
}
