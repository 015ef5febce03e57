/** The room on screen: one room of the server, and the parts that send and receive through it. */
import { Board, MAX_FRAME_NUMBERS, MAX_FRAME_STROKES } from './board.js';
import { Chat } from './chat.js';
import { Copy } from './copy.js';
import { Cursors } from './cursors.js';
import { Disconnect } from './disconnect.js';
import { colorOf, newClientId } from '../shared/identity.js';
import { socketUrl } from '../shared/server.js';
import { Members } from './members.js';
import { Pen } from './pen.js';
import { Status } from './status.js';

const { join } = globalThis.roomcast;
const $ = (id) => document.getElementById(id);
const DISCONNECT_MILLIS = 4_000;
const EARLIER = 100; // publications from before the join
const SELF = 'self'; // on the board, before and after the server has given a client id

/** `options`: what the client needs besides, as `{user}` or `{token}`. */
export function openRoom(name, options, language) {
  const status = new Status($('status'), $('notice'), language);
  const chat = new Chat($('log'), language);
  const cursors = new Cursors($('cursors'));
  const board = new Board($('board'), colorOf, (empty) => ($('board-hint').hidden = !empty));
  const disconnect = new Disconnect();
  const members = new Members($('members'), language, () => room);
  const copy = new Copy(() => room, board);
  const pen = new Pen($('board'), (piece) => board.apply(SELF, ownName(), piece), send, newClientId());
  let room;
  let lostAt = 0;
  let isNew = true;

  function ownName() {
    return room.me?.user ?? options.user ?? '';
  }

  /** Sends; false when it must wait for a connection and would be old then. */
  function send(method, data) {
    if (room.state !== 'online') return false;
    room.send(method, data, { volatile: method === 'cursor' });
    return true;
  }

  // The sender of a frame is who the server says, whatever the data says.
  const receive = {
    chat: (data, from) => showMessage(from, data?.text),
    $text: (data, from) => showMessage(from, data),
    cursor: (data, from) => isSelf(from) || cursors.move(from, data ?? {}),
    strokes: (data, from) => {
      applyStrokes(data?.strokes, from);
      if (data?.x !== undefined) receive.cursor(data, from);
    },
    clear: (_data, { user }) => {
      board.clear();
      pen.forget();
      chat.note(language.text('cleared', { user }));
    },
    copy: (_data, from) => isSelf(from) || copy.answer(from),
  };

  function isSelf({ client }) {
    return client === room.me?.client;
  }

  function showMessage(from, text) {
    const message = toMessage(from, text);
    if (message) chat.add(message);
  }

  function toMessage(from, text) {
    return typeof text === 'string' ? { user: from.user, client: from.client, time: from.time, text, self: isSelf(from) } : null;
  }

  function applyStrokes(strokes, from) {
    if (!Array.isArray(strokes)) return;
    const isAnswer = copy.isAnswer(from);
    let numbers = 0;
    for (const piece of strokes.slice(0, MAX_FRAME_STROKES)) {
      numbers += piece?.points?.length ?? 0;
      if (numbers > MAX_FRAME_NUMBERS) return;
      const { client, user } = isAnswer && isName(piece?.client) && isName(piece?.user) ? piece : from;
      board.apply(isSelf({ client }) ? SELF : client, user, piece);
    }
  }

  function enter() {
    room = join(socketUrl(name), { ...options, info: { demo: true }, platform: disconnect.platform });
    for (const method of Object.keys(receive)) room.on(method, receive[method]);
    room.on('$state', (state, details) => {
      status.show(state, details);
      if (state === 'online') online(details);
      else if (!lostAt) lostAt = Date.now();
    });
    room.on('$presence', ({ joins = [], leaves = [], updates = [] }) => {
      for (const member of joins) if (!isSelf(member)) chat.note(language.text('joined', member));
      for (const member of leaves) chat.note(language.text('left', member));
      for (const { client } of leaves) copy.forget(client);
      for (const { client } of [...leaves, ...updates]) cursors.remove(client);
      members.show();
    });
    room.on('$reset', () => copy.ask());
    room.on('$error', (error) => status.showError(error));
  }

  function online({ recovered, publications, offset }) {
    members.show();
    pen.resume();
    if (isNew) {
      isNew = false;
      document.body.classList.remove('waiting');
      showBoardHint();
      copy.ask();
      showEarlier(offset);
    } else {
      const seconds = Math.max(1, Math.round((Date.now() - lostAt) / 1000));
      const how = !recovered ? 'reset' : publications ? 'recovered' : 'unmissed';
      chat.note(language.text(how, { seconds }));
    }
    lostAt = 0;
  }

  /** The messages from before this window came. */
  function showEarlier(position) {
    room.request('$history', { limit: EARLIER }).then(({ publications }) => {
      const texts = { chat: ({ data }) => data?.text, $text: ({ data }) => data };
      const earlier = publications.filter(({ method, offset }) => offset <= position && Object.hasOwn(texts, method));
      chat.addEarlier(earlier.map((each) => toMessage(each, texts[each.method](each))).filter(Boolean));
    }, (error) => status.showError(error));
  }

  function showBoardHint() {
    $('board-hint').textContent = language.text(isNew ? 'connecting' : 'boardHint');
  }

  function showDisconnect() {
    const { isActive, secondsLeft } = disconnect;
    $('disconnect').setAttribute('aria-disabled', String(isActive));
    $('disconnect').textContent = language.text(isActive ? 'disconnected' : 'disconnect', { seconds: secondsLeft });
    $('disconnect-hint').textContent = language.text(isActive ? 'disconnectedHint' : 'disconnectHint');
  }

  async function loseConnection() {
    if (disconnect.isActive) return;
    const end = disconnect.start(DISCONNECT_MILLIS);
    const counting = setInterval(showDisconnect, 250);
    showDisconnect();
    await end;
    clearInterval(counting);
    showDisconnect();
  }

  $('chat-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = $('chat-text');
    if (field.value.trim()) room.send('chat', { text: field.value.trim() }); // without a connection it waits for one
    field.value = '';
    field.focus();
  });
  $('clear').addEventListener('click', () => send('clear', {}));
  $('disconnect').addEventListener('click', loseConnection);
  $('retry').addEventListener('click', () => (options.token ? location.reload() : enter())); // a new token is wanted
  for (const radio of document.querySelectorAll('[name=pen]')) {
    radio.addEventListener('change', () => (pen.width = Number(radio.value)));
  }
  addEventListener('pagehide', () => room.leave());
  addEventListener('pageshow', (event) => event.persisted && enter());
  language.onChange(() => {
    members.show();
    showBoardHint();
    showDisconnect();
  });
  document.body.classList.add('waiting');
  showBoardHint();
  showDisconnect();
  enter();
  members.show();
}

function isName(value) {
  return typeof value === 'string' && value.length > 0 && value.length <= 64;
}
