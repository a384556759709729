/** The match pattern of an address's host, as permissions want it. Browsers ignore ports there, so it has none. */
export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  if (hostname.includes('*')) throw new TypeError(`Not the address of one host: ${url}`);
  return `${protocol}//${hostname}/*`;
}
