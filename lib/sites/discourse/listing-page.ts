import {
  attr,
  classesOf,
  elementsOf,
  elementsOutside,
  find,
  hasClass,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';
import type { Target, TargetHints } from '../../model/thread';
import { asCount } from '../fields';
import { locate, threadTarget, topicAddress } from './address';

import { readListing } from './listing-json';
import { resolved, type Markup } from './markup';

/** Rows of lists in all views: topic lists, the categories page, search results, a person's activity. */
const rowClasses = ['topic-list-item', 'latest-topic-list-item', 'fps-result', 'user-stream-item', 'post-list-item'];

/**
 * The threads a listing page shows, in order: as rendered, else as sent along, else as crawlers get them. A page of
 * categories alone gives their listings.
 */
export function readListingPage(markup: Markup): readonly Target[] {
  // What was sent along belongs to the page first opened, not to where the application has gone since.
  for (const name of markup.live ? [] : markup.preloaded.names) {
    if (!/^(topic_list|search)/.test(name)) continue;
    const listing = readListing(markup.preloaded.get(name), markup.base, 0);
    if (listing?.targets.length) return listing.targets;
  }
  const root = markup.live ? markup.tree : (markup.crawler ?? markup.tree);
  const rows = readRows(root, markup);
  return rows.length ? rows : readCategories(root, markup);
}

/** Where a page shows categories and no threads: their listings. */
function readCategories(root: Parent, markup: Markup): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const list of elementsOutside(root, isCategoryList)) {
    if (!isCategoryList(list)) continue;
    for (const link of elementsOf(list)) {
      const href = link.tagName === 'a' ? resolved(attr(link, 'href'), markup.linkBase) : null;
      const target = href === null ? null : locate(new URL(href), markup.base);
      if (target?.kind !== 'listing' || !/^\/(c|category)\//.test(target.key) || targets.has(target.key)) continue;
      const title = textOf(link).replace(/\s+/g, ' ').trim();
      targets.set(target.key, { ...target, title: title || target.title, ordinal: targets.size });
    }
  }
  return [...targets.values()];
}

function isCategoryList(element: Element): boolean {
  return hasClass(element, 'category-list') || hasClass(element, 'category-boxes');
}

function readRows(root: Parent, markup: Markup): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const row of elementsOutside(root, (at) => isRow(at) || at.tagName === 'noscript')) {
    if (!isRow(row)) continue;
    const target = readRow(row, markup, targets.size);
    if (target && !targets.has(target.key)) targets.set(target.key, target);
  }
  return [...targets.values()];
}

function isRow(element: Element): boolean {
  return classesOf(element).some((name) => rowClasses.includes(name));
}

const titleClasses = ['raw-topic-link', 'title', 'search-link', 'topic-link'];

function readRow(row: Element, markup: Markup, ordinal: number): Target | null {
  let best: { readonly link: Element; readonly topicId: number; readonly slug: string | null } | null = null;
  for (const link of elementsOf(row)) {
    const href = link.tagName === 'a' ? resolved(attr(link, 'href'), markup.linkBase) : null;
    const topic = href === null ? null : topicAddress(new URL(href), markup.base);
    if (!topic) continue;
    const titled = classesOf(link).some((name) => titleClasses.includes(name));
    if (!best || titled) best = { link, topicId: topic.topicId, slug: topic.slug };
    if (titled) break;
  }
  if (!best) return null;
  const words = find(best.link, (at) => hasClass(at, 'topic-title')) ?? best.link;
  const title = textOf(words).replace(/\s+/g, ' ').trim();
  return { ...threadTarget(markup.base, { ...best, title }, ordinal), hints: hintsOf(row) };
}

function hintsOf(row: Element): TargetHints {
  let replies: number | null = null;
  let bumpedAt: number | null = null;
  for (const element of elementsOf(row)) {
    if (hasClass(element, 'posts')) replies ??= asCount(textOf(element).trim());
    else if (hasClass(element, 'relative-date')) bumpedAt ??= asCount(attr(element, 'data-time'), 1);
  }
  return {
    ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
    ...(bumpedAt === null ? {} : { bumpedAt }),
    ...(hasClass(row, 'pinned') ? { pinned: true } : {}),
  };
}
