/** The room on screen: one connection, and the parts that send and receive through it. */
import { Board } from './board.js';
import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { Cursors } from './cursors.js';
import { colorOf, initialOf, newClientId } from './identity.js';
import { Pen } from './pen.js';
import { Presence } from './presence.js';
import { Status } from './status.js';

const $ = (id) => document.getElementById(id);

export function openRoom(room, user, language) {
  const self = { user, client: newClientId() };
  const connection = new Connection({ url: socketUrl(room, { user }), ...self });
  const send = (method, data) => connection.send(method, data);

  const status = new Status($('status'), $('notice'), language);
  const chat = new Chat($('log'), language);
  const cursors = new Cursors($('cursors'));
  const board = new Board($('board'), colorOf, (empty) => ($('board-hint').hidden = !empty));
  const pen = new Pen($('board'), board, send, self);
  const presence = new Presence(connection, self, {
    onChange: (members) => showMembers(members, language),
    onJoin: (member) => chat.note(language.text('joined', member)),
    onLeave: (member) => {
      chat.note(language.text('left', member));
      cursors.remove(member.client);
    },
  });

  const receive = {
    chat: ({ user, client, data, time }) => said(user, client, data?.text, time),
    $text: ({ data }) => said(language.text('someone'), '', data),
    cursor: ({ user, client, data }) => client === self.client || cursors.move({ user, client, ...data }),
    strokes: (frame) => {
      for (const piece of frame.data?.strokes ?? []) board.apply(piece);
      if (frame.data?.x !== undefined) receive.cursor(frame);
    },
    clear: ({ user }) => {
      board.clear();
      pen.forget();
      chat.note(language.text('cleared', { user }));
    },
    hello: ({ client }) => client !== self.client && presence.speaksFor(client) && pen.repeat(board.strokes),
  };

  function said(user, client, text, time = Date.now()) {
    if (typeof text !== 'string') return;
    chat.add({ user: String(user), client, text, time, self: client === self.client });
  }

  connection
    .on('state', (now) => {
      status.show(now);
      if (now.state === 'online') pen.resume();
    })
    .on('error', (error) => status.showError(error))
    .on('message', (frame) => {
      presence.receive(frame);
      if (Object.hasOwn(receive, frame.method)) receive[frame.method](frame);
    });

  $('chat-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = $('chat-text');
    if (field.value.trim() && send('chat', { text: field.value.trim() })) field.value = '';
    field.focus();
  });
  $('clear').addEventListener('click', () => send('clear', {}));
  $('retry').addEventListener('click', () => connection.connect());
  for (const radio of document.querySelectorAll('[name=pen]')) {
    radio.addEventListener('change', () => (pen.width = Number(radio.value)));
  }
  language.onChange(() => showMembers(presence.members, language));
  showMembers(presence.members, language);
  connection.connect();
}

export function socketUrl(room, query = {}) {
  const url = new URL(`ws/${encodeURIComponent(room)}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams(query);
  url.hash = '';
  return url.href;
}

function showMembers(members, language) {
  $('members').replaceChildren(...members.map(({ user, client, self }) => {
    const item = document.createElement('li');
    Object.assign(item.dataset, { user, client });
    item.style.setProperty('--color', colorOf(user));
    const face = document.createElement('span');
    face.className = 'face';
    face.setAttribute('aria-hidden', 'true');
    face.textContent = initialOf(user);
    item.append(face, self ? language.text('you', { user }) : user);
    return item;
  }));
}
