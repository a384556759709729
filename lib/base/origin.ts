/** The match pattern of an address's host, as permissions want it. Browsers ignore ports there, so it has none. */
export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}
