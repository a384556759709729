export interface SitemapEntry {
  readonly url: string;
  /** Epoch ms; null where the map does not say. */
  readonly modifiedAt: number | null;
}

export interface Sitemap {
  readonly addresses: readonly SitemapEntry[];
  /** Addresses of further sitemaps. */
  readonly nested: readonly string[];
}

/** Entries one sitemap may have by its specification; more is not read. */
export const sitemapLimit = 50_000;

const tagPattern = /<(\/?)(?:[\w-]{1,40}:)?(urlset|sitemapindex|url|sitemap|loc|lastmod)(?=[\s/>])/gi;

/**
 * Reads a sitemap or a sitemap index.
 * @returns null when the text is neither
 */
export function readSitemap(xml: string): Sitemap | null {
  const addresses: SitemapEntry[] = [];
  const nested: string[] = [];
  let known = false;
  let inside: 'url' | 'sitemap' | null = null;
  let url = '';
  let modifiedAt: number | null = null;
  let valueFrom = -1;
  for (const match of xml.matchAll(tagPattern)) {
    const closing = match[1] === '/';
    const name = (match[2] ?? '').toLowerCase();
    if (name === 'urlset' || name === 'sitemapindex') {
      known = true;
    } else if (name === 'url' || name === 'sitemap') {
      if (closing && inside === name && url) {
        if (name === 'url') addresses.push({ url, modifiedAt });
        else nested.push(url);
        if (addresses.length + nested.length >= sitemapLimit) break;
      }
      inside = closing ? null : name;
      url = '';
      modifiedAt = null;
    } else if (!closing) {
      // A tag's end is looked for only nearby: an attribute of a `<loc>` is unheard of.
      const end = xml.slice(match.index, match.index + 200).indexOf('>');
      valueFrom = end < 0 ? -1 : match.index + end + 1;
    } else if (inside && valueFrom >= 0) {
      const value = textOfXml(xml.slice(valueFrom, Math.min(match.index, valueFrom + 5000)));
      if (name === 'loc') url = value;
      else modifiedAt = timeOf(value);
      valueFrom = -1;
    }
  }
  return known ? { addresses, nested } : null;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function textOfXml(text: string): string {
  const cdata = /^\s*<!\[CDATA\[([^\]]*)\]\]>\s*$/.exec(text);
  if (cdata) return (cdata[1] ?? '').trim();
  return text.trim().replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function timeOf(text: string): number | null {
  const time = /^\d{4}(-\d\d){0,2}/.test(text) && text.length < 40 ? Date.parse(text) : NaN;
  return Number.isFinite(time) ? time : null;
}
