const { join } = require('../../lib/roomcast.js');
const { server } = require('../../config.js');

const MAX_LINES = 100;
const MAX_TEXT = 500; // maximum number of shown characters of a message
const PART = 20; // lines in one setData call, which should be small
const GATHER_MILLIS = 50;
const EARLIER = 200; // publications from before the join
const STATES = { connecting: '连接中…', online: '已连接', reconnecting: '重新连接…', closed: '已断开' };

/** Validates an item, because other members may send any data. */
function isText(data) {
  return Boolean(data) && typeof data.text === 'string';
}

function isLine(data) {
  return Array.isArray(data) && data.length === 4 && data.every((each) => each >= 0 && each <= 1);
}

Page({
  data: { name: '', state: STATES.connecting, members: [], lines: [], text: '' },

  onLoad({ room = 'lobby' }) {
    this.name = room;
    this.room = join(server + encodeURIComponent(room), { info: { nick: '玩家' + Math.floor(Math.random() * 900 + 100) } });
    this.room.on('$state', (state, { reason, offset }) => {
      this.setData({ state: STATES[state] + (state === 'closed' ? '：' + reason : '') });
      this.showMembers();
      if (state === 'online' && !this.isKnown) this.showEarlier(offset);
    });
    this.room.on('$presence', () => this.showMembers());
    this.room.on('$reset', () => this.add('有一部分消息错过了', ''));
    this.room.on('$error', ({ code, message }) => {
      if (code !== 'connect') this.add(message + ' (' + code + ')', ''); // the page shows the connection state at the top
    });
    this.room.on('chat', (data, from) => isText(data) && this.add(data.text, this.nickOf(from)));
    this.room.on('line', (line) => isLine(line) && this.draw(line));
    getApp().moved(room);
  },

  onReady() {
    wx.createSelectorQuery().select('#board').fields({ node: true, size: true }).exec(([{ node, width, height }]) => {
      const ratio = wx.getSystemInfoSync().pixelRatio;
      node.width = width * ratio;
      node.height = height * ratio;
      this.context = node.getContext('2d');
      this.context.scale(ratio, ratio);
      this.context.lineWidth = 3;
      this.context.lineCap = 'round';
      this.size = { width, height };
    });
  },

  onUnload() {
    clearTimeout(this.timer);
    this.room.leave();
    getApp().moved(null);
  },

  onShareAppMessage() {
    return { title: '来房间 ' + this.name, path: '/pages/room/room?room=' + this.name };
  },

  /** Adds the messages and lines from before this page was opened. */
  showEarlier(position) {
    this.isKnown = true;
    this.room.request('$history', { limit: EARLIER }).then(({ publications }) => {
      const earlier = publications.filter(({ offset }) => offset <= position);
      const lines = earlier.filter(({ method, data }) => method === 'chat' && isText(data)).map((each) => this.line(each.data.text, this.nickOf(each)));
      const all = lines.concat(this.data.lines).slice(-MAX_LINES);
      this.setData({ lines: all.slice(0, PART) });
      this.append(all.slice(PART));
      earlier.forEach(({ method, data }) => method === 'line' && isLine(data) && this.draw(data));
    }, () => {});
  },

  nickOf({ client, user }) {
    const member = this.room.members.filter((each) => each.client === client)[0];
    const nick = member && member.info && member.info.nick;
    return typeof nick === 'string' && nick ? nick.slice(0, 32) : user;
  },

  showMembers() {
    const { me, members } = this.room;
    this.setData({
      members: members.map((each) => ({ client: each.client, nick: this.nickOf(each), away: each.state === 'away', self: me && each.client === me.client })),
    });
  },

  /** Shows messages together that arrive within a short time. */
  add(text, nick) {
    this.fresh = (this.fresh || []).concat(this.line(text, nick)).slice(-MAX_LINES);
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.append(this.fresh.splice(0));
    }, GATHER_MILLIS);
  },

  /** Appends lines in parts; drops the oldest when the number reaches twice the limit. */
  append(fresh) {
    const count = this.data.lines.length;
    if (count + fresh.length > 2 * MAX_LINES) {
      const kept = this.data.lines.concat(fresh).slice(-MAX_LINES);
      this.setData({ lines: kept.slice(0, PART) });
      this.append(kept.slice(PART));
      return;
    }
    for (let from = 0; from < fresh.length; from += PART) {
      const part = {};
      fresh.slice(from, from + PART).forEach((line, i) => (part['lines[' + (count + from + i) + ']'] = line));
      this.setData(part);
    }
  },

  line(text, nick) {
    this.lastId = (this.lastId || 0) + 1;
    return { id: this.lastId, text: text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) + '…' : text, nick };
  },

  onInput({ detail }) {
    this.setData({ text: detail.value });
  },

  onSend() {
    const text = this.data.text.trim();
    if (text) this.room.send('chat', { text });
    this.setData({ text: '' });
  },

  onTouchStart({ touches }) {
    this.last = touches[0];
  },

  /** Sends a line to all members, including the sender, so that all members see the same. */
  onTouchMove({ touches }) {
    const { width, height } = this.size;
    const [from, to] = [this.last, touches[0]];
    if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 6) return; // fewer points for the same line
    this.last = to;
    this.room.send('line', [from.x / width, from.y / height, to.x / width, to.y / height]);
  },

  draw([x1, y1, x2, y2]) {
    if (!this.context) return;
    const { width, height } = this.size;
    this.context.beginPath();
    this.context.moveTo(x1 * width, y1 * height);
    this.context.lineTo(x2 * width, y2 * height);
    this.context.stroke();
  },
});
