/** Typed messages: a chat with a cursor for each member. */
import { join, type Room } from 'roomcast-client';

export interface Messages {
  chat: { text: string };
  cursor: { x: number; y: number };
}

export class Chat {
  readonly lines: string[] = [];
  readonly cursors = new Map<string, Messages['cursor']>();
  readonly room: Room<Messages>;

  constructor(url: string, nick: string) {
    this.room = join<Messages>(url, { info: { nick }, history: 50 });
    this.room.on('$reset', () => (this.lines.length = 0)); // the history follows
    this.room.on('chat', ({ text }, { user }) => this.lines.push(`${user}: ${text}`));
    this.room.on('cursor', (place, { client }) => this.cursors.set(client, place));
    this.room.on('$presence', ({ leaves = [] }) => leaves.forEach(({ client }) => this.cursors.delete(client)));
  }

  /** Resolves when the server has ordered the line. */
  async say(text: string): Promise<number | undefined> {
    const { offset } = await this.room.send('chat', { text }, { ack: true });
    return offset;
  }

  point(x: number, y: number): void {
    this.room.send('cursor', { x, y }, { throttle: 50 });
  }
}
