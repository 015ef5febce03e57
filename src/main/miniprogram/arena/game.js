/** A lock-step game for two to four players at 30 frames a second: every phone computes it from the same inputs. */
const { join } = require('./lib/roomcast-game.js');
const { server } = require('./config.js');
const { Simulation, directionTo, WIDTH, HEIGHT, RADIUS } = require('./simulation.js');

const RATE = 30;
const MOST_PLAYERS = 4;
const BAR = 44; // the height of the buttons
const COLORS = ['#047ac0', '#c2410c', '#02873d', '#9253e3'];
const BUTTONS = ['邀请', '开始', '断线', '重新打开'];

const { windowWidth, windowHeight, pixelRatio } = wx.getSystemInfoSync();
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
canvas.width = windowWidth * pixelRatio;
canvas.height = windowHeight * pixelRatio;
context.scale(pixelRatio, pixelRatio);
const scale = Math.min(windowWidth / WIDTH, (windowHeight - BAR) / HEIGHT);

const { query = {} } = wx.getLaunchOptionsSync ? wx.getLaunchOptionsSync() : {};
const name = query.room || 'arena-' + Math.random().toString(36).slice(2, 8).toUpperCase();
let task; // the newest socket, which a button can cut to simulate a lost network
const platform = Object.assign(Object.create(wx), { connectSocket: (options) => (task = wx.connectSocket(options)) });
const room = join(server + name, { platform, info: { game: 'stars' } });
let simulation = null;
let behind = 0;
let told = 0;
let isDropped = false; // the connection was slow
let isIn = false;

const run = room.run({
  start: () => {
    simulation = new Simulation(() => run.random(), run.players);
  },
  step: (frame) => {
    simulation.step(frame);
    if (isDropped) tell(told);
  },
  snapshot: () => simulation.save(),
  restore: (data) => simulation.load(data),
  hash: () => simulation.hash(),
  behind: (frames) => {
    behind = frames;
  },
  end: () => {
    simulation = null;
  },
});

room.on('$state', (state) => {
  if (state !== 'online') return;
  if (!isIn && room.isHost) room.set({ $max: MOST_PLAYERS }).catch(() => {});
  isIn = true;
  if (told) run.input(told); // inputs during an outage are lost
});
room.on('$error', () => {});

function slot() {
  return room.me ? run.players.indexOf(room.me.client) : -1;
}

function press(button) {
  if (button === 0) wx.shareAppMessage({ title: '一起来收集星星！', query: 'room=' + name });
  if (button === 1 && room.isHost) run.start(RATE).catch(() => {});
  if (button === 2) task.close({ code: 1000 });
  if (button === 3) wx.restartMiniProgram({ path: '?room=' + name }); // the client resumes the same game
}

function steer(x, y) {
  const own = simulation && simulation.balls[slot()];
  if (!own) return;
  const direction = directionTo(x / scale - own.x, (y - BAR) / scale - own.y);
  if (direction !== told) tell(direction);
}

function stop() {
  if (told) tell(0);
}

function tell(direction) {
  told = direction;
  isDropped = !run.input(direction);
}

wx.onTouchStart(({ touches }) => {
  const { clientX, clientY } = touches[0];
  if (clientY < BAR) press(Math.floor((clientX / windowWidth) * BUTTONS.length));
  else steer(clientX, clientY);
});
wx.onTouchMove(({ touches }) => touches[0].clientY >= BAR && steer(touches[0].clientX, touches[0].clientY));
if (wx.onTouchEnd) wx.onTouchEnd(stop);
if (wx.showShareMenu) wx.showShareMenu({});
if (wx.onShareAppMessage) wx.onShareAppMessage(() => ({ title: '一起来收集星星！', query: 'room=' + name }));

function message() {
  if (room.state !== 'online') return '连接中…';
  if (behind) return '正在追帧：落后 ' + behind + ' 帧';
  if (simulation) return '第 ' + simulation.frame + ' 帧 · ' + simulation.balls.map(({ score }) => score).join(' : ');
  return room.isHost ? '点“开始” · ' + room.players.length + ' 人' : '等房主开始';
}

function write(text, x, y) {
  context.fillStyle = '#1c211f';
  context.font = '14px sans-serif';
  context.textAlign = 'center';
  context.fillText(text, x, y);
}

function disc(x, y, radius, color) {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x * scale, BAR + y * scale, radius * scale, 0, 2 * Math.PI);
  context.fill();
}

function draw() {
  context.fillStyle = '#f3f4f1';
  context.fillRect(0, 0, windowWidth, windowHeight);
  write(message(), windowWidth / 2, windowHeight - 16);
  BUTTONS.forEach((text, i) => write(text, ((i + 0.5) / BUTTONS.length) * windowWidth, 28));
  if (simulation) {
    simulation.stars.forEach((star) => disc(star[0], star[1], RADIUS / 2, '#b7791f'));
    simulation.balls.forEach(({ x, y, presence }, i) => {
      if (presence === 'left') return;
      context.globalAlpha = presence === 'away' ? 0.3 : 1;
      disc(x, y, RADIUS, COLORS[i % COLORS.length]);
      context.globalAlpha = 1;
    });
  }
  requestAnimationFrame(draw);
}

draw();
