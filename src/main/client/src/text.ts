import { failure } from './options';

/** A frame as text. Throws a Failure where it cannot be written, or is larger than the server takes. */
export function textOf(frame: any, mostBytes: number): string {
  let text;
  try {
    text = JSON.stringify(frame);
  } catch (error) {
    throw failure('bad_request', String((error as any).message));
  }
  if (text.length * 3 > mostBytes && bytesOf(text) > mostBytes) {
    throw failure('too_large', 'a message is at most ' + mostBytes + ' bytes');
  }
  return text;
}

/** How many bytes it is in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3; // a pair is 4
  }
  return bytes;
}

/** The frame that a text is; undefined where it is none. */
export function frameOf(text: string): any {
  try {
    const frame = JSON.parse(text);
    return frame && typeof frame.method === 'string' ? frame : undefined;
  } catch (e) {
    return undefined;
  }
}
