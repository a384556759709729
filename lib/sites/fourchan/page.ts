import { attr, find, findAll, hasClass, textOf } from '../../base/html';
import type { Harvest, Sighting, Target, WiderTarget } from '../../model/thread';
import type { Page } from '../adapter';
import { asCount, asFields, asWords, parseJson } from '../fields';
import { readMarkup, type Markup } from './markup';
import { boardsTarget, isBoard, threadTarget, type Found } from './place';
import { isOn } from './post-json';
import { plainText, teaserOf } from './text';
import type { ThreadData } from './thread-json';
import { readVichanCatalog, readVichanThread } from './vichan-page';
import { isPinned, readYotsubaThread } from './yotsuba-page';

/** `detect` of the adapter. */
export function detect(page: Page): Sighting | null {
  const markup = readMarkup(page);
  if (!markup) return null;
  const { place, wall } = markup;
  const nothing = { target: null, listing: null, postsShown: 0, postsTotal: null, threadsShown: 0, imagesShown: 0 };
  const common = {
    site: 'fourchan' as const,
    base: place.base,
    siteName: siteNameOf(markup),
    signedIn: null,
    userName: null,
    wall,
  };
  const known = isBoard(place.board);
  const board: readonly WiderTarget[] = known
    ? [{ role: 'category', target: boardsTarget(place, [place.board], false, boardTitle(markup)) }]
    : [];
  if (wall) return { ...common, ...nothing, wider: board };
  const thread = markup.shows === 'thread' ? shownThread(markup) : null;
  if (thread) {
    const no = Number(thread.thread.id.slice(thread.thread.id.lastIndexOf('/') + 1));
    const root = thread.posts.find((post) => post.kind === 'root');
    return {
      ...common,
      ...nothing,
      target: known ? threadTarget(place, { no, title: thread.thread.title || teaserOf(root?.html ?? '') }, 0) : null,
      wider: board,
      postsShown: thread.posts.length,
      postsTotal: thread.thread.postsCount,
      imagesShown: new Set(thread.posts.flatMap((post) => post.images.map((image) => image.url))).size,
    };
  }
  const threads = shownThreads(markup);
  if (markup.shows === 'nothing' && threads.length === 0) return null;
  const archive = markup.shows === 'archive';
  return {
    ...common,
    ...nothing,
    target: known ? boardsTarget(place, [place.board], archive, boardTitle(markup)) : null,
    listing: archive ? 'other' : 'category',
    wider: archive ? board : [],
    threadsShown: threads.length,
  };
}

/** `read` of the adapter. */
export function read(page: Page): Harvest {
  const markup = readMarkup(page);
  return markup ? harvestOf(markup) : {};
}

export function harvestOf(markup: Markup): Harvest {
  if (markup.wall) return {};
  const thread = markup.shows === 'thread' ? shownThread(markup) : null;
  if (thread) return { threads: [thread.thread], posts: thread.posts };
  const targets = shownThreads(markup);
  return targets.length ? { targets } : {};
}

/** The thread of a page that shows one. */
export function shownThread(markup: Markup): ThreadData | null {
  const [first] = markup.threads;
  if (!first) return null;
  return markup.dialect === 'yotsuba'
    ? readYotsubaThread(first, markup.place)
    : readVichanThread(first, markup.place, markup.url);
}

/** The threads of a page that lists them, in its order. */
export function shownThreads(markup: Markup): readonly Target[] {
  const { shows, place, dialect } = markup;
  if (dialect === 'vichan' && shows === 'catalog') return readVichanCatalog(markup);
  if (dialect === 'yotsuba' && shows === 'catalog') return targets(markup, sentCatalog(markup));
  if (dialect === 'yotsuba' && shows === 'archive') return targets(markup, archiveRows(markup));
  const found = markup.threads.flatMap((element): readonly Found[] => {
    const data =
      dialect === 'yotsuba' ? readYotsubaThread(element, place) : readVichanThread(element, place, markup.url);
    if (!data) return [];
    const { thread, posts } = data;
    const replies = thread.postsCount === null ? null : thread.postsCount - 1;
    const hints = {
      ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
      ...(thread.postedAt === null ? {} : { postedAt: thread.postedAt }),
      ...(thread.bumpedAt === null ? {} : { bumpedAt: thread.bumpedAt }),
      ...(isPinned(element) ? { pinned: true } : {}),
    };
    const no = asCount(thread.id.slice(thread.id.lastIndexOf('/') + 1), 1);
    return no === null ? [] : [{ no, title: thread.title || teaserOf(posts[0]?.html ?? ''), hints }];
  });
  return targets(markup, found);
}

function targets({ place }: Markup, found: readonly Found[]): readonly Target[] {
  return found.map((one, ordinal) => threadTarget(place, one, ordinal));
}

/** The catalog page holds its threads as data for its script, and no posts. */
function sentCatalog({ html }: Markup): readonly Found[] {
  const mark = 'var catalog = ';
  const from = html.indexOf(mark);
  if (from < 0) return [];
  const data = asFields(parseJson(objectAt(html, from + mark.length)));
  const threads = asFields(data?.['threads']) ?? {};
  const found = Object.entries(threads).flatMap(([key, value]): readonly (Found & { readonly place: number })[] => {
    const no = asCount(key, 1);
    const entry = asFields(value);
    if (no === null || !entry) return [];
    const replies = asCount(entry['r']);
    const time = asCount(entry['date'], 1);
    const last = asCount(asFields(entry['lr'])?.['date'], 1) ?? time;
    const title = plainText(asWords(entry['sub']) ?? '') || teaserOf(asWords(entry['teaser']) ?? '');
    const hints = {
      ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
      ...(time === null ? {} : { postedAt: time * 1000 }),
      ...(last === null ? {} : { bumpedAt: last * 1000, lastPostedAt: last * 1000 }),
      ...(isOn(entry['sticky']) ? { pinned: true } : {}),
    };
    return [{ no, title, hints, place: asCount(entry['b']) ?? Number.MAX_SAFE_INTEGER }];
  });
  // Names that are numbers come in their own order in any object; `b` is the place on the board.
  return found.sort((a, b) => a.place - b.place);
}

/** The text of the object that begins here, by its brackets. */
function objectAt(text: string, from: number): string {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return text.slice(from, i + 1);
  }
  return '';
}

/** The archive page is a table of numbers, excerpts and links. */
function archiveRows({ tree }: Markup): readonly Found[] {
  const table = find(tree, (at) => attr(at, 'id') === 'arc-list');
  if (!table) return [];
  return findAll(table, (at) => at.tagName === 'tr').flatMap((row) => {
    const [first, excerpt] = findAll(row, (at) => at.tagName === 'td');
    const no = asCount(first && textOf(first).trim(), 1);
    return no === null ? [] : [{ no, title: excerpt ? textOf(excerpt).replace(/\s+/g, ' ').trim().slice(0, 80) : '' }];
  });
}

function siteNameOf({ place, dialect, url }: Markup): string {
  return dialect === 'yotsuba' && place.dialect === 'yotsuba' ? '4chan' : url.host;
}

/** `/g/ - Technology`, as the page writes it. */
function boardTitle({ tree, place }: Markup): string {
  const heading = find(tree, (at) => hasClass(at, 'boardTitle') || (at.tagName === 'h1' && /^\//.test(textOf(at))));
  return (heading && textOf(heading).replace(/\s+/g, ' ').trim().slice(0, 80)) || `/${place.board}/`;
}
