/** Every player moves a disc. Each move is a publication, so a returning player recovers all positions. */
const { join } = require('./lib/roomcast.js');
const { server } = require('./config.js');

const BEAT = 66; // milliseconds between two own moves
const RADIUS = 22;
const COLORS = ['#dc2c60', '#907101', '#02873d', '#047ac0', '#9253e3', '#da3801', '#158474', '#c33bad'];

const { windowWidth, windowHeight, pixelRatio } = wx.getSystemInfoSync();
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
canvas.width = windowWidth * pixelRatio;
canvas.height = windowHeight * pixelRatio;
context.scale(pixelRatio, pixelRatio);

const { query = {} } = wx.getLaunchOptionsSync ? wx.getLaunchOptionsSync() : {};
const name = query.room || 'arena-' + Math.floor(Math.random() * 9000 + 1000);
const room = join(server + name, { info: { game: 'discs' } });
const discs = {}; // client: {x, y} in fractions of the screen, and the drawn position
const words = { connecting: '连接中…', reconnecting: '重新连接…' };
let target = null;

/** Validates a move, because other members may send any data. */
function isPlace(data) {
  return Boolean(data) && data.x >= 0 && data.x <= 1 && data.y >= 0 && data.y <= 1;
}

function isMember(client) {
  return room.members.some((each) => each.client === client);
}

room.on('move', (data, { client }) => {
  if (!isPlace(data) || !isMember(client)) return;
  discs[client] = Object.assign(discs[client] || { shownX: data.x, shownY: data.y }, { x: data.x, y: data.y });
});
room.on('$presence', ({ joins = [], leaves = [] }) => {
  leaves.forEach(({ client }) => delete discs[client]);
  if (joins.length > 0) say(); // a new member does not know our position
});
room.on('$reset', catchUp);
room.on('$state', (state, { reason }) => {
  if (state === 'online') catchUp();
  if (state === 'closed') words.closed = '已断开：' + reason;
});

/** Applies the last move of each member from the history and sends the own one. */
function catchUp() {
  room.request('$history').then(({ publications }) => {
    publications.forEach(({ method, data, client }) => {
      if (method === 'move' && isPlace(data) && isMember(client)) discs[client] = { x: data.x, y: data.y, shownX: data.x, shownY: data.y };
    });
    if (!discs[room.me.client]) {
      target = { x: 0.2 + 0.6 * Math.random(), y: 0.2 + 0.6 * Math.random() };
    }
  }, () => {});
}

function say() {
  const own = room.me && discs[room.me.client];
  if (own) target = target || { x: own.x, y: own.y };
}

function touched({ touches }) {
  if (touches[0].clientY < 60) {
    wx.shareAppMessage({ title: '一起来玩！', query: 'room=' + name });
    return;
  }
  target = { x: touches[0].clientX / windowWidth, y: touches[0].clientY / windowHeight };
}

wx.onTouchStart(touched);
wx.onTouchMove(touched);
if (wx.showShareMenu) wx.showShareMenu({});
if (wx.onShareAppMessage) wx.onShareAppMessage(() => ({ title: '一起来玩！', query: 'room=' + name }));

setInterval(() => {
  if (target && room.state === 'online') {
    room.send('move', target);
    target = null;
  }
}, BEAT);

function draw() {
  context.fillStyle = '#f3f4f1';
  context.fillRect(0, 0, windowWidth, windowHeight);
  context.fillStyle = '#5b645f';
  context.font = '14px sans-serif';
  context.textAlign = 'left';
  context.fillText((words[room.state] || '房间 ' + name + ' · ' + room.count + ' 人') + '   （点这里邀请好友）', 16, 44);
  room.members.slice(0, COLORS.length).forEach(({ client, state }, i) => {
    const disc = discs[client];
    if (!disc) return;
    disc.shownX += (disc.x - disc.shownX) * 0.3;
    disc.shownY += (disc.y - disc.shownY) * 0.3;
    context.globalAlpha = state === 'away' ? 0.3 : 1;
    context.fillStyle = COLORS[i];
    context.beginPath();
    context.arc(disc.shownX * windowWidth, disc.shownY * windowHeight, RADIUS, 0, 2 * Math.PI);
    context.fill();
    if (room.me && client === room.me.client) {
      context.lineWidth = 3;
      context.strokeStyle = '#1c211f';
      context.stroke();
    }
    context.globalAlpha = 1;
  });
  requestAnimationFrame(draw);
}

draw();
