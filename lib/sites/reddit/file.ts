import { parsePage, type Parent } from '../../base/html';
import { AppError } from '../../model/error';
import type { Harvest, Target } from '../../model/thread';
import { asFields, asList, asText } from '../fields';
import { baseOf, isRedditHost, locate } from './address';
import { blockError, blockIn, dataError } from './failure';
import { readFeed } from './feed';
import { entriesIn, shownEntries, targetsOf } from './listing';
import { markupOf, type Markup } from './markup';
import { newTree } from './new-page';
import { oldTree } from './old-page';
import { redesignTree } from './redesign-page';
import { fileHarvest } from './thread-reply';
import type { Tree } from './thing';
import { asThing, dataIn, moreChildren, reading, thingsIn, treeOf, type Thing } from './things-json';

/** `readFile` of the adapter: the content decides how it is read. */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  const text = file.text.replace(/^\ufeff/, '');
  const data = dataIn(text);
  if (data !== undefined) return readData(file.url, text, data);
  const feed = readFeed(text);
  if (feed)
    return readFeedFile(
      feed.tree,
      targetsOf(
        feed.submissions.map((submission) => ({ submission })),
        baseOf(file.url),
      ),
      file.url,
    );
  return /<[a-z!]/i.test(text.slice(0, 2000)) ? readPage(file.url, text) : null;
}

function readFeedFile(tree: Tree | null, targets: readonly Target[], url: URL): Harvest {
  return tree ? fileHarvest(tree, baseOf(url)) : { targets };
}

function readData(url: URL, text: string, data: unknown): Harvest | null {
  const base = baseOf(url);
  const plain = reading(text, url.href);
  const thread = treeOf(data, plain);
  if (thread) return fileHarvest(thread, base);
  const more = isOurs(text, url) ? moreChildren(data, plain) : null;
  if (more) return fileHarvest({ submission: null, branches: more }, base);
  const listing = asThing(data);
  if (listing?.kind === 'Listing') return { targets: targetsOf(entriesIn(thingsIn(data), base, plain), base) };
  const things = asList(data).flatMap((value) => asThing(value) ?? []);
  if (things.length > 0 && things.length === asList(data).length) return readThings(things, base, plain);
  return readErrors(url, data);
}

/** Things in a row, as programs keep them: posts and comments of anywhere. */
function readThings(things: readonly Thing[], base: string, plain: (text: string) => string): Harvest | null {
  const known = things.filter(
    ({ kind, data }) =>
      (kind === 't3' && asText(data['title']) !== null) || (kind === 't1' && asText(data['body']) !== null),
  );
  if (known.length === 0) return null;
  // Each by itself: they are of different threads.
  const parts = known.map((thing) =>
    thing.kind === 't3'
      ? treeOf([{ kind: 'Listing', data: { children: [thing] } }, null], plain)
      : { submission: null, branches: moreChildren({ json: { data: { things: [thing] } } }, plain) ?? [] },
  );
  const harvests = parts.flatMap((tree) => (tree ? fileHarvest(tree, base) : []));
  return {
    threads: harvests.flatMap((harvest) => harvest.threads ?? []),
    posts: harvests.flatMap((harvest) => harvest.posts ?? []),
  };
}

/** `{"message": "Forbidden", "error": 403}`; many programs write the like, so the address must be Reddit's. */
function readErrors(url: URL, data: unknown): null {
  const fields = asFields(data);
  if (!fields || !isRedditHost(url.hostname)) return null;
  const error = asText(fields['message']) === null ? null : dataError(data, 0, targetOf(url));
  if (error) throw error;
  return null;
}

function isOurs(text: string, url: URL): boolean {
  return isRedditHost(url.hostname) || /"(?:link_id|parent_id)":\s{0,20}"t[13]_/.test(text);
}

/** What the address is of; an address that tells nothing stands for itself. */
export function targetOf(url: URL): Target {
  const base = baseOf(url);
  const found = locate(url, base);
  return (
    found ?? { site: 'reddit', base, kind: 'listing', key: url.pathname, url: url.href, title: 'Reddit', ordinal: 0 }
  );
}

function readPage(url: URL, text: string): Harvest | null {
  const tree = parsePage(text);
  const markup = markupOf(tree);
  if (!markup) {
    const block =
      isRedditHost(url.hostname) || /reddit(static)?\.com/.test(text.slice(0, 100_000))
        ? blockIn(text, url.href)
        : null;
    if (block) throw blockError(block, targetOf(url), text);
    return null;
  }
  const harvest = harvestOfPage(tree, markup, url);
  if (harvest) return harvest;
  const block = blockIn(text, url.href);
  if (block) throw blockError(block, targetOf(url), text);
  throw new AppError({
    code: 'unsupported',
    reason: 'pageWithoutPosts',
    message: 'This is a page of Reddit, but it holds no posts.',
  });
}

/** What a page shows: a thread's posts, else the posts of a list. */
export function harvestOfPage(tree: Parent, markup: Markup, url: URL): Harvest | null {
  const base = baseOf(url);
  const shown = markup === 'old' ? oldTree(tree) : markup === 'new' ? newTree(tree) : redesignTree(tree);
  if (isThreadPage(shown, url, base)) return fileHarvest(shown, base);
  const targets = targetsOf(markup === 'redesign' ? [] : shownEntries(tree), base);
  return targets.length > 0 ? { targets } : null;
}

/** Comments make a thread; a post alone is one where the address says so. */
export function isThreadPage(tree: Tree, url: URL, base: string): boolean {
  if (tree.branches.length > 0) return true;
  const key = tree.submission?.message.name.slice(3);
  return key !== undefined && locate(url, base)?.key === key;
}
