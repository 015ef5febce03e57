import { changed } from './members';
import { SharedState } from './shared-state';
import { Changes, Failure, From, Game, Member, Presence, StateDetails } from './types';

const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30000;

/** The replica's view of the room. */
export interface Feed {
  emit(event: string, a?: any, b?: any, c?: any): void;
  onOnline(details: StateDetails): void;
  /** A value that is unique to each socket. */
  current(): any;
  reconnect(): void;
  later(name: string, wait: number, f: () => void): void;
  /** Requests `$members`; calls `done` at once when the answer arrives. */
  askMembers(done: (wrong: Failure | null, answer?: any) => void): void;
}

/** The client's copy of the room: applies the server's frames in order and notifies the listeners. */
export class Replica {
  me: { user: string; client: string } | null = null;
  members: Member[] = [];
  count = 0;
  gaps = 0;
  shared: Changes = {};
  host: string | null = null;
  game: Game | undefined = undefined;
  epoch = '';
  offset = 0;

  private state = new SharedState();
  private gapAt = -1;
  private asksMembers = false;
  private membersWait = FIRST_RETRY;

  constructor(private feed: Feed, private hasEcho: boolean) {}

  onConnect(data: any): void {
    const { feed, me } = this;
    const at = feed.current();
    const isLost = () => feed.current() !== at;
    const recovered = !!me && !!data.recovered && data.epoch === this.epoch && data.offset >= this.offset;
    const history = recovered ? [] : data.history || [];
    const publications = recovered ? data.publications : [];
    this.me = { user: data.user, client: data.client };
    this.game = data.game;
    this.host = data.host || null;
    this.asksMembers = false;
    this.membersWait = FIRST_RETRY;
    this.members = data.members;
    this.count = data.count || data.members.length;
    publications.forEach((each: any) => isLost() || this.onPublication(each, true));
    if (isLost()) return;
    if (recovered) {
      if (this.offset !== data.offset) return this.onGap();
    } else {
      this.epoch = data.epoch;
      this.offset = data.offset;
      this.state.load(data.state);
    }
    this.shared = this.state.of(this.members);
    const details: StateDetails = { resumed: !!data.resumed, recovered, publications: publications.length, offset: data.offset };
    if (data.history) {
      details.history = history.length;
      details.complete = history.length ? history[0].offset === 1 : data.offset === 0;
    }
    feed.onOnline(details);
    const tell = (event: string, a?: any, b?: any) => isLost() || feed.emit(event, a, b);
    if (me && !recovered) tell('$reset');
    history.forEach((each: any) => isLost() || this.deliver(each, true));
    if (data.game) tell('$shared', this.shared, Object.keys(this.shared));
    if (data.host !== undefined) tell('$host', this.host);
    tell('$connect', data);
    tell('$presence', {});
    tell('$members', this.members, this.count);
  }

  onPublication(frame: any, isReplayed = false): void {
    if (frame.offset) {
      if (frame.offset <= this.offset) return;
      if (frame.offset !== this.offset + 1) return this.onGap();
      this.offset = frame.offset;
    }
    const before = this.shared;
    const set = this.game && frame.set;
    if (set) {
      this.state.apply(set);
      this.shared = this.state.of(this.members);
    }
    if (this.hasEcho || !this.me || frame.client !== this.me.client) this.deliver(frame, isReplayed);
    if (set) this.emitShared(before, Object.keys(set), fromOf(frame, isReplayed));
  }

  private deliver(frame: any, isReplayed: boolean): void {
    const from = fromOf(frame, isReplayed);
    this.feed.emit(frame.method, frame.data, from);
    this.feed.emit('$message', frame.method, frame.data, from);
  }

  /**
   * Handles a gap: the client reconnects to receive the missing publications, and gives up recovery if the gap remains.
   */
  private onGap(): void {
    this.gaps++;
    if (this.gapAt === this.offset) this.epoch = '';
    this.gapAt = this.offset;
    this.feed.reconnect();
  }

  onPresence(change: Presence): void {
    const isAll = this.count <= this.members.length;
    if (change.count !== undefined) {
      this.count = change.count;
    } else {
      this.count += (change.joins || []).length - (change.leaves || []).length;
      this.members = changed(this.members, change);
      if (isAll) this.count = this.members.length;
      else this.askMembers();
    }
    const host = this.host;
    if (change.host !== undefined) this.host = change.host;
    this.onMembers(change);
    if (this.host !== host) this.feed.emit('$host', this.host);
  }

  private onMembers(change: Presence): void {
    const before = this.shared;
    this.shared = this.state.of(this.members);
    this.feed.emit('$presence', change);
    this.feed.emit('$members', this.members, this.count);
    const { shared } = this;
    this.emitShared(before, Object.keys(before).concat(Object.keys(shared)).filter((key) => !(key in before && key in shared)));
  }

  private emitShared(before: Changes, keys: string[], from?: From): void {
    const known = keys.filter((key) => key in before || key in this.shared);
    if (known.length) this.feed.emit('$shared', this.shared, known, from);
  }

  /** Requests all members when the room sends names again after counts, because the members in between are unknown. */
  private askMembers(): void {
    if (this.asksMembers) return;
    this.asksMembers = true; // remains set where the server forbids the request
    const at = this.feed.current();
    this.feed.askMembers((wrong, answer) => {
      if (this.feed.current() !== at) return;
      if (!wrong) {
        this.asksMembers = false;
        this.members = answer.members;
        this.count = this.members.length;
        this.onMembers({});
      } else if (wrong.retry || wrong.code === 'timeout') {
        this.feed.later('members', this.membersWait, () => {
          this.asksMembers = false;
          this.askMembers();
        });
        this.membersWait = Math.min(LONGEST_RETRY, this.membersWait * 2);
      }
    });
  }
}

function fromOf({ user, client, offset, time, set }: any, isReplayed: boolean): From {
  const from: From = { user, client: client || '', offset, time };
  if (set) from.set = set;
  if (isReplayed) from.replayed = true;
  return from;
}
