/**
 * WeChat's GameServerManager on a Roomcast server. A game has one more file, which it imports first:
 *
 *   const manager = require('./roomcast-gsm.js').gameServerManager({ url: 'wss://play.example.com' });
 *   wx.getGameServerManager = () => manager;
 */
import { DESTROYED, ENDED, ManagedRoom, nothing, SETTINGS, TEAM } from './gsm-room';
import { join, Matching, Room, Token } from './index';

declare function setTimeout(f: () => void, ms: number): any;
declare const wx: any;

export interface ManagerOptions {
  /** The server without a path: `wss://play.example.com`. */
  url: string;
  /** By default the global `wx`. */
  wx?: any;
  /** The prefix of room names, by default `gsm-`. */
  rooms?: string;
  /** The token as for `join`, where users log in. */
  token?: Token | (() => Token | Promise<Token>);
}

const EVENTS = 'RoomInfoChange GameStart GameEnd SyncFrame Broadcast BeKickedOut Disconnect Logout LockStepError Match'.split(' ');
const LAST = 'roomcast gsm';
const CODE_LENGTH = 10;
/** WeChat's error codes by the server's close codes. */
const ERRORS: { [code: string]: number } = { 4513: 4006, 4518: 4010, timeout: 2100 };
const BANNED = 4512;
const REPLACED = 4510;

