// Lock-step in the style of tutorials: a room gathers inputs, and a timer sends them to all as the next frame. Unlike
// the interval of most tutorials, the timer does not drift.
const { WebSocketServer, WebSocket } = require('ws');

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: process.env.PORT, backlog: 4096 });

function start(room, { rate }) {
  if (room.began) return;
  room.began = performance.now();
  const next = () => (room.timer = setTimeout(tick, room.began + ((room.frame + 1) * 1000) / rate - performance.now()));
  const tick = () => {
    const frame = JSON.stringify({ method: '$frame', data: [++room.frame, ...room.inputs] });
    room.inputs = [];
    for (const player of room.players) {
      if (player.readyState === WebSocket.OPEN) player.send(frame);
    }
    next();
  };
  next();
}

server.on('connection', (socket, request) => {
  const name = request.url.split('?')[0].split('/')[2];
  if (!rooms.has(name)) rooms.set(name, { players: new Set(), inputs: [], frame: 0, slots: 0 });
  const room = rooms.get(name);
  const slot = room.slots++;
  room.players.add(socket);
  socket.on('message', (text) => {
    const { method, data } = JSON.parse(text);
    if (method === '$run') start(room, data);
    if (method === '$input') room.inputs.push([slot, data]);
  });
  socket.on('close', () => {
    room.players.delete(socket);
    if (room.players.size > 0) return;
    clearTimeout(room.timer);
    rooms.delete(name);
  });
});
