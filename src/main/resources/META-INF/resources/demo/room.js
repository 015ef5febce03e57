/** The room on screen: one room of the server, and the parts that send and receive through it. */
import { Board } from './board.js';
import { Chat } from './chat.js';
import { answer, ask } from './copy.js';
import { Cursors } from './cursors.js';
import { colorOf, initialOf, newClientId } from './identity.js';
import { Pen } from './pen.js';
import { Scissors } from './scissors.js';
import { Status } from './status.js';

const { join } = globalThis.roomcast;
const $ = (id) => document.getElementById(id);
const CUT = 4_000;
const READ_BACK = 100; // publications of before one came

export function openRoom(name, user, language) {
  const status = new Status($('status'), $('notice'), language);
  const chat = new Chat($('log'), language);
  const cursors = new Cursors($('cursors'));
  const board = new Board($('board'), colorOf, (empty) => ($('board-hint').hidden = !empty));
  const scissors = new Scissors();
  const pen = new Pen($('board'), board, send, { user, client: newClientId() });
  let room;
  let lostAt = 0;

  /** Says something; false when it must wait for a line and would be old then. */
  function send(method, data) {
    if (room.state !== 'online') return false;
    room.send(method, data, { volatile: method === 'cursor' });
    return true;
  }

  const receive = {
    chat: (data, from) => said(from.user, from, data?.text),
    $text: (data, from) => said(from.user, from, data),
    cursor: (data, from) => isSelf(from) || cursors.move({ ...from, ...data }),
    strokes: (data, from) => {
      for (const piece of data?.strokes ?? []) board.apply(piece);
      if (data?.x !== undefined) receive.cursor(data, from);
    },
    clear: (_data, { user }) => {
      board.clear();
      pen.forget();
      chat.note(language.text('cleared', { user }));
    },
    copy: (_data, from) => isSelf(from) || answer(room, from.client, board.strokes),
  };

  function isSelf({ client }) {
    return client === room.me?.client;
  }

  function said(user, { client, time }, text) {
    if (typeof text === 'string') chat.add({ user, client, text, time, self: client === room.me.client });
  }

  function enter() {
    room = join(socketUrl(name), { user, info: { demo: true }, platform: scissors.platform });
    for (const method of Object.keys(receive)) room.on(method, receive[method]);
    room.on('$state', (state, details) => {
      status.show(state, details);
      if (state === 'online') online(details);
      else if (!lostAt) lostAt = Date.now();
    });
    room.on('$presence', ({ joins = [], leaves = [], updates = [] }) => {
      for (const member of joins) if (!isSelf(member)) chat.note(language.text('joined', member));
      for (const member of leaves) chat.note(language.text('left', member));
      for (const { client } of [...leaves, ...updates]) cursors.remove(client);
      show();
    });
    room.on('$reset', () => ask(room));
    room.on('$error', (error) => status.showError(error));
  }

  let isNew = true;

  function online({ recovered, publications, offset }) {
    show();
    pen.resume();
    if (isNew) {
      isNew = false;
      ask(room);
      readBack(offset);
    } else {
      const seconds = Math.max(1, Math.round((Date.now() - lostAt) / 1000));
      const how = !recovered ? 'reset' : publications ? 'recovered' : 'unmissed';
      chat.note(language.text(how, { seconds, count: publications }));
    }
    lostAt = 0;
  }

  /** What was said before one came. */
  function readBack(position) {
    const isBefore = ({ method, offset }) => offset <= position && (method === 'chat' || method === '$text');
    room.request('$history', { limit: READ_BACK }).then(({ publications }) => {
      const before = publications.filter(isBefore);
      chat.begin(() => before.forEach((each) => receive[each.method](each.data, each)));
    }, (error) => status.showError(error));
  }

  function show() {
    showMembers(room, language);
  }

  $('chat-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = $('chat-text');
    if (field.value.trim()) room.send('chat', { text: field.value.trim() }); // without a line it waits for one
    field.value = '';
    field.focus();
  });
  $('clear').addEventListener('click', () => send('clear', {}));
  $('cut').addEventListener('click', () => scissors.cut(CUT));
  $('retry').addEventListener('click', enter);
  for (const radio of document.querySelectorAll('[name=pen]')) {
    radio.addEventListener('change', () => (pen.width = Number(radio.value)));
  }
  addEventListener('pagehide', () => room.leave());
  addEventListener('pageshow', (event) => event.persisted && enter());
  language.onChange(show);
  enter();
  show();
}

export function socketUrl(room) {
  const url = new URL(`ws/${encodeURIComponent(room)}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = url.hash = '';
  return url.href;
}

/** Oneself first, then the others, and paler those who are away. */
function showMembers({ me, members, count }, language) {
  const own = ({ client }) => client === me?.client;
  const sorted = [...members].sort((a, b) => own(b) - own(a));
  const items = sorted.map((member) => {
    const { user, client, state } = member;
    const item = document.createElement('li');
    Object.assign(item.dataset, { user, client, state });
    item.style.setProperty('--color', colorOf(user));
    const face = document.createElement('span');
    face.className = 'face';
    face.setAttribute('aria-hidden', 'true');
    face.textContent = initialOf(user);
    const text = own(member) ? 'you' : state === 'away' ? 'away' : 'member';
    item.append(face, language.text(text, { user }));
    return item;
  });
  if (count > members.length) {
    const rest = document.createElement('li');
    rest.textContent = language.text('more', { count: count - members.length });
    items.push(rest);
  }
  $('members').replaceChildren(...items);
}