/** Creates the manager. Every method is a closure, so that a game may call it with any `this`. */
export function gameServerManager(options: ManagerOptions): any {
  const api = () => options.wx || wx;
  const prefix = options.rooms || 'gsm-';
  const lists: { [event: string]: ((value: any) => void)[] } = {};
  const matched: { [name: string]: boolean } = {};
  const manager: any = {};
  let current: ManagedRoom | null = null;
  let entering: Promise<ManagedRoom>; // of the current room
  let isResumable = false; // found by getLastRoomInfo and not yet requested by the game
  let search: Matching | undefined;
  let searching: Promise<any> | undefined; // until the search has begun
  let lobby: Room<any> | undefined;

  const later = (f: () => void) => setTimeout(f, 0);
  const emit = (event: string, value: any) => lists[event].forEach((f) => {
    try {
      f(value);
    } catch (error) {
      later(() => { throw error; });
    }
  });
  EVENTS.forEach((event) => {
    lists[event] = [];
    manager['on' + event] = (f: any) => (lists[event] = lists[event].concat(f));
    manager['off' + event] = (f: any) => (lists[event] = f ? lists[event].filter((each) => each !== f) : []);
  });

  /** Defines a method that returns a promise and calls WeChat's callbacks. */
  const define = (name: string, act: (option: any) => any) => {
    manager[name] = (given?: any) => {
      const option = given || {};
      const promise = new Promise<any>((resolve) => resolve(act(option))).then((data) => {
        const result: any = { errCode: 0, errMsg: name + ':ok', data: data || {} };
        if (name === 'reconnect') result.maxFrameId = data.maxFrameId; // the demo reads this field
        return result;
      }, (wrong) => {
        throw { errCode: wrong.errCode || ERRORS[wrong.closeCode || wrong.code] || 4005, errMsg: name + ':fail ' + wrong.message };
      });
      const { success, fail, complete } = option;
      const report = (f: any) => (value: any) => {
        if (f) f(value);
        if (complete) complete(value);
      };
      if (success || fail || complete) promise.then(report(success), report(fail));
      return promise;
    };
  };

  /** Ignores missing storage; then a restarted program cannot find its room. */
  const storage = (how: string, value?: string): string => {
    try {
      return api()[how + 'StorageSync'](LAST, value) || '';
    } catch (e) {
      return '';
    }
  };

  const userInfo = (): Promise<any> => new Promise((resolve) => {
    const use = ({ userInfo: shown }: any) => resolve(shown ? { nickname: shown.nickName, headimg: shown.avatarUrl } : {});
    api().getUserInfo({ success: use, fail: use });
  });

  const open = (name: string, more: any): Room<any> => {
    more.platform = api();
    more.storage = !!more.game && api();
    more.token = options.token;
    return join<any>(options.url + '/ws/' + name, more);
  };

  const leave = () => {
    const managed = current;
    current = null;
    storage('remove');
    if (managed) managed.joined.leave();
  };

  /** Joins a room as a player and leaves the previous room. */
  const enter = (name: string, more: any): void => {
    leave();
    more.game = 'play';
    const room = open(name, more);
    const managed = new ManagedRoom(name, room, emit, decode);
    current = managed;
    room.on('$error', nothing); // the connection recovers by itself
    room.on('$state', (state, { code: closeCode }) => {
      if (state !== 'closed' || current !== managed) return;
      const wasIn = room.me && managed.gameState() !== DESTROYED;
      leave();
      if (wasIn) emit(closeCode === BANNED ? 'BeKickedOut' : closeCode === REPLACED ? 'Logout' : 'Disconnect', { type: 'room' });
    });
    entering = room.whenOnline().then(() => new Promise((resolve) => later(() => resolve(managed))));
  };

  /** Passes the current room to a call; fails without a room. */
  const inRoom = <T>(act: (managed: ManagedRoom, option: any) => T) => (option: any) => {
    if (!current) throw { message: 'no room' };
    return act(current, option);
  };
  const begin = (managed: ManagedRoom, { memberExtInfo }: any): Promise<any> =>
    Promise.resolve(memberExtInfo && managed.setKey('ext', memberExtInfo)).then(() => {
      storage('set', managed.roomName);
      isResumable = false;
      managed.begin();
      return { accessInfo: managed.roomName, clientId: managed.joined.me!.client };
    });

  /** Prepares an entered room and reports it; leaves it after a failure. */
  const prepared = (option: any, prepare: (managed: ManagedRoom) => Promise<any>): Promise<any> =>
    entering.then((managed) => prepare(managed).then(() => begin(managed, option)).catch((wrong) => {
      if (current === managed) leave();
      throw wrong;
    }));

  const createRoom = (option: any): Promise<any> => {
    const { needUserInfo, needGameSeed } = option;
    const settings: any = { needsUser: needUserInfo + '' === 'true' };
    for (const key in SETTINGS) settings[key] = option[key] === undefined ? (SETTINGS as any)[key] : option[key];
    settings.createTimestamp = Date.now();
    if (needGameSeed) settings.seed = Room.code(CODE_LENGTH);
    return (settings.needsUser ? userInfo() : Promise.resolve()).then((info) => {
      enter(prefix + Room.code(CODE_LENGTH), { expect: 'new', info });
      return prepared(option, (managed) => managed.joined.set({ $max: settings.maxMemberNum, 'gsm/room': settings, 'seat/0': managed.joined.me!.client }));
    });
  };

  const joinRoom = (option: any): Promise<any> => {
    const name = option.accessInfo;
    const isIn = current && current.roomName === name;
    if (!isIn) enter(name, { expect: matched[name] ? undefined : 'old' });
    return prepared(option, (managed) => {
      return Promise.resolve(!isIn && (matched[name] || managed.settings().needsUser) && userInfo().then((info) => managed.joined.request('$info', info))).then(() => managed.sit());
    });
  };

  /**
   * Rejoins the room from before a restart of the program; resolves to undefined if the room no longer has this member.
   */
  const resume = (name: string): Promise<ManagedRoom | void> => {
    if (current && current.roomName === name) return entering;
    enter(name, { expect: 'old' });
    storage('set', name); // even without a network
    return entering.then((managed) => (isResumable = managed.isResumed) ? managed : leave(), nothing);
  };

  const reconnect = (option: any): Promise<any> => resume(option.accessInfo || storage('get')).then((managed) => {
    if (!managed) throw { errCode: 2203, message: 'no room' };
    if (isResumable) later(() => managed.begin(true));
    isResumable = false;
    return managed.joined.whenOnline().then(() => ({ maxFrameId: managed.feed.told }));
  });

  /** Transfers the room to a successor, or destroys it. */
  const ownerLeaves = inRoom((managed, { assignOwnerToPosNum: pos, assignToMinPosNum }) => {
    const room = managed.joined;
    const others: string[] = managed.describe().memberList.map((each: any) => each.clientId).filter((client: string) => client !== room.me!.client);
    const heirs = pos >= 0 ? [managed.valueOfKey('seat/' + pos)] : assignToMinPosNum || pos ? others : [];
    const handOver = (): Promise<any> => heirs.length ? room.makeHost(heirs.shift()!).then(nothing, handOver) : Promise.resolve();
    if (!room.isHost || !others.length) return leave();
    return (heirs.length ? handOver() : room.set({ 'gsm/state': DESTROYED })).then(leave, leave);
  });

  const startMatch = ({ matchId, match_id }: any) => searching = userInfo().then((info) => {
    const id = matchId || match_id;
    if (lobby) lobby.leave();
    const waiting = (lobby = open(prefix + Room.code(CODE_LENGTH), { info }));
    search = waiting.match({ rooms: prefix, same: { match: String(id) } });
    search.then(({ room, players }) => {
      matched[room!] = true;
      const groups: any[] = [];
      players!.forEach((player, index) => {
        const group = groups[player.team] || (groups[player.team] = { groupIndex: player.team, memberInfoList: [] });
        const { nickname, headimg } = player.info || ({} as any);
        group.memberInfoList.push({ nickName: nickname || '', avatarUrl: headimg || '', memberIndex: index, openId: player.user });
      });
      emit('Match', { matchId: id, openId: '', raceId: room, roomServiceAccessInfo: room, groupInfoList: groups });
    }, ({ code, message }) => waiting === lobby && code !== 'cancelled' && emit('LockStepError', { errCode: 500000, errMsg: message }))
      .then(() => waiting.leave());
  });

  const encode = (action: any) => typeof action === 'string' ? action : { b: api().arrayBufferToBase64(action) };
  const decode = (action: any) => action && action.b ? api().base64ToArrayBuffer(action.b) : action;

  define('login', nothing);
  define('logout', leave);
  define('createRoom', createRoom);
  define('joinRoom', joinRoom);
  define('getRoomInfo', inRoom((managed) => ({ roomInfo: managed.describe() })));
  define('getLastRoomInfo', () => {
    const name = storage('get');
    return name && resume(name).then((managed) => managed && { accessInfo: name, roomInfo: managed.describe() });
  });
  define('reconnect', reconnect);
  define('updateReadyStatus', inRoom((managed, { isReady }) => managed.setKey('ready', isReady ? managed.round() : null)));
  define('changeSeat', inRoom((managed, { posNum }) => managed.sit(posNum)));
  define('kickoutMember', inRoom((managed, { kickoutPos }) => {
    const member = managed.memberAt(kickoutPos);
    if (!member) throw { message: 'no seat' };
    return managed.joined.kick(member.client);
  }));
  define('broadcastInRoom', inRoom((managed, { msg, toPosNumList }) => {
    const to = (toPosNumList || []).map((pos: number) => managed.valueOfKey('seat/' + pos) || '-'); // a free seat has no client
    return managed.joined.send('gsm', { msg }, { ack: true, to: to.length ? to : undefined }).then(nothing);
  }));
  define('startGame', inRoom((managed) => managed.gameState() === TEAM && managed.setKey('start', managed.round())));
  define('uploadFrame', inRoom((managed, { actionList }) => {
    if (!managed.feed.runId) throw { message: 'no run' };
    const input = { method: '$input', data: (actionList || []).map(encode) };
    if (!(managed.joined as any).sendVolatile(input)) throw { errCode: 2100, message: 'offline' };
  }));
  define('getLostFrames', inRoom(({ feed, kept }, { beginFrameId, endFrameId }) => {
    const frameList = [];
    for (let frameId = beginFrameId; frameId < endFrameId && frameId <= feed.delivered; frameId++) frameList.push({ frameId, actionList: kept[frameId] || [] });
    return { frameList };
  }));
  define('endGame', inRoom((managed) => managed.finish()));
  define('restart', inRoom((managed) => managed.gameState() === ENDED
    && managed.joined.set({ 'gsm/state': TEAM, 'gsm/round': managed.round() + 1 }, { if: true }).then(nothing, (wrong) => {
      if (wrong.code !== 'conflict') throw wrong; // another member has done it
    })));
  define('memberLeaveRoom', leave);
  define('ownerLeaveRoom', (option) => (current ? ownerLeaves(option) : leave()));
  define('startMatch', startMatch);
  define('cancelMatch', () => searching && searching.then(() => search!.cancel()));
  return manager;
}
