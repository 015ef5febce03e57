// A server in the style of tutorials: connections by room; each message is parsed and sent to all members.
const { WebSocketServer, WebSocket } = require('ws');

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: process.env.PORT, backlog: 4096 });

server.on('connection', (socket, request) => {
  const name = request.url.split('?')[0].split('/')[2];
  if (!rooms.has(name)) rooms.set(name, new Set());
  const room = rooms.get(name);
  room.add(socket);
  socket.on('message', text => {
    const message = JSON.stringify(JSON.parse(text));
    for (const member of room) {
      if (member.readyState === WebSocket.OPEN) member.send(message);
    }
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(name);
  });
});
