/**
 * Runs an example's own files on a simulated phone: its modules, pages and drawing calls. Only config.js is replaced.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { createWx } from './wx.mjs';

const EXAMPLES = fileURLToPath(new URL('../../main/miniprogram/', import.meta.url));
export const SCREEN = { windowWidth: 400, windowHeight: 800, pixelRatio: 2 };

/** A program whose files have access to `wx`, timers and the globals in `more` only. */
class Program {
  #modules = new Map();

  constructor(folder, server, wx, more) {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = wx.$timers;
    this.wx = wx;
    this.folder = join(EXAMPLES, folder);
    this.context = createContext({ wx, setTimeout, clearTimeout, setInterval, clearInterval, ...more });
    this.#modules.set(join(this.folder, 'config.js'), { server: server.wsUrl('/ws/') });
  }

  require(file) {
    if (!this.#modules.has(file)) {
      const module = { exports: {} };
      this.#modules.set(file, module.exports);
      const code = `(function (module, exports, require) {${readFileSync(file, 'utf8')}\n})`;
      runInContext(code, this.context, { filename: file })(module, module.exports, (path) => this.require(join(dirname(file), path)));
      this.#modules.set(file, module.exports);
    }
    return this.#modules.get(file);
  }

  replace(file, exports) {
    this.#modules.set(join(this.folder, file), exports);
  }

  end() {
    this.wx.$dispose();
  }
}

/** The drawing calls with their arguments. */
export function canvas() {
  const calls = [];
  const context = new Proxy({}, {
    get: (own, name) => own[name] ?? ((...values) => calls.push([name, ...values])),
    set: (own, name, value) => (own[name] = value) || true,
  });
  return { calls, getContext: () => context };
}

/** The mini program. `open(path)` shows a page as WeChat does, and returns it. */
export class MiniProgram extends Program {
  #definition;
  app;
  pages = [];

  constructor(folder, server) {
    const wx = createWx();
    const board = canvas();
    super(folder, server, wx, {
      App: (app) => (this.app = app),
      getApp: () => this.app,
      Page: (definition) => (this.#definition = definition),
    });
    this.board = board;
    wx.getSystemInfoSync = () => SCREEN;
    wx.navigateTo = ({ url }) => this.open(url);
    wx.createSelectorQuery = () => ({
      select: () => ({ fields: () => ({ exec: (f) => f([{ node: board, width: 300, height: 200 }]) }) }),
    });
    this.require(join(this.folder, 'app.js'));
    this.app.onLaunch({});
  }

  open(url) {
    const [path, query = ''] = url.replace(/^\//, '').split('?');
    const { pages } = JSON.parse(readFileSync(join(this.folder, 'app.json'), 'utf8'));
    if (!pages.includes(path)) throw new Error(`app.json does not know ${path}`);
    this.require(join(this.folder, `${path}.js`));
    const page = new Page(this.#definition);
    this.pages.push(page);
    page.onLoad?.(Object.fromEntries(new URLSearchParams(query)));
    page.onReady?.();
    return page;
  }

  end() {
    for (const page of this.pages.splice(0)) page.onUnload?.();
    this.app.hall.leave();
    super.end();
  }
}

class Page {
  constructor(definition) {
    Object.assign(this, definition, { data: structuredClone(definition.data) });
  }

  /** `largest` is the size of the largest `setData` call, in bytes. */
  setData(change, done) {
    this.largest = Math.max(this.largest ?? 0, Buffer.byteLength(JSON.stringify(change)));
    for (const [path, value] of Object.entries(structuredClone(change))) { // WeChat copies the data as JSON
      const [, list, index] = path.match(/^(\w+)\[(\d+)\]$/) ?? [];
      if (list) this.data[list][index] = value;
      else this.data[path] = value;
    }
    done?.();
  }
}

/** The mini game. `discs()` draws one frame and returns the positions of the discs as fractions of the screen. */
export class MiniGame extends Program {
  #frame;
  #touch = [];

  /** @param script the client file that the game uses */
  constructor(folder, server, room, script = 'roomcast.js') {
    const wx = createWx({ game: true });
    const screen = canvas();
    super(folder, server, wx, { requestAnimationFrame: (f) => (this.#frame = f) });
    this.screen = screen;
    this.shared = [];
    Object.assign(wx, {
      getSystemInfoSync: () => SCREEN,
      createCanvas: () => screen,
      getLaunchOptionsSync: () => ({ query: { room } }),
      onTouchStart: (f) => this.#touch.push(f),
      onTouchMove: () => {},
      restartMiniProgram: (where) => this.shared.push(where),
      shareAppMessage: (card) => this.shared.push(card),
      showShareMenu: () => {},
      onShareAppMessage: (f) => (this.card = f),
    });
    const { join: enter, ...client } = this.require(join(this.folder, 'lib', script));
    const modules = { ...client, join: (...values) => (this.room = enter(...values)) };
    this.replace(`lib/${script}`, modules);
    this.require(join(this.folder, 'game.js'));
  }

  /** Returns the players of the arena from this player's view. */
  members() {
    return this.room.members.map(({ user, client, state }) => ({ user, client, state }));
  }

  touch(x, y) {
    const touches = [{ clientX: x * SCREEN.windowWidth, clientY: y * SCREEN.windowHeight }];
    for (const f of this.#touch) f({ touches });
  }

  /** Draws several frames, because a disc moves gradually towards its position. */
  discs() {
    for (let i = 0; i < 40; i += 1) {
      this.screen.calls.length = 0;
      this.#frame();
    }
    return this.screen.calls.filter(([name]) => name === 'arc')
      .map(([, x, y]) => [x / SCREEN.windowWidth, y / SCREEN.windowHeight].map((part) => Math.round(part * 100) / 100));
  }

  /** Returns the texts on the screen. */
  get text() {
    this.screen.calls.length = 0;
    this.#frame();
    return this.screen.calls.find(([name]) => name === 'fillText')?.[1];
  }
}
