/** Games to join without a code: the list of open ones, and a quick match. It connects when it is first needed. */
const PREFIX = 'game-';
const NO_MODE = 'bad_request';

export class Lobby {
  #connect;
  #room = null;
  #search = null;

  /** `connect`: enters a room of one's own, from which it asks. */
  constructor(connect) {
    this.#connect = connect;
  }

  get isSearching() {
    return this.#search !== null;
  }

  /** Open games: `{ code, by, players, max }`. */
  async games() {
    const { rooms } = await this.#asked().list({ rooms: PREFIX, open: true });
    return rooms.map(({ room, list, players, max }) => ({ code: room.slice(PREFIX.length), by: String(list.by ?? ''), players, max }));
  }

  /**
   * A game for two who search at the same time, as `{ code, expect }`. Where the server makes no matches for these rooms, it
   * is the first open game, or a new one: `code` is null.
   */
  async quickMatch() {
    const search = this.#asked().match({ rooms: PREFIX });
    this.#search = search;
    try {
      const { room } = await search;
      return { code: room.slice(PREFIX.length) };
    } catch (error) {
      if (error.code !== NO_MODE) throw error;
      const [first] = await this.games();
      return first ? { code: first.code, expect: 'old' } : { code: null, expect: 'new' };
    } finally {
      this.#search = null;
    }
  }

  /** Ends the search, unless there is a match already. */
  cancel() {
    this.#search?.cancel().catch(() => {});
  }

  leave() {
    this.#room?.leave();
    this.#room = null;
  }

  #asked() {
    if (!this.#room || this.#room.state === 'closed') this.#room = this.#connect();
    return this.#room;
  }
}
