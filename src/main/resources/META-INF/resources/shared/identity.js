/** The user of this window: a name of its own, a colour that belongs to the name, an id. */

// Twelve hues of one luminance: white text on each, and each on white or near-black paper, keeps its contrast.
const COLORS = ['#dc2c60', '#da3801', '#ae620d', '#907101', '#617f0c', '#02873d',
  '#158474', '#0f8095', '#047ac0', '#4c68f3', '#9253e3', '#c33bad'];

/** How often a name that another window uses is thrown away for another one. */
const TRIES = 5;

export function colorOf(name) {
  let hash = 0;
  for (const character of String(name)) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  const share = ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
  return COLORS[Math.floor(share * COLORS.length)];
}

/** Two names of Chinese characters often begin alike (小李, 小王), so there it is the last one. */
export function initialOf(name) {
  const characters = [...String(name).trim()];
  const isChinese = characters.length > 0 && characters.every((each) => /\p{Script=Han}/u.test(each));
  return (isChinese ? characters.at(-1) : characters[0])?.toUpperCase() ?? '?';
}

export function newClientId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function validRoom(room) {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(room) && !/^\.+$/.test(room);
}

/** The names of the form `c_…` are those of the server's client ids. */
export function validName(name) {
  return name.length > 0 && name.length <= 32 && !name.startsWith('c_');
}

/**
 * The name to start with: this window's, else the one kept for this browser, else `random()`.
 * A second window of one browser is a second person, so a name that another window uses is not taken again.
 */
export async function rememberedName(random) {
  const kept = recall('sessionStorage') ?? recall('localStorage');
  if (kept && (await claim(kept))) return kept;
  let name = random();
  for (let i = 0; i < TRIES && !(await claim(name)); i += 1) name = random();
  remember('sessionStorage', name);
  if (!kept) remember('localStorage', name);
  return name;
}

export function keepName(name) {
  remember('sessionStorage', name);
  remember('localStorage', name);
  claim(name);
}

/** Holds the name for as long as this window lives; a window that reloads has let go of it in a moment. */
async function claim(name) {
  if (!navigator.locks) return true; // plain http: no locks, no harm
  const signal = AbortSignal.timeout(300);
  return new Promise((resolve) => {
    const hold = () => resolve(true) ?? new Promise(() => {});
    navigator.locks.request(`roomcast:${name}`, { signal }, hold).catch(() => resolve(false));
  });
}

// A browser that blocks site data throws at the mere mention of a storage, so both are named inside `try`.
function recall(storage) {
  try {
    const name = globalThis[storage].getItem('roomcast.name');
    return name && validName(name) ? name : null;
  } catch {
    return null;
  }
}

function remember(storage, name) {
  try {
    globalThis[storage].setItem('roomcast.name', name);
  } catch {
    // without storage the name lives as long as the page
  }
}
