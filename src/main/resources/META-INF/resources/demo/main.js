/** The page: a lobby that asks for room and name, then the room. `/?room=r1&name=Li` enters at once where no login is required. */
import { copyText } from '../shared/clipboard.js';
import { keepName, rememberedName, validName, validRoom } from '../shared/identity.js';
import { Language } from '../shared/language.js';
import { askServer, needsToken, socketUrl } from '../shared/server.js';
import { openRoom } from './room.js';
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const language = new Language(words);
const hasKeyboard = matchMedia('(pointer: fine)').matches; // focus would call up the one on the screen
const wanted = new URLSearchParams(location.search);

nameLanguageButton();
language.onChange(nameLanguageButton);
$('language').addEventListener('click', () => language.toggle());

const room = wanted.get('room') ?? '';
const [name, server] = await Promise.all([wanted.get('name') || rememberedName(() => language.randomName()), askServer()]);
const isGuarded = needsToken(server);
if (validRoom(room) && validName(name) && !isGuarded) enter(room, { user: name });
else showLobby(room, name);

function nameLanguageButton() {
  $('language').textContent = language.text('otherLanguage');
  $('language').lang = language.code === 'zh' ? 'en' : 'zh-CN';
}

function showLobby(room, name) {
  const fields = { room: $('join-room'), name: $('join-name'), token: $('join-token') };
  fields.room.value = room || 'lobby';
  fields.name.value = name;
  fields.token.required = isGuarded;
  fields.name.disabled = isGuarded; // the token says who it is
  $('join-with').hidden = !isGuarded;
  $('join-as').hidden = isGuarded;
  const check = () => {
    fields.room.setCustomValidity(validRoom(fields.room.value) ? '' : language.text('badRoom'));
    fields.name.setCustomValidity(validName(fields.name.value.trim()) ? '' : language.text('badName'));
    $('address').textContent = `npx wscat -c ${socketUrl(validRoom(fields.room.value) ? fields.room.value : 'lobby')}`;
  };
  check();
  $('join').addEventListener('input', check);
  $('join').addEventListener('submit', (event) => {
    event.preventDefault();
    history.pushState(null, '', `?${new URLSearchParams({ room: fields.room.value })}`);
    if (isGuarded) {
      enter(fields.room.value, { token: fields.token.value.trim() });
    } else {
      keepName(fields.name.value.trim());
      enter(fields.room.value, { user: fields.name.value.trim() });
    }
  });
  $('copy-address').addEventListener('click', () => copyFrom($('copy-address'), 'copy', $('address').textContent));
  addEventListener('popstate', () => location.reload());
  $('lobby').hidden = false;
  if (hasKeyboard) (isGuarded ? fields.token : fields.name).select();
  if (room && !validRoom(room)) $('join').reportValidity();
}

/** `options`: `{user}`, or `{token}` where a login is required. */
function enter(room, options) {
  $('lobby').hidden = true;
  for (const id of ['room', 'room-name', 'status', 'invite']) $(id).hidden = false;
  $('room-name').textContent = room;
  document.title = `${room} · Roomcast`;
  document.body.classList.add('inside');
  const link = new URL(`./?${new URLSearchParams({ room })}`, location.href).href;
  $('invite').addEventListener('click', () => copyFrom($('invite'), 'invite', link));
  openRoom(room, options, language);
  if (hasKeyboard) $('chat-text').focus();
}

/** Copies a text, and says so on the button for a moment. */
async function copyFrom(button, word, text) {
  await copyText(text);
  button.textContent = $('announce').textContent = language.text('copied');
  setTimeout(() => {
    button.textContent = language.text(word);
    $('announce').textContent = '';
  }, 2000);
}
