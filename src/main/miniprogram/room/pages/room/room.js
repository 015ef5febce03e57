const { join } = require('../../lib/roomcast.js');
const { server } = require('../../config.js');

const MOST_LINES = 100;
const READ_BACK = 200; // publications of before one came
const STATES = { connecting: '连接中…', online: '已连接', reconnecting: '重新连接…', closed: '已断开' };

Page({
  data: { name: '', state: STATES.connecting, members: [], lines: [], text: '' },

  onLoad({ room = 'lobby' }) {
    this.name = room;
    this.room = join(server + encodeURIComponent(room), { info: { nick: '玩家' + Math.floor(Math.random() * 900 + 100) } });
    this.room.on('$state', (state, { reason, offset }) => {
      this.setData({ state: STATES[state] + (state === 'closed' ? '：' + reason : '') });
      this.showMembers();
      if (state === 'online' && !this.isKnown) this.readBack(offset);
    });
    this.room.on('$presence', () => this.showMembers());
    this.room.on('$reset', () => this.add('有一部分消息错过了', ''));
    this.room.on('$error', ({ code, message }) => this.add(message + ' (' + code + ')', ''));
    this.room.on('chat', ({ text }, from) => this.add(text, this.nickOf(from)));
    this.room.on('line', (line) => this.draw(line));
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
    this.room.leave();
    getApp().moved(null);
  },

  onShareAppMessage() {
    return { title: '来房间 ' + this.name, path: '/pages/room/room?room=' + this.name };
  },

  /** What was said and drawn before one came. */
  readBack(position) {
    this.isKnown = true;
    this.room.request('$history', { limit: READ_BACK }).then(({ publications }) => {
      const before = publications.filter(({ offset }) => offset <= position);
      const lines = before.filter(({ method }) => method === 'chat').map((each) => this.line(each.data.text, this.nickOf(each)));
      this.setData({ lines: lines.concat(this.data.lines).slice(-MOST_LINES) });
      before.forEach(({ method, data }) => method === 'line' && this.draw(data));
    }, () => {});
  },

  nickOf({ client, user }) {
    const member = this.room.members.filter((each) => each.client === client)[0];
    return (member && member.info && member.info.nick) || user;
  },

  showMembers() {
    const { me, members } = this.room;
    this.setData({
      members: members.map((each) => ({ client: each.client, nick: this.nickOf(each), away: each.state === 'away', self: me && each.client === me.client })),
    });
  },

  add(text, nick) {
    this.setData({ lines: this.data.lines.concat(this.line(text, nick)).slice(-MOST_LINES) });
  },

  line(text, nick) {
    this.lastId = (this.lastId || 0) + 1;
    return { id: this.lastId, text, nick };
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

  /** A line goes to all, oneself included: what one sees is what the others see. */
  onTouchMove({ touches }) {
    const { width, height } = this.size;
    const [from, to] = [this.last, touches[0]];
    if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 6) return; // fewer messages, the same line
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
