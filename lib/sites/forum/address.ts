import { resolveUrl } from '../../base/html';

// Addresses of unknown software: which one a thread has whatever page of it is open, and which is its next page.

/** Parameters that belong to a visitor. */
const session =
  /^(?:s|sid|phpsessid|jsessionid|sessionid|session_id|oshc|asid|zenid|osCsid|fbclid|gclid|utm_\w+|_ga)$/i;
/** Parameters that choose a page or a view of the same thread. */
const page = /^(?:page|pageno|pagenumber|pg|start|st|offset|currentpage|seite|pagina|paged|pp)$/i;
const view =
  /^(?:hilit|highlight|view|sort|order|orderby|sd|sk|mode|goto|all|locale|lang|language|style|theme|amp|do|tab|nocache)$/i;

/** An address without what belongs to the visitor. */
export function withoutSession(url: string): string {
  if (!URL.canParse(url)) return url;
  const address = new URL(url);
  if (!address.search && !address.pathname.includes(';')) return url;
  address.pathname = address.pathname.replace(/;(?:jsessionid|phpsessid|sid)=[\w.!-]{1,200}/gi, '');
  const kept = parametersOf(address).filter(([name, value]) => !isSession(name, value));
  // `?123-title` of old software stays as it was written.
  if (kept.length !== parametersOf(address).length) address.search = kept.map(([, , written]) => written).join('&');
  return address.href;
}

/** `s` is a session only with a session's value: elsewhere it searches or shows. */
function isSession(name: string, value: string): boolean {
  if (name.toLowerCase() === 's') return /^[\da-f]{16,64}$/i.test(value);
  return session.test(name);
}

type Parameter = readonly [name: string, value: string, written: string];

/** Parameters as written; old software parts them by `;` too. */
function parametersOf(address: URL): readonly Parameter[] {
  return address.search
    .slice(1)
    .split(/[&;]/)
    .filter(Boolean)
    .map((written) => {
      const at = written.indexOf('=');
      const name = at < 0 ? written : written.slice(0, at);
      return [name.replace(/^amp;/, ''), at < 0 ? '' : written.slice(at + 1), written];
    });
}

export interface ThreadAddress {
  /** Unique on the host: path and query without page, view and session. */
  readonly key: string;
  /** Page as the address has it: a page's number or an offset; null: the first. */
  readonly place: number | null;
}

/** Page numbers in paths: `/page-2`, `/page/2`, `/page2`, `/p2`, `/2.html`-less forms of it, `/seite-2`. */
const pathPage =
  /\/(?:(?:page|seite|pagina|strona|str|sida|side)[-/_]?|p(?=\d{1,4}\/?$))(\d{1,6})(\.html?|\.php)?\/?$/i;
/** `/post-123`, `/unread`: a place in the thread. */
const pathPlace = /\/(?:post-\d{1,18}|unread)\/?$/i;

/** What an address names, whatever page of it. */
export function threadAddress(url: URL): ThreadAddress {
  let path = url.pathname.replace(/\/(?:index\.html?)$/, '/').replace(pathPlace, '/');
  let place: number | null = null;
  const inPath = pathPage.exec(path);
  if (inPath) {
    place = Number(inPath[1]);
    path = path.slice(0, inPath.index) + (inPath[2] ?? '') + (path.endsWith('/') ? '/' : '');
  }
  const kept: string[] = [];
  for (const [name, value, written] of parametersOf(new URL(withoutSession(url.href)))) {
    if (page.test(name) && /^\d{0,7}$/.test(value)) place ??= value === '' ? null : Number(value);
    else if (name === 'topic' && /^\d+\.(?:\d+|new|msg\d+)$/.test(value)) {
      // SMF writes the first post of the page behind the topic.
      const [topic = '', from = ''] = value.split('.');
      if (/^\d+$/.test(from)) place ??= Number(from);
      kept.push(`topic=${topic}.0`);
    } else if (/^\d+-?.*\/page\d+$/.test(name)) {
      place ??= Number(/(\d+)$/.exec(name)?.[1]);
      kept.push(name.replace(/\/page\d+$/, ''));
    } else if (!view.test(name)) kept.push(written);
  }
  // phpBB names the board beside the topic, in some links only.
  const topic = path.endsWith('/viewtopic.php') ? kept.find((part) => /^t=\d+$/.test(part)) : undefined;
  if (topic !== undefined) kept.splice(0, kept.length, topic);
  path = path.length > 1 ? path.replace(/\/$/, '') : path;
  return { key: kept.length > 0 ? `${path}?${kept.join('&')}` : path, place };
}

/**
 * Whether an address is a further page of the one shown: nothing differs but a number that says the place, or a number
 * added at the end. The number grows.
 */
export function isFurtherPage(next: URL, here: URL): boolean {
  if (next.origin !== here.origin || withoutHash(next) === withoutHash(here)) return false;
  const a = threadAddress(here);
  const b = threadAddress(next);
  if (a.key === b.key || sameWithFewer(a.key, b.key)) return (b.place ?? 0) > (a.place ?? 0);
  return grownAtEnd(a.key, b.key);
}

function withoutHash(url: URL): string {
  return url.href.replace(/#.*$/, '');
}

/** One of two addresses leaves out parameters the other has, such as the board of a thread. */
function sameWithFewer(a: string, b: string): boolean {
  const [pathA = '', queryA = ''] = split(a);
  const [pathB = '', queryB = ''] = split(b);
  if (pathA !== pathB || !queryA || !queryB) return false;
  const partsA = new Set(queryA.split('&'));
  const partsB = new Set(queryB.split('&'));
  const [fewer, more] = partsA.size < partsB.size ? [partsA, partsB] : [partsB, partsA];
  const shared = [...fewer].filter((part) => more.has(part));
  // What they share must name a thread.
  return shared.length === fewer.size && shared.some((part) => /\d/.test(part));
}

function split(key: string): readonly string[] {
  const at = key.indexOf('?');
  return at < 0 ? [key] : [key.slice(0, at), key.slice(at + 1)];
}

/**
 * `thread-12.html` → `thread-12-2.html`, `/t/name` → `/t/name/2`. From `-2` to `-3` it is not told whether a page or
 * a thread is counted: the first page tells.
 */
function grownAtEnd(a: string, b: string): boolean {
  const tail = /(\.html?|\.php|\.aspx?)?$/i;
  const bareA = a.replace(tail, '');
  const bareB = b.replace(tail, '');
  return bareB.startsWith(bareA) && /^[-_/.,]?(?:p|page|seite)?[-_/]?\d{1,5}$/i.test(bareB.slice(bareA.length));
}

/** Origin of an address, which is all that is known of an installation. */
export function baseOf(url: URL): string {
  return url.origin === 'null' ? 'https://unknown.invalid' : url.origin;
}

/** An address of the page's own host; null: it leads elsewhere. */
export function ownAddress(href: string | null, linkBase: string, here: URL): URL | null {
  const url = resolveUrl(href, linkBase);
  if (url === null) return null;
  const address = new URL(url);
  return address.origin === here.origin ? address : null;
}
