/** A 1-on-1 game on WeChat's GameServerManager that records all events. Its state depends on the frames only. */
import { plain } from './sdk.mjs';

export class Duel {
  infos = [];
  starts = 0;
  ends = 0;
  messages = [];
  frames = [];
  disconnects = [];
  kicks = 0;

  constructor(device) {
    this.device = device;
    this.server = device.manager;
    this.onStart = () => (this.starts += 1);
    this.server.onGameStart(this.onStart);
    this.server.onRoomInfoChange((info) => this.infos.push({ started: this.starts, ...plain(info) }));
    this.server.onGameEnd(() => (this.ends += 1));
    this.server.onBroadcast(({ msg }) => {
      this.messages.push(msg);
      if (msg === 'START') this.server.startGame();
    });
    this.server.onSyncFrame(({ frameId, actionList }) => this.frames.push([frameId, ...plain(actionList)]));
    this.server.onDisconnect((what) => this.disconnects.push(what));
    this.server.onBeKickedOut(() => (this.kicks += 1));
    this.server.onLogout(() => this.disconnects.push('logout'));
  }

  get info() {
    return this.infos.at(-1);
  }

  /** Whether each frame from the first one arrived once. */
  get isWhole() {
    return this.frames.every(([id], i) => id === i + 1);
  }

  has(action) {
    return this.frames.some((frame) => frame.includes(action));
  }
}
