/** The arena's page: a lobby that makes or joins an arena by its code, then the match. `./?code=ABC123` leads to an arena. */
import { join } from '../../client/roomcast-game.mjs';
import { copyText } from '../../shared/clipboard.js';
import { initialOf, keepName, rememberedName, validName } from '../../shared/identity.js';
import { Language } from '../../shared/language.js';
import { askServer, needsToken, socketUrl } from '../../shared/server.js';
import { newCode, readCode } from '../code.js';
import { Controls } from './controls.js';
import { Match } from './match.js';
import { View } from './view.js';
import { words } from './words.js';

const PREFIX = 'arena-';
const NOT_NEW = 4517;
const NO_SUCH_ROOM = 4518;
const COPIED_MILLIS = 2000;
const MOST_PLAYERS = 4;

const $ = (id) => document.getElementById(id);
const language = new Language(words);
const wanted = new URLSearchParams(location.search);

/** The sockets of this page; the newest can be cut, as a tunnel cuts the connection of a phone. */
let newestSocket;
globalThis.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    newestSocket = this;
  }
};

nameLanguageButton();
language.onChange(nameLanguageButton);
$('language').addEventListener('click', () => language.toggle());

const [name, server] = await Promise.all([wanted.get('name') || rememberedName(() => language.randomName()), askServer()]);
const isGuarded = needsToken(server);
$('name').value = name;
$('code').value = wanted.get('code') ?? '';
$('with').hidden = !isGuarded;
$('as').hidden = isGuarded;
$('create').addEventListener('click', () => enter(newCode(), 'new'));
$('entry').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = readCode($('code').value);
  if (code) enter(code, 'old');
  else complain('badCode');
});
$('lobby').hidden = false;
const linked = readCode(wanted.get('code'));
if (linked && !isGuarded && validName(name)) enter(linked);

function nameLanguageButton() {
  $('language').textContent = language.text('otherLanguage');
  $('language').lang = language.code === 'zh' ? 'en' : 'zh-CN';
}

function complain(word, values) {
  $('wrong').textContent = language.text(word, values);
}

/** `expect`: whether the arena is to be a new or an old one; absent: either. */
function enter(code, expect) {
  const user = $('name').value.trim();
  if (!isGuarded && !validName(user)) {
    complain('badName');
    return;
  }
  if (!isGuarded) keepName(user);
  const who = isGuarded ? { token: $('token').value.trim() } : { user };
  $('wrong').textContent = '';
  const room = join(socketUrl(PREFIX + code), { ...who, expect });
  const match = new Match(room, () => {
    controls.flush();
    show();
  });
  const view = new View($('arena'));
  const controls = new Controls($('arena'), () => match.own, (direction) => match.steer(direction));
  const show = onceAFrame(() => draw(room, match, view));
  let isIn = false;
  for (const event of ['$members', '$host']) room.on(event, show);
  room.on('$error', () => {});
  room.on('$state', (state, { code: closeCode, reason }) => {
    showStatus(state);
    if (state === 'online' && !isIn) {
      isIn = true;
      showArena(room, code);
    }
    if (state === 'online') controls.repeat();
    if (state === 'closed' && closeCode !== undefined) refuse(closeCode, reason, expect);
    show();
  });
  $('start').addEventListener('click', () => match.start().catch((error) => ($('announce').textContent = error.message)));
  $('cut').addEventListener('click', () => newestSocket.close());
  $('reload').addEventListener('click', () => location.reload());
  $('leave').addEventListener('click', () => {
    room.leave();
    location.assign('./');
  });
  language.onChange(() => {
    showStatus(room.state);
    show();
  });
  showStatus(room.state);
}

/** At most one call for each picture of the screen. */
function onceAFrame(action) {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      action();
    });
  };
}

function showArena(room, code) {
  if (room.isHost) room.set({ $max: MOST_PLAYERS }).catch(() => {});
  $('lobby').hidden = true;
  $('table').hidden = $('leave').hidden = false;
  $('shown-code').textContent = code;
  const link = new URL(`./?${new URLSearchParams({ code })}`, location.href);
  history.replaceState(null, '', link.search);
  $('invite').addEventListener('click', async () => {
    await copyText(link.href);
    $('invite').textContent = $('announce').textContent = language.text('copied');
    setTimeout(() => {
      $('invite').textContent = language.text('invite');
      $('announce').textContent = '';
    }, COPIED_MILLIS);
  });
}

/** The server does not let this page in, or has ended it. */
function refuse(closeCode, reason, expect) {
  if (closeCode === NOT_NEW && expect === 'new') {
    location.reload(); // somebody plays under this code: the next one is another
    return;
  }
  $('table').hidden = $('leave').hidden = true;
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

function draw(room, match, view) {
  const { simulation, slot } = match;
  view.draw(simulation ?? { balls: [], stars: [] }, slot);
  $('arena').dataset.check = match.check;
  $('arena').dataset.slot = slot;
  $('start').hidden = Boolean(simulation) || !room.isHost;
  $('message').textContent = messageOf(room, match);
  const rows = room.players.map((player) => playerRow(player, match, player.client === room.me?.client));
  if ($('players').innerText !== rows.map((row) => row.innerText).join('\n')) $('players').replaceChildren(...rows);
}

function messageOf(room, { simulation, behind, desync }) {
  if (desync) return language.text('desync', { frame: desync });
  if (behind) return language.text('behind', { count: behind });
  if (simulation) return language.text('running', { frame: simulation.frame });
  return language.text(room.isHost ? 'yours' : 'waiting');
}

function playerRow({ user, client, state }, match, isOwn) {
  const slot = match.simulation ? match.run.players.indexOf(client) : -1;
  const row = document.createElement('li');
  const face = document.createElement('span');
  face.className = 'face';
  face.textContent = initialOf(user);
  face.style.setProperty('--seat', `var(--seat-${Math.max(slot, 0) % 4})`);
  const text = document.createElement('div');
  text.textContent = language.text(isOwn ? 'you' : 'plain', { user });
  if (state === 'away') text.textContent += ` · ${language.text('away')}`;
  const score = document.createElement('b');
  score.textContent = language.text('stars', { count: match.simulation?.balls[slot]?.score ?? 0 });
  row.append(face, text, score);
  return row;
}
