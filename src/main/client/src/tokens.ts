import { Options, Token } from './types';

const AHEAD = 60000;
const SHORTEST = 10000; // a wrong clock must not cause requests without pause

/** Fetches tokens and computes the time of the next fetch. */
export class Tokens {
  private expires = 0;

  constructor(private given: Options['token']) {}

  canRenew(): boolean {
    return typeof this.given === 'function';
  }

  get(then: (token?: string) => void, failed: (error: any) => void): void {
    const given = this.given;
    const use = (token?: Token) => {
      const whole: any = typeof token === 'string' ? { token } : token || {};
      this.expires = whole.expires || 0;
      then(whole.token);
    };
    if (typeof given === 'function') new Promise<Token>((resolve) => resolve(given())).then(use, failed);
    else use(given);
  }

  /** Returns the milliseconds until the next fetch of a token; 0: never. `now` is the server's time. */
  due(now: number): number {
    if (!this.canRenew() || !this.expires) return 0;
    const left = this.expires - now;
    return Math.max(left - AHEAD, left / 2, SHORTEST);
  }
}
