/** The server behind the page: its address, and the facts that the page needs. */

export function socketUrl(room) {
  const url = new URL(`../ws/${encodeURIComponent(room)}`, import.meta.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Gives `{login, originAllowed}`; a server that does not answer requires no login as far as the page knows. */
export async function askServer() {
  try {
    const url = new URL(`../demo/server.json?${new URLSearchParams({ origin: location.origin })}`, import.meta.url);
    const response = await fetch(url, { cache: 'no-store' });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

export function needsToken({ login }) {
  return Boolean(login) && login !== 'anonymous';
}
