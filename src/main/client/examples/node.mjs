/** A bot: `ROOM_URL=ws://localhost:8080/ws/lobby node node.mjs`. It answers each `ask`. */
import { join } from 'roomcast-client';
import WebSocket from 'ws'; // Node 22 and later have a built-in WebSocket

const room = join(process.env.ROOM_URL, {
  user: 'bot',
  platform: WebSocket,
  header: process.env.TOKEN && { Authorization: `Bearer ${process.env.TOKEN}` },
  echo: false,
});

room.on('$state', (state, { reason }) => {
  console.log(state, reason ?? '');
  if (state === 'closed') process.exitCode = 1;
});
room.on('ask', (question, { client }) => room.send('answer', { question, length: question.length }, { to: [client] }));

process.on('SIGTERM', () => {
  room.off('$state');
  room.leave();
});
