import {
  attr,
  classesOf,
  elementsOf,
  elementsOutside,
  find,
  hasClass,
  parsePage,
  type Element,
  type Parent,
} from '../../base/html';
import type { Page } from '../adapter';
import { addressOf, isBoard, isYotsubaHost, yotsubaBase, type Address, type Dialect, type Place } from './place';

/** What kind of page it is, whose markup it has, and where it is from. */
export interface Markup {
  readonly tree: Parent;
  readonly html: string;
  readonly url: URL;
  readonly dialect: Dialect;
  readonly place: Place;
  readonly address: Address | null;
  readonly shows: 'thread' | 'index' | 'catalog' | 'archive' | 'nothing';
  /** Elements that hold one thread each. */
  readonly threads: readonly Element[];
  /** Why nothing can be read. */
  readonly wall: 'error' | 'challenge' | null;
}

/** Marks of either software, found in one walk. */
interface Marks {
  body: Element | null;
  canonical: string | null;
  readonly yotsuba: Element[];
  readonly vichan: Element[];
  catalogCards: number;
  boardField: string | null;
  /** The form that answers a thread names it. */
  threadField: string | null;
  errorBox: boolean;
  title: Element | null;
}

function marksOf(tree: Parent): Marks {
  const marks: Marks = {
    body: null,
    canonical: null,
    yotsuba: [],
    vichan: [],
    catalogCards: 0,
    boardField: null,
    threadField: null,
    errorBox: false,
    title: null,
  };
  for (const element of elementsOutside(tree, (at) => at.tagName === 'blockquote' || hasClass(at, 'body'))) {
    const id = attr(element, 'id') ?? '';
    if (element.tagName === 'body') marks.body = element;
    else if (element.tagName === 'title') marks.title ??= element;
    else if (element.tagName === 'link' && attr(element, 'rel') === 'canonical')
      marks.canonical ??= attr(element, 'href');
    else if (element.tagName === 'input' && attr(element, 'name') === 'board')
      marks.boardField ??= attr(element, 'value');
    else if (element.tagName === 'input' && attr(element, 'name') === 'thread')
      marks.threadField ??= attr(element, 'value');
    else if (id === 'errmsg') marks.errorBox = true;
    else if (/^t\d{1,15}$/.test(id) && hasClass(element, 'thread')) marks.yotsuba.push(element);
    else if (/^thread_\d{1,15}$/.test(id)) marks.vichan.push(element);
    else if (hasClass(element, 'mix') && attr(element, 'data-id') !== null) marks.catalogCards++;
  }
  return marks;
}

/** null: the page is of no board software known here. */
export function readMarkup(page: Page): Markup | null {
  // Both tests are cheap, and most pages a person presses the button on are neither.
  if (
    !/postContainer|is_(?:thread|index|catalog|arclist|archive)|fourcat|class="intro"|data-bump|errmsg/.test(page.html)
  ) {
    return guarded(page);
  }
  const tree = parsePage(page.html);
  const marks = marksOf(tree);
  const url = urlOf(page.url, marks.canonical);
  const bodyClasses = marks.body ? classesOf(marks.body) : [];
  const named = bodyClasses.find((name) => name.startsWith('board_'))?.slice('board_'.length) ?? '';
  const is = (name: string): boolean => bodyClasses.includes(name);
  const common = { tree, html: page.html, url, address: addressOf(url) };
  const isYotsuba =
    marks.yotsuba.some(isYotsubaThread) ||
    (named !== '' && ['is_thread', 'is_index', 'is_catalog', 'is_arclist'].some(is));
  if (isYotsuba) {
    const place = placeOf(common.address, url, 'yotsuba', named);
    const archive = is('is_arclist') || url.pathname.endsWith('/archive');
    const shows = marks.yotsuba.length
      ? is('is_index') || (!is('is_thread') && common.address?.thread == null)
        ? 'index'
        : 'thread'
      : archive
        ? 'archive'
        : is('is_catalog') || /\bvar catalog = \{/.test(page.html)
          ? 'catalog'
          : 'nothing';
    return {
      ...common,
      dialect: 'yotsuba',
      place,
      shows,
      threads: marks.yotsuba,
      wall: marks.errorBox ? 'error' : null,
    };
  }
  const threads = marks.vichan.filter(isVichanThread);
  if (threads.length || marks.catalogCards) {
    const place = placeOf(common.address, url, 'vichan', marks.boardField ?? '');
    const single = common.address ? common.address.thread !== null : threads.length === 1 && marks.threadField !== null;
    const shows = marks.catalogCards ? 'catalog' : single ? 'thread' : 'index';
    return { ...common, dialect: 'vichan', place, shows, threads, wall: null };
  }
  return guarded(page);
}

/** Pages of the API's own site that hold no posts: the error page, the page for the banned, a check. */
function guarded({ url, html }: Page): Markup | null {
  if (!isYotsubaHost(url.host) && !/(^|\.)4chan(nel)?\.org$/.test(url.host)) return null;
  const start = html.slice(0, 30_000);
  const wall = /<title>\s{0,20}(just a moment|attention required!)/i.test(start)
    ? 'challenge'
    : /id=["']?errmsg|is_error\s*=\s*["']?true|<title>[^<]{0,100}(404|not found|banned|error)/i.test(start) ||
        /^\/banned\b/.test(url.pathname)
      ? 'error'
      : null;
  if (!wall) return null;
  const place: Place = { base: yotsubaBase, dialect: 'yotsuba', board: addressOf(url)?.place.board ?? '' };
  const tree = parsePage('');
  return { tree, html, url, dialect: 'yotsuba', place, address: null, shows: 'nothing', threads: [], wall };
}

/** The address of the page; of a file on disk, the one it states. */
function urlOf(url: URL, canonical: string | null): URL {
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  return canonical && URL.canParse(canonical, 'https://boards.invalid/')
    ? new URL(canonical, 'https://boards.invalid/')
    : url;
}

function placeOf(address: Address | null, url: URL, dialect: Dialect, named: string): Place {
  const origin = url.origin === 'null' ? 'https://unknown.invalid' : url.origin;
  const board = address?.place.board ?? (isBoard(named) ? named : '');
  const base = isYotsubaHost(url.host) ? yotsubaBase : (address?.place.base ?? origin);
  // The markup of the API's site on another host: threads are read from its pages.
  const own: Dialect = base === yotsubaBase ? 'yotsuba' : dialect === 'yotsuba' ? 'fool' : 'vichan';
  return { base, dialect: own, board };
}

function isYotsubaThread(thread: Element): boolean {
  return (
    find(
      thread,
      (at) => hasClass(at, 'postContainer') || (hasClass(at, 'post') && /^p\d/.test(attr(at, 'id') ?? '')),
    ) !== null
  );
}

function isVichanThread(thread: Element): boolean {
  for (const element of elementsOf(thread)) {
    if (hasClass(element, 'post')) return find(element, (at) => at.tagName === 'p' && hasClass(at, 'intro')) !== null;
  }
  return false;
}
