import { AppError } from '../../model/error';
import type { Harvest } from '../../model/thread';
import { asCount, asFields, asList, asWords, parseJson } from '../fields';
import { challenged, looksLikeHtml } from '../refusal';
import { banned, brokenJson, threadGone } from './failure';
import { isFool, readFoolIndex, readFoolThread } from './fool-json';
import { readList, targetsOf } from './lists-json';
import { isLynxThread, readLynxThread } from './lynx-json';
import { readMarkup } from './markup';
import { harvestOf } from './page';
import { addressOf, isBoard, isYotsubaHost, yotsubaBase, type Place } from './place';
import { isPostList, readThread, type ThreadData } from './thread-json';

/** `readFile` of the adapter: the content decides how it is read. */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  const text = file.text.replace(/^\ufeff/, '');
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return readJson(file.url, text);
  return looksLikeHtml(text) ? readHtml(file.url, text) : null;
}

function readHtml(url: URL, text: string): Harvest | null {
  const markup = readMarkup({ url, html: text });
  if (!markup) return null;
  if (markup.wall === 'challenge') throw challenged(url.host, url.href);
  if (markup.wall) throw /^\/banned\b/.test(url.pathname) ? banned(url.href) : threadGone(url.href);
  const harvest = harvestOf(markup);
  if (harvest.posts ?? harvest.targets) return harvest;
  throw unsupported('pageWithoutPosts', 'a page without posts or threads');
}

function readJson(url: URL, text: string): Harvest | null {
  const data = parseJson(text);
  if (data === undefined) {
    // Broken in the middle: said only where it is certainly a board's.
    if (!isYotsubaHost(url.host) || !/"(?:resto|semantic_url|last_modified)"/.test(text.slice(0, 100_000))) return null;
    throw brokenJson(text);
  }
  if (isPostList(data)) return threadHarvest(readThread(data, placeOfPosts(url, data)));
  if (isLynxThread(data)) return threadHarvest(readLynxThread(data, placeOf(url, 'vichan')));
  if (isFool(data)) {
    const place = placeOf(url, 'fool');
    const thread = readFoolThread(data, { ...place, board: place.board || (url.searchParams.get('board') ?? '') });
    if (thread) return threadHarvest(thread);
    const found = readFoolIndex(data);
    return found && { targets: targetsOf(found, { ...place, board: url.searchParams.get('board') ?? place.board }) };
  }
  if (isBoards(data)) throw unsupported('fileIsBoards', 'the list of boards');
  return readListFile(url, data);
}

function threadHarvest(data: ThreadData | null): Harvest | null {
  if (!data) return null;
  const present = data.whole ? { presentSiteIds: data.posts.map((post) => post.id) } : {};
  return { threads: [data.thread], posts: data.posts, ...present };
}

function readListFile(url: URL, data: unknown): Harvest | null {
  // An empty list, or one of bare numbers, could be anybody's; the address then has to name a board's list.
  const list = readList(data);
  if (!list) return null;
  const telling = list.kind !== 'archive' && list.pages.length > 0;
  if (!telling && !/\/(?:archive|catalog|threads)\.json$/.test(url.pathname)) return null;
  const place = placeOf(url, 'vichan');
  return { targets: targetsOf(list.pages.flat(), place) };
}

function isBoards(data: unknown): boolean {
  const boards = asList(asFields(data)?.['boards']);
  return boards.length > 0 && boards.every((board) => asWords(asFields(board)?.['board']) !== null);
}

/** The installation and board of an address; where it names none, the host alone. */
function placeOf(url: URL, dialect: Place['dialect']): Place {
  const address = addressOf(url);
  if (address) return address.place.dialect === 'yotsuba' ? address.place : { ...address.place, dialect };
  const yotsuba = isYotsubaHost(url.host);
  const base = yotsuba ? yotsubaBase : url.origin === 'null' ? 'https://unknown.invalid' : url.origin;
  return { base, dialect: yotsuba ? 'yotsuba' : dialect, board: '' };
}

/** A list of posts from nowhere known is the API's own where it has the API's own fields. */
function placeOfPosts(url: URL, data: unknown): Place {
  const place = placeOf(url, 'vichan');
  if (place.dialect === 'yotsuba' || addressOf(url)) return place;
  const posts = asList(asFields(data)?.['posts']).map(asFields);
  const own = posts.some((post) => asWords(post?.['now']) !== null && asCount(post?.['tim'] ?? 1) !== null);
  return own ? { base: yotsubaBase, dialect: 'yotsuba', board: isBoard(place.board) ? place.board : '' } : place;
}

function unsupported(reason: string, what: string): AppError {
  return new AppError({
    code: 'unsupported',
    reason,
    message: `This is a file of an imageboard, but it holds no thread and no list: ${what}.`,
  });
}
