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

/**
 * Whether an address is this machine itself: 127.0.0.0/8, ::1, `localhost` and names below it, which browsers resolve
 * to the loopback interface without asking anybody (RFC 6761, section 6.3).
 */
export function isLoopback(url: string): boolean {
  const host = hostOf(url);
  if (host === null) return false;
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const v6 = host.startsWith('[') ? host.slice(1, -1) : null;
  if (v6 !== null) return v6 === '::1' || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(v6);
  return ipv4(host)?.[0] === 127;
}

/**
 * Whether an address is of a network that is not the internet: RFC 1918, link-local, carrier-grade NAT (which private
 * meshes use), unique local IPv6, names without a dot, and the suffixes set aside for local use.
 */
export function isPrivate(url: string): boolean {
  const host = hostOf(url);
  if (host === null) return false;
  if (host.startsWith('[')) return /^\[(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(host);
  const parts = ipv4(host);
  if (parts) {
    const [a, b] = parts;
    if (a === 10 || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
    return (a === 172 && b >= 16 && b <= 31) || (a === 100 && b >= 64 && b <= 127);
  }
  return !host.includes('.') || /\.(local|lan|internal|home\.arpa)$/.test(host);
}

/** The host as the URL parser writes it: lower case, numbers of any base as four decimals. */
function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/\.$/, '') || null;
}

function ipv4(host: string): readonly [number, number, number, number] | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4])] : null;
}
