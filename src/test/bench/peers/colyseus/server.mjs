// Lock-step as a Colyseus room: it gathers inputs, and its time step broadcasts them as the next frame. It sets the
// time step for each frame, because a repeated interval of 33 ms drifts, and Colyseus's fixed time step is up to a
// frame late.
import { Room, createEndpoint, createRouter, defineRoom, defineServer, matchMaker } from '@colyseus/core';

class Lockstep extends Room {
  seatReservationTimeout = 120; // seconds
  patchRate = null;
  inputs = [];
  frame = 0;
  slots = 0;

  onCreate({ name, members }) {
    this.roomId = name;
    this.maxClients = members;
    this.onMessage('run', (_, { rate }) => this.start(rate));
    this.onMessage('input', (client, input) => this.inputs.push([client.userData.slot, input]));
  }

  onJoin(client) {
    client.userData = { slot: this.slots++ };
  }

  start(rate) {
    if (this.began) return;
    this.began = performance.now();
    const next = () => this.setTimestep(tick, this.began + ((this.frame + 1) * 1000) / rate - performance.now());
    const tick = () => {
      this.broadcast('frame', [++this.frame, ...this.inputs]);
      this.inputs = [];
      next();
    };
    next();
    this.patchRate = null; // stops the clock's own interval; from now on the time step ticks the clock
  }
}

// The load generator does not support matchmaking, so the server reserves all seats at once, with predictable names.
let reservations = 0;
const seats = createEndpoint('/seats/:rooms/:members', { method: 'POST' }, async ({ params: { rooms, members } }) => {
  const prefix = `run${reservations++}-`;
  const sessions = Array.from({ length: members }, (_, member) => ({ sessionId: `member${member}`, options: {} }));
  for (let room = 0; room < rooms; room++) {
    const created = await matchMaker.createRoom('lockstep', { name: prefix + room, members: Number(members) });
    await matchMaker.reserveMultipleSeatsFor(created, sessions);
  }
  return new Response(`/${matchMaker.processId}/${prefix}%r?sessionId=member%m`);
});

const server = defineServer({ rooms: { lockstep: defineRoom(Lockstep) }, routes: createRouter({ seats }), greet: false });
server.listen(process.env.PORT, '127.0.0.1', 4096);
