/** Short codes of games: six characters that nobody confuses when they are read aloud. */
const CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 6;
const MATCH_LENGTH = 12; // of a room that the server named
const PREFIX = 'game-';

export function newCode() {
  return Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (byte) => CHARACTERS[byte % CHARACTERS.length]).join('');
}

/** The code that is meant by what a person typed, or null. */
export function readCode(text) {
  const code = String(text ?? '').toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0').replace(/U/g, 'V');
  return (code.length === LENGTH || code.length === MATCH_LENGTH) && [...code].every((each) => CHARACTERS.includes(each)) ? code : null;
}

export function roomOf(code) {
  return PREFIX + code;
}
