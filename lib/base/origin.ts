/** The match pattern of an address's host, as permissions want it. Browsers ignore ports there, so it has none. */
export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  if (hostname.includes('*')) throw new TypeError(`Not the address of one host: ${url}`);
  return `${protocol}//${hostname}/*`;
}

/** Whether a host is one that a match pattern (`https://*.example.com/*`) is for. */
export function isWithin(hostname: string, pattern: string): boolean {
  const host = /^[a-z*]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? '';
  if (!host.startsWith('*.')) return hostname === host;
  return hostname === host.slice(2) || hostname.endsWith(host.slice(1));
}
