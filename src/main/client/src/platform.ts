/** Detects the client's platform. No code here may assume a browser: it tests every global with `typeof` first. */
import { miniProgram } from './miniprogram';
import { Options, Platform } from './types';
import { web } from './web';

declare const wx: any, uni: any, my: any, tt: any, swan: any, qq: any;
declare const WebSocket: any;

function detect(options: Options): Platform {
  const minis = [
    typeof wx === 'undefined' ? 0 : wx,
    typeof uni === 'undefined' ? 0 : uni,
    typeof my === 'undefined' ? 0 : my,
    typeof tt === 'undefined' ? 0 : tt,
    typeof swan === 'undefined' ? 0 : swan,
    typeof qq === 'undefined' ? 0 : qq,
  ];
  for (let i = 0; i < minis.length; i++) {
    if (minis[i] && typeof minis[i].connectSocket === 'function') return miniProgram(minis[i]);
  }
  if (typeof WebSocket !== 'undefined') return web(WebSocket, options);
  throw new Error('There is no WebSocket here: pass one as options.platform');
}

/** Returns the platform of the options or the detected one. Throws without a platform. */
export function platformOf(options: Options): Platform {
  const given: any = options.platform;
  if (!given) return detect(options);
  if (typeof given.open === 'function' && typeof given.watch === 'function') return given;
  if (typeof given.connectSocket === 'function') return miniProgram(given);
  if (typeof given === 'function') return web(given, options);
  throw new TypeError('roomcast: platform is wx or its like, a WebSocket class or a Platform');
}
