/**
 * Stores a session across a reload, so that the same member returns. In a page, the client writes the session when the
 * page is hidden and removes it when a page starts: a duplicated tab has a copy of `sessionStorage`, and two tabs must
 * not compete for one session.
 */
import { Options } from './types';

declare const sessionStorage: any, window: any;

/** The number of ids reserved for one run of the program; a later run of the same session must not reuse them. */
const IDS = 1000000;

export class SessionStore {
  session = '';
  /** The first request of this run uses the next id. */
  firstId = 0;
  private own: any = null;
  private isPage = false;
  private key: string;
  private stopListening = () => {};

  constructor(url: string, { storage, user = '' }: Options) {
    this.key = 'roomcast ' + user + ' ' + url.split('?')[0];
    if (storage) this.own = adapted(storage);
    else if (storage === undefined) this.own = this.pageStorage();
    const [, session = '', id = 0] = /^(\S+) (\d+)$/.exec(this.access('get') || '') || [];
    this.session = session;
    this.firstId = +id;
    if (this.isPage) this.access('remove');
  }

  /** Stores a new session from the server. */
  set(session: string): void {
    this.session = session;
    if (!this.isPage) this.write();
  }

  /** Removes the ended session, unless a later join of the same room has stored its own. */
  clear(): void {
    this.stopListening();
    if (this.access('get') === this.text()) this.access('remove');
    this.session = '';
  }

  /** Keeps an unused session for the next run. */
  release(): void {
    this.stopListening();
    if (this.session) this.access('set', this.session + ' ' + this.firstId);
  }

  private write(): void {
    if (this.session) this.access('set', this.text());
  }

  private text(): string {
    return this.session + ' ' + (this.firstId + IDS);
  }

  /** Ignores blocked or full storage, which must not stop the room. */
  private access(how: string, value?: string): any {
    try {
      return this.own && this.own[how](this.key, value);
    } catch (e) {
      return undefined;
    }
  }

  private pageStorage(): any {
    try {
      if (typeof window === 'undefined' || !window.addEventListener || typeof sessionStorage === 'undefined' || !sessionStorage) return null;
      const hide = () => this.write();
      const show = () => this.access('remove'); // the page was frozen and resumes
      window.addEventListener('pagehide', hide);
      window.addEventListener('pageshow', show);
      this.stopListening = () => {
        window.removeEventListener('pagehide', hide);
        window.removeEventListener('pageshow', show);
      };
      this.isPage = true;
      return adapted(sessionStorage);
    } catch (e) {
      return null; // the page has no access to storage
    }
  }
}

function adapted(storage: any): any {
  const names = storage.getItem ? ['getItem', 'setItem', 'removeItem'] : ['getStorageSync', 'setStorageSync', 'removeStorageSync'];
  return {
    get: (key: string) => storage[names[0]](key),
    set: (key: string, value: string) => storage[names[1]](key, value),
    remove: (key: string) => storage[names[2]](key),
  };
}
