import { FrameFeed, frameFeed } from './gsm-frames';
import { Room } from './index';
import { Changes, Member } from './types';

declare function setTimeout(f: () => void, ms: number): any;

export const TEAM = 1;
export const PLAYING = 2;
export const ENDED = 3;
export const DESTROYED = 4;
const RATE = 30;

export const nothing = () => {};

/** The settings of a room, by WeChat's names; the defaults are those of a room created by matchmaking. */
export const SETTINGS = { maxMemberNum: 10, startPercent: 0, gameLastTime: 1200, roomExtInfo: '', seed: '', createTimestamp: 0 };

/** One room in the model of WeChat's manager: its info, members and frames, stored in the shared state. */
export class ManagedRoom {
  feed: FrameFeed;
  /** Whether the server knew this member. */
  isResumed = false;
  /** The actions of all non-empty frames. */
  kept: { [frame: number]: any[] } = {};
  private seen = ''; // the last reported info
  private lastState = 0;
  private startedRun = '';
  private isEntered = false;
  private asked = ''; // the latest request about frames

  constructor(public roomName: string, public joined: Room<any>, private report: (event: string, value: any) => void, decode: (value: any) => any) {
    this.feed = frameFeed(joined, (frameId, inputs) => {
      const actionList = inputs.reduce((all, input) => all.concat(Array.isArray(input) ? input.map(decode) : []), []);
      if (frameId === 1) this.kept = {};
      if (actionList.length) this.kept[frameId] = actionList;
      report('SyncFrame', { frameId, actionList });
      if (frameId >= this.settings().gameLastTime * RATE && joined.isHost) this.finish();
    }, () => report('LockStepError', { errCode: 500000, errMsg: 'lost' }));
    const on = (event: string, f: (...values: any[]) => void) => joined.on(event as any, f);
    on('$connect', ({ run, resumed }) => {
      this.isResumed = !!resumed;
      this.onRun(run || {});
      if (!resumed && this.isEntered) this.sit();
    });
    on('$run', (info) => this.onRun(info));
    on('$frame', (frame) => this.feed.onFrame(frame));
    ['$shared', '$members', '$host'].forEach((event) => on(event, () => this.check()));
    on('gsm', (data) => report('Broadcast', { msg: data && data.msg }));
  }

  valueOfKey(key: string): any {
    return this.joined.shared[key];
  }

  gameState(): number {
    return this.valueOfKey('gsm/state') || TEAM;
  }

  round(): number {
    return this.valueOfKey('gsm/round') || 0;
  }

  settings(): any {
    return this.valueOfKey('gsm/room') || SETTINGS;
  }

  setKey(key: string, value: any): Promise<any> {
    const changes: Changes = {};
    changes[this.joined.me!.client + '/' + key] = value;
    return this.joined.set(changes).then(nothing);
  }

  /** Returns the member on a seat. */
  memberAt(pos: number): Member | undefined {
    return this.joined.members.filter(({ client }) => client === this.valueOfKey('seat/' + pos))[0];
  }

  private posOf(client: string): number {
    let pos = this.settings().maxMemberNum;
    while (--pos >= 0 && this.valueOfKey('seat/' + pos) !== client);
    return pos;
  }

  /** Takes a seat, by default the lowest free one; tries the next one if another member was faster. */
  sit(wanted?: number): Promise<any> {
    const own = this.joined.me!.client;
    const before = this.posOf(own);
    let pos = wanted === undefined ? 0 : wanted;
    while (wanted === undefined && this.memberAt(pos)) pos++;
    if (before >= 0 && (wanted === undefined || wanted === before)) return Promise.resolve();
    if (!(pos >= 0 && pos < this.settings().maxMemberNum) || this.memberAt(pos)) return Promise.reject({ errCode: 4006, message: 'no seat' });
    const changes: Changes = {};
    changes['seat/' + pos] = own;
    if (before >= 0) changes['seat/' + before] = null;
    return this.joined.set(changes, { if: true }).then(nothing, (wrong) => {
      if (wrong.code !== 'conflict' || wanted !== undefined) throw wrong;
      return this.sit();
    });
  }

