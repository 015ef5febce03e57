import { failure } from './failure';
import { Room } from './index';
import { Run } from './run';
import { Simulation } from './run-types';
import { Ack, Changes, Member, Options } from './types';

/** A room for games: players, seats, teams, ready flags, frame sync, the list of rooms and matchmaking. */
export class GameRoom<Methods = { [method: string]: any }> extends Room<Methods> {
  private runs: Run[] = [];
  private latestRun: any = null; // from the server

  constructor(url: string, options: Options = {}) {
    super(url, options);
    this.hear('$connect', (data) => this.onRun(data.run));
    this.hear('$run', (info) => this.onRun(info));
    this.hear('$frame', (frame) => this.runs.forEach((run) => run.onFrame(frame)));
    this.hear('$state', (state) => state === 'closed' && this.runs.forEach((run) => run.cancel()));
  }

  /** The players in the order of their joins, including away players. */
  get players(): Member[] {
    return this.members.filter((member) => member.game === 'play');
  }

  /** Changes this player's own keys: `{ ready: true }` is the key `CLIENT/ready`. */
  setOwn(changes: Changes, options?: any): Promise<Ack> {
    return this.asMember(() => {
      const own: Changes = {};
      for (const key in changes) own[this.ownClient() + '/' + key] = changes[key];
      return this.set(own, options);
    });
  }

  /** Returns a value that a player has set for itself. */
  own(key: string, client = this.ownClient()): any {
    return this.shared[client + '/' + key];
  }

  setReady(isReady = true): Promise<Ack> {
    return this.setOwn({ ready: isReady || null });
  }

  isReady(client?: string): boolean {
    return !!this.own('ready', client);
  }

  /** Returns whether the room has at least this number of players and all of them are ready. */
  areAllReady(least = 1): boolean {
    const { players } = this;
    return players.length >= least && players.every(({ client }) => this.isReady(client));
  }

  setTeam(team: number | string | null): Promise<Ack> {
    return this.setOwn({ team });
  }

  team(client?: string): number | string | undefined {
    return this.own('team', client);
  }

  /** Returns the member on a seat, or null for a free seat. The seat of a client that is no longer a member is free. */
  seat(seat: number | string): Member | null {
    const holder = this.shared['seat/' + seat];
    return this.members.filter(({ client }) => client === holder)[0] || null;
  }

  /** Returns the seat of a client as text, or undefined. */
  seatOf(client = this.ownClient()): string | undefined {
    return Object.keys(this.shared).filter((key) => key.indexOf('seat/') === 0 && this.shared[key] === client).map((key) => key.slice(5))[0];
  }

  /**
   * Takes a free seat and leaves the previous one. If two players take the same seat, one of them gets a `conflict`.
   */
  takeSeat(seat: number | string): Promise<Ack> {
    return this.asMember(() => {
      const holder = this.seat(seat);
      const before = this.seatOf();
      if (holder && holder.client !== this.ownClient()) throw failure('conflict', 'the seat is taken');
      if (before === String(seat)) return {};
      const changes: Changes = {};
      const own = (changes['seat/' + seat] = this.ownClient());
      if (before !== undefined) changes['seat/' + before] = null;
      return this.set(changes, { if: true }).then((ack) => {
        if (own !== this.ownClient()) throw failure('conflict', 'a former membership took it');
        return ack;
      });
    });
  }

  leaveSeat(): Promise<Ack> {
    const before = this.seatOf();
    if (before === undefined) return Promise.resolve({});
    const changes: Changes = {};
    changes['seat/' + before] = null;
    return this.set(changes);
  }

  /** Connects a game to the frames of this room. `start` of the result begins a run; only the host may call it. */
  run(game: Simulation): Run {
    const run = new Run({
      request: (method, data) => this.request(method, data),
      post: (method, data) => this.sendVolatile({ method, data }),
      isKeeper: () => this.isKeeper(),
      isPlayer: () => this.game === 'play',
      serverTime: () => this.serverTime(),
    }, game);
    this.runs.push(run);
    if (this.latestRun) run.adopt(this.latestRun);
    return run;
  }

  private onRun(info: any): void {
    this.latestRun = info && info.players ? info : null;
    this.runs.forEach((run) => run.adopt(info || null));
  }

  /** Whether this client sends the snapshots: the host does, or the first online player while the host is away. */
  private isKeeper(): boolean {
    const isOnline = ({ client, state }: Member) => state === 'online' && (client === this.host || !hostIsHere);
    const hostIsHere = this.members.some(({ client, state }) => client === this.host && state === 'online');
    const keeper = this.players.filter(isOnline)[0];
    return !!keeper && keeper.client === this.ownClient();
  }

  private ownClient(): string {
    return this.me ? this.me.client : '';
  }

  /** Acts at once, or after the first connection: before it this client has no id. */
  private asMember(act: () => Ack | Promise<Ack>): Promise<Ack> {
    return this.me ? new Promise((resolve) => resolve(act())) : this.whenOnline().then(act);
  }
}
