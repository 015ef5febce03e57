import { Desync, Frame } from './run-types';

type Entry = [number | string, any, any?];

/** Reads frames from the wire and compares the hashes that players send in them. */
export class FrameReader {
  /** The hashes by frame and client. */
  private hashes: { [frame: number]: { [client: string]: any } } = {};

  constructor(private players: string[]) {}

  /** Decodes a frame. An input `["#", frame, hash]` belongs to the client, not to the game. */
  read(frame: number, entries: Entry[]): Frame {
    const read: Frame = { frame, inputs: [], changes: [] };
    entries.forEach(([first, second, third]) => {
      if (typeof first === 'number') {
        const client = this.players[first];
        if (Array.isArray(second) && second[0] === '#' && second.length === 3) this.note(frame, client, second[1], second[2]);
        else read.inputs.push({ slot: first, client, data: second });
      } else {
        if (first === 'join') this.players[second] = third;
        read.changes.push({ type: first as any, slot: second, client: this.players[second] });
      }
    });
    return read;
  }

  /** Stores a hash of an earlier frame. Inputs are not validated, so malformed ones are dropped. */
  private note(now: number, client: string, frame: any, hash: any): void {
    if (typeof frame !== 'number' || frame >= now) return;
    const told = this.hashes[frame] || (this.hashes[frame] = {});
    told[client] = hash;
  }

  /** Compares the hashes of a frame. The result is the same for all clients; in a tie the lowest slot wins. */
  compare(frame: number): Desync | null {
    const hashes = this.hashes[frame];
    for (const told in this.hashes) if (+told <= frame) delete this.hashes[told]; // including late hashes
    if (!hashes) return null;
    const counts: { [hash: string]: number } = {};
    const text = (client: string) => JSON.stringify(hashes[client]);
    const clients = this.players.filter((client) => client in hashes);
    clients.forEach((client) => (counts[text(client)] = (counts[text(client)] || 0) + 1));
    const best = clients.reduce((winner, client) => (counts[text(client)] > counts[text(winner)] ? client : winner), clients[0]);
    const differing = clients.filter((client) => text(client) !== text(best));
    return differing.length ? { frame, hashes, differing } : null;
  }
}