  /** Returns a new copy of the info, because games modify it. */
  describe(): any {
    const room = this.joined;
    const settings = this.settings();
    const round = this.round();
    const info: any = { appId: '', roomIdStr: this.roomName, roomState: this.gameState(), gameTick: 33, udpReliabilityStrategy: 0, updateTimestamp: 0 };
    for (const key in SETTINGS) info[key] = settings[key];
    info.memberList = room.members.map(({ client, info: shown }) => {
      const own = (key: string) => this.valueOfKey(client + '/' + key);
      const { nickname, headimg } = shown || ({} as any);
      return {
        clientId: client, posNum: this.posOf(client), role: +(client === room.host), isReady: own('ready') === round,
        enableToStart: own('start') === round, nickname: nickname || '', headimg: headimg || '', memberExtInfo: own('ext') || '',
      };
    }).filter(({ posNum }) => posNum >= 0).sort((a, b) => a.posNum - b.posNum);
    return info;
  }

  /**
   * Starts reporting changes after the join. `isRestarted`: the program returned to a running game, whose start it does
   * not report again.
   */
  begin(isRestarted?: boolean): void {
    this.isEntered = true;
    if (isRestarted) this.startedRun = this.feed.runId;
    this.lastState = this.gameState();
    this.check();
    if (isRestarted) this.feed.begin();
  }

  /** Reports changes: the info always before the start and the end of the game. */
  private check(): void {
    const room = this.joined;
    const gameState = this.gameState();
    if (!this.isEntered || room.state === 'closed') return;
    const text = JSON.stringify(this.describe());
    if (text !== this.seen) {
      this.seen = text;
      this.report('RoomInfoChange', this.describe());
    }
    const isEnd = gameState === ENDED && this.lastState === PLAYING;
    this.lastState = gameState;
    if (isEnd) this.report('GameEnd', {});
    if (gameState === DESTROYED) room.leave();
    else if (room.isHost) this.act(gameState);
    this.checkStart();
  }

  private checkStart(): void {
    const run = this.feed.runId;
    if (!this.isEntered || !run || this.gameState() !== PLAYING || this.startedRun === run) return;
    this.startedRun = run;
    this.report('GameStart', {});
    this.feed.begin();
  }

  /** Performs the duties of the host: starts and stops the frames, closes and opens the room. */
  private act(gameState: number): void {
    const room = this.joined;
    const { memberList, startPercent } = this.describe();
    const started = memberList.filter((each: any) => each.enableToStart);
    const isPlaying = gameState === PLAYING;
    if (gameState === TEAM && started.some((each: any) => each.role) && started.length * 100 >= startPercent * memberList.length) {
      room.set({ 'gsm/state': PLAYING, $open: false }, { if: true }).then(nothing, nothing); // one of several attempts succeeds
    }
    if (isPlaying !== !!this.feed.runId) this.askRun(isPlaying ? RATE : 0);
    if (gameState === TEAM && this.valueOfKey('$open') === false) room.set({ $open: null }).then(nothing, nothing);
  }

  private askRun(rate: number): void {
    const question = rate + ' ' + this.round();
    if (this.asked === question) return;
    this.asked = question;
    this.joined.request('$run', { rate }).then(nothing, () => {
      this.asked = '';
      setTimeout(() => this.check(), 1000);
    });
  }

  /**
   * Follows the run. A run that ended without the game's end, possibly during an outage, has reached its time limit or
   * lost all players.
   */
  private onRun({ run = this.feed.runId, rate, frame }: any): void {
    if (rate) this.feed.adopt(run, frame);
    else {
      this.feed.runId = '';
      if (run && this.joined.isHost) this.finish();
    }
    this.checkStart();
  }

  finish(): any {
    return this.gameState() === PLAYING && this.joined.set({ 'gsm/state': ENDED }).then(nothing, nothing);
  }
}
