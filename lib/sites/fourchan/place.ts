import type { Target, TargetHints } from '../../model/thread';

// Where boards and threads live, for each dialect of the interface, and what an address points to.

/**
 * `yotsuba`: the site that the read-only API belongs to; `vichan`: vichan, lainchan, Tinyboard, and lynxchan, which
 * has the same addresses; `fool`: FoolFuuka, an archive.
 */
export type Dialect = 'yotsuba' | 'vichan' | 'fool';

/** A board of an installation. */
export interface Place {
  readonly base: string;
  readonly dialect: Dialect;
  /** Its name as it stands in addresses, decoded. */
  readonly board: string;
}

/** The one installation of the API's own dialect; pages of its second host have the same threads. */
export const yotsubaBase = 'https://boards.4chan.org';
export const apiBase = 'https://a.4cdn.org';
export const apiOrigin = 'https://a.4cdn.org/*';
const yotsubaHosts: ReadonlySet<string> = new Set(['boards.4chan.org', 'boards.4channel.org', 'a.4cdn.org']);

export function isYotsubaHost(host: string): boolean {
  return yotsubaHosts.has(host);
}

/** A name that can stand in an address and in a list joined by commas. */
export function isBoard(name: string): boolean {
  return name.length <= 40 && /^[^\s/,?#%\\.<>"'&]+$/u.test(name);
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Address of a board's folder, with its slash. */
export function boardUrl({ base, board }: Place): string {
  return `${base}/${encodeURIComponent(board)}/`;
}

export function threadUrl(place: Place, no: number): string {
  const folder = boardUrl(place);
  if (place.dialect === 'vichan') return `${folder}res/${String(no)}.html`;
  return place.dialect === 'fool' ? `${folder}thread/${String(no)}/` : `${folder}thread/${String(no)}`;
}

export function postUrl(place: Place, thread: number, no: number | ''): string {
  return `${threadUrl(place, thread)}#${place.dialect === 'yotsuba' ? 'p' : ''}${String(no)}`;
}

export function threadKey(board: string, no: number): string {
  return `${board}/${String(no)}`;
}

export interface Found {
  readonly no: number;
  readonly title: string;
  readonly hints?: TargetHints;
}

export function threadTarget(place: Place, { no, title, hints }: Found, ordinal: number): Target {
  return {
    site: 'fourchan',
    base: place.base,
    kind: 'thread',
    key: threadKey(place.board, no),
    url: threadUrl(place, no),
    title: title || `/${place.board}/ ${String(no)}`,
    ordinal,
    ...(hints && Object.keys(hints).length ? { hints } : {}),
    ...originsOf(place),
  };
}

/** One board or several, of one installation; `archive`: the archives of the boards instead. */
export function boardsTarget(
  place: Omit<Place, 'board'>,
  boards: readonly string[],
  archive = false,
  title?: string,
): Target {
  const first = boardUrl({ ...place, board: boards[0] ?? '' });
  const page = { yotsuba: 'catalog', vichan: 'catalog.html', fool: '' }[place.dialect];
  return {
    site: 'fourchan',
    base: place.base,
    kind: 'listing',
    key: boards.map((board) => (archive ? `${board}/archive` : board)).join(','),
    url: first + (archive ? 'archive' : page),
    title: title ?? boards.map((board) => `/${board}/`).join(', '),
    ordinal: 0,
    ...originsOf(place),
  };
}

function originsOf(place: Omit<Place, 'board'>): Pick<Target, 'origins'> {
  return place.dialect === 'yotsuba' ? { origins: [apiOrigin] } : {};
}

/** The dialect of a target, as its address shows it. */
export function dialectOf({ base, kind, url }: Pick<Target, 'base' | 'kind' | 'url'>): Dialect {
  if (base === yotsubaBase) return 'yotsuba';
  if (kind === 'thread') return /\/res\/\d+\.html$/.test(url) ? 'vichan' : 'fool';
  return url.endsWith('/') ? 'fool' : 'vichan';
}

export interface Boards {
  readonly board: string;
  readonly archive: boolean;
}

/** The boards that a listing's key names. */
export function boardsOf({ key }: Pick<Target, 'key'>): readonly Boards[] {
  return key.split(',').flatMap((part) => {
    const archive = part.endsWith('/archive');
    const board = archive ? part.slice(0, -'/archive'.length) : part;
    return isBoard(board) ? [{ board, archive }] : [];
  });
}

/** What an address names. */
export interface Address {
  readonly place: Place;
  /** null: a list of the board's threads. */
  readonly thread: number | null;
  /** The post its fragment names. */
  readonly post: number | null;
  readonly archive: boolean;
}

/** What an address of any dialect names. `folder`: where the installation is below its host. */
export function addressOf(url: URL): Address | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const yotsuba = isYotsubaHost(url.host);
  const fragment = /^#(?:p|pc|q)?(\d{1,15})$/.exec(url.hash);
  const found = (
    dialect: Dialect,
    folder: string,
    name: string,
    thread: string | undefined,
    archive = false,
  ): Address | null => {
    const board = decoded(name);
    if (!isBoard(board)) return null;
    const base = yotsuba ? yotsubaBase : url.origin + folder;
    const no = thread === undefined ? null : Number(thread);
    const post = fragment ? Number(fragment[1]) : null;
    return { place: { base, dialect: yotsuba ? 'yotsuba' : dialect, board }, thread: no, post, archive };
  };
  const { pathname } = url;
  const old = /^((?:\/[\w.~-]{1,100}){0,4})\/([^/]{1,120})\/(?:res|thread)\/(\d{1,15})\.(?:html|json)$/.exec(pathname);
  if (old) return found('vichan', old[1] ?? '', old[2] ?? '', old[3]);
  const thread = /^\/([^/]{1,120})\/(?:thread|res)\/(\d{1,15})(?:-tail\.json)?(?:\/[^/]{0,400})?\/?$/.exec(pathname);
  if (thread) return found('fool', '', thread[1] ?? '', thread[2]);
  const list =
    /^((?:\/[\w.~-]{1,100}){0,4})\/([^/]{1,120})\/(?:index|catalog|threads|archive|\d{1,4})\.(html|json)$/.exec(
      pathname,
    );
  if (list) return found('vichan', list[1] ?? '', list[2] ?? '', undefined, pathname.includes('/archive.'));
  const folder = /^\/([^/]{1,120})\/(?:(\d{1,3})\/?|catalog|archive)?$/.exec(pathname);
  if (!folder) return null;
  return found(
    pathname.endsWith('/catalog') ? 'vichan' : 'fool',
    '',
    folder[1] ?? '',
    undefined,
    pathname.endsWith('/archive'),
  );
}

/** `locate` of the adapter. */
export function locate(url: URL, base: string): Target | null {
  const address = addressOf(url);
  if (address?.place.base !== base) return null;
  const { place, thread, archive } = address;
  if (thread !== null) return thread > 0 ? threadTarget(place, { no: thread, title: '' }, 0) : null;
  return boardsTarget(place, [place.board], archive);
}
