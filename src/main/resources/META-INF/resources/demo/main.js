/** The page: a lobby that asks for room and name, then the room. `/?room=r1&name=Li` goes straight in. */
import { keepName, rememberedName, validName, validRoom } from './identity.js';
import { Language } from './language.js';
import { openRoom, socketUrl } from './room.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const language = new Language(words);
const hasKeyboard = matchMedia('(pointer: fine)').matches; // focus would call up the one on the screen
const wanted = new URLSearchParams(location.search);

nameLanguageButton();
language.onChange(nameLanguageButton);
$('language').addEventListener('click', () => language.toggle());

const room = wanted.get('room') ?? '';
const name = wanted.get('name') || (await rememberedName(() => language.randomName()));
if (validRoom(room) && validName(name)) enter(room, name);
else showLobby(room, name);

function nameLanguageButton() {
  $('language').textContent = language.text('otherLanguage');
  $('language').lang = language.code === 'zh' ? 'en' : 'zh-CN';
}

function showLobby(room, name) {
  const fields = { room: $('join-room'), name: $('join-name') };
  fields.room.value = room || 'lobby';
  fields.name.value = name;
  const check = () => {
    fields.room.setCustomValidity(validRoom(fields.room.value) ? '' : language.text('badRoom'));
    fields.name.setCustomValidity(validName(fields.name.value.trim()) ? '' : language.text('badName'));
    $('address').textContent = `wscat -c ${socketUrl(fields.room.value)}`;
  };
  check();
  $('join').addEventListener('input', check);
  $('join').addEventListener('submit', (event) => {
    event.preventDefault();
    keepName(fields.name.value.trim());
    history.pushState(null, '', `?${new URLSearchParams({ room: fields.room.value })}`);
    enter(fields.room.value, fields.name.value.trim());
  });
  addEventListener('popstate', () => location.reload());
  $('lobby').hidden = false;
  if (hasKeyboard) fields.name.select();
  if (room) $('join').reportValidity();
}

function enter(room, name) {
  $('lobby').hidden = true;
  for (const id of ['room', 'room-name', 'status', 'invite']) $(id).hidden = false;
  $('room-name').textContent = room;
  document.title = `${room} · Roomcast`;
  document.body.classList.add('inside');
  $('invite').addEventListener('click', () => invite(room));
  openRoom(room, name, language);
  if (hasKeyboard) $('chat-text').focus();
}

async function invite(room) {
  const link = new URL(`./?${new URLSearchParams({ room })}`, location.href);
  await copyText(link.href);
  $('invite').textContent = $('announce').textContent = language.text('copied');
  setTimeout(() => {
    $('invite').textContent = language.text('invite');
    $('announce').textContent = '';
  }, 2000);
}

/** Copies text; the older way is for pages that came over plain http. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'hidden';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}
