/** The game's page: a lobby that makes or joins a game by its code, then the table. `./?code=ABC123` leads to a game. */
import { copyText } from '../shared/clipboard.js';
import { keepName, rememberedName, validName } from '../shared/identity.js';
import { Language } from '../shared/language.js';
import { askServer, needsToken, socketUrl } from '../shared/server.js';
import { newCode, readCode, roomOf } from './code.js';
import { Lobby } from './lobby.js';
import { Screen } from './screen.js';
import { Table } from './table.js';
import { words } from './words.js';

const { join } = globalThis.roomcast;
const NOT_NEW = 4517;
const NO_SUCH_ROOM = 4518;
const COPIED_MILLIS = 2000;

const $ = (id) => document.getElementById(id);
const language = new Language(words);
const wanted = new URLSearchParams(location.search);

const lobby = new Lobby(() => join(socketUrl(`lobby-${newCode()}`), who()));

nameLanguageButton();
language.onChange(nameLanguageButton);
$('language').addEventListener('click', () => language.toggle());

const [name, server] = await Promise.all([wanted.get('name') || rememberedName(() => language.randomName()), askServer()]);
const isGuarded = needsToken(server);
showLobby();
const linked = readCode(wanted.get('code'));
if (linked && !isGuarded && validName(name)) enter(linked, { game: wanted.has('watch') ? 'watch' : 'play' });

function nameLanguageButton() {
  $('language').textContent = language.text('otherLanguage');
  $('language').lang = language.code === 'zh' ? 'en' : 'zh-CN';
}

function showLobby() {
  $('name').value = name;
  $('code').value = wanted.get('code') ?? '';
  $('with').hidden = !isGuarded;
  $('as').hidden = isGuarded;
  $('create').addEventListener('click', () => enter(newCode(), { game: 'play', expect: 'new' }, { lists: $('listed').checked }));
  $('quick').addEventListener('click', quickMatch);
  $('find').addEventListener('click', showGames);
  $('entry').addEventListener('submit', (event) => {
    event.preventDefault();
    enterByCode('play');
  });
  $('watch').addEventListener('click', () => enterByCode('watch'));
  addEventListener('popstate', () => location.reload());
  $('lobby').hidden = false;
}

function enterByCode(game) {
  const code = readCode($('code').value);
  if (code) enter(code, { game, expect: 'old' });
  else complain('badCode');
}

/** Begins to search, or ends the search. */
async function quickMatch() {
  if (lobby.isSearching) {
    lobby.cancel();
    return;
  }
  if (!isNamed()) return;
  $('wrong').textContent = '';
  const searched = lobby.quickMatch();
  $('quick').textContent = language.text('cancelSearch');
  $('found').textContent = language.text('searching');
  try {
    const { code, expect } = await searched;
    enter(code ?? newCode(), { game: 'play', expect }, { lists: code === null, sits: true });
  } catch (error) {
    if (error.code === 'timeout') complain('nobody');
    else if (error.code !== 'cancelled') complain('failed', { said: error.message });
  } finally {
    $('quick').textContent = language.text('quick');
    $('found').textContent = '';
  }
}

async function showGames() {
  if (!isNamed()) return;
  $('wrong').textContent = '';
  try {
    const games = await lobby.games();
    $('games').replaceChildren(...games.map(gameRow));
    $('found').textContent = games.length ? '' : language.text('noGames');
  } catch (error) {
    complain('failed', { said: error.message });
  }
}

function gameRow({ code, by, players, max }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button quiet';
  button.textContent = language.text('openGame', { by, players, max: max ?? '∞' });
  button.addEventListener('click', () => enter(code, { game: 'play', expect: 'old' }, { sits: true }));
  const item = document.createElement('li');
  item.append(button);
  return item;
}

/** Whether there is a name to enter with; says so where there is none. */
function isNamed() {
  const user = $('name').value.trim();
  if (!isGuarded && !validName(user)) {
    complain('badName');
    return false;
  }
  if (!isGuarded) keepName(user);
  return true;
}

function who() {
  return isGuarded ? { token: $('token').value.trim() } : { user: $('name').value.trim() };
}

function complain(word, values) {
  $('wrong').textContent = language.text(word, values);
}

/**
 * `options`: play or watch, and whether the game is to be a new or an old one. `lists`: it is shown in the list of open games.
 * `sits`: a free seat is taken at once.
 */
function enter(code, options, { lists = false, sits = false } = {}) {
  if (!isNamed()) return;
  $('wrong').textContent = '';
  const room = join(socketUrl(roomOf(code)), { ...options, ...who() });
  const table = new Table(room);
  const screen = new Screen(table, room, language);
  let isIn = false;
  const show = () => screen.show();
  for (const event of ['$members', '$shared', '$host']) room.on(event, show);
  room.on('$error', () => {}); // an action's own error is shown by the action
  room.on('$state', (state, { code: closeCode, reason }) => {
    showStatus(state);
    if (state === 'online' && !isIn) {
      isIn = true;
      lobby.leave();
      showTable(code, options.game);
      screen.do(async () => {
        if (lists) await table.list(room.me.user);
        if (sits) await table.sitAnywhere();
      });
    }
    if (state === 'closed' && closeCode !== undefined) refuse(closeCode, reason, options);
    show();
  });
  $('leave').addEventListener('click', () => {
    room.leave();
    location.assign('./');
  });
  language.onChange(() => showStatus(room.state));
  showStatus(room.state);
}

/** The server does not let this page in, or has ended it. */
function refuse(closeCode, reason, options) {
  if (closeCode === NOT_NEW && options.expect === 'new') {
    location.reload(); // somebody plays under this code: the next one is another
    return;
  }
  $('table').hidden = true;
  $('leave').hidden = true;
  $('lobby').hidden = false;
  complain(closeCode === NO_SUCH_ROOM ? 'noGame' : 'ended', { said: `${reason} (${closeCode})` });
}

function showStatus(state) {
  $('status').hidden = false;
  $('status').dataset.state = state;
  const text = language.text(state);
  const place = $('status').querySelector('.status-text');
  if (place.textContent !== text) place.textContent = text;
}

function showTable(code, game) {
  $('lobby').hidden = true;
  $('table').hidden = $('leave').hidden = false;
  $('shown-code').textContent = code;
  const link = new URL(`./?${new URLSearchParams({ code })}`, location.href);
  history.replaceState(null, '', game === 'watch' ? `${link.search}&watch` : link.search);
  $('invite').addEventListener('click', async () => {
    await copyText(link.href);
    $('invite').textContent = $('announce').textContent = language.text('copied');
    setTimeout(() => {
      $('invite').textContent = language.text('invite');
      $('announce').textContent = '';
    }, COPIED_MILLIS);
  });
}
