import type { Target, TargetHints } from '../../model/thread';
import { asCount, asFields, asList, asText, asTime, asWords, type Fields } from '../fields';
import { threadTarget, type Found, type Place } from './place';
import { isOn } from './post-json';
import { plainText, teaserOf } from './text';

// Lists of a board's threads: catalog, index pages, the bare list of changes, the archive.

export type ListKind = 'catalog' | 'index' | 'threads' | 'archive';

export interface ListData {
  readonly kind: ListKind;
  /** By page of the list. */
  readonly pages: readonly (readonly Found[])[];
}

/** null: it is no list of threads. */
export function readList(value: unknown): ListData | null {
  if (Array.isArray(value)) return readPages(asList(value));
  const threads = asFields(value)?.['threads'];
  if (!Array.isArray(threads)) return null;
  const found = asList(threads).map((thread) => foundOf(asList(asFields(thread)?.['posts'])[0]));
  if (found.includes(null)) return null;
  return { kind: 'index', pages: [found.flatMap((one) => one ?? [])] };
}

function readPages(values: readonly unknown[]): ListData | null {
  if (values.length === 0) return { kind: 'catalog', pages: [] };
  const numbers = values.map((value) => (typeof value === 'number' ? asCount(value, 1) : null));
  if (!numbers.includes(null)) {
    // Oldest first as it comes; what was archived last is nearest to what people look for.
    const archived = numbers.flatMap((no) => (no === null ? [] : [{ no, title: '' }]));
    return { kind: 'archive', pages: [archived.reverse()] };
  }
  const lynx = values.map(lynxFound);
  if (!lynx.includes(null)) return { kind: 'catalog', pages: [lynx.flatMap((one) => one ?? [])] };
  const pages = values.map(asFields);
  if (!pages.every((page) => page && Array.isArray(page['threads']) && page['page'] !== undefined)) return null;
  const isCatalog = pages.some((page) =>
    asList(page?.['threads']).some((thread) => asFields(thread)?.['time'] != null),
  );
  return {
    kind: isCatalog ? 'catalog' : 'threads',
    pages: pages.map((page) => asList(page?.['threads']).flatMap((thread) => foundOf(thread) ?? [])),
  };
}

function foundOf(value: unknown): Found | null {
  const data = asFields(value);
  const no = asCount(data?.['no'], 1);
  if (!data || no === null) return null;
  const sub = asWords(data['sub']);
  const com = asText(data['com']) ?? '';
  const slug = asWords(data['semantic_url'])?.replaceAll('-', ' ').slice(0, 80);
  return { no, title: (sub === null ? '' : plainText(sub)) || teaserOf(com) || slug || '', hints: hintsOf(data) };
}

function hintsOf(data: Fields): TargetHints {
  const replies = asCount(data['replies']);
  const time = asCount(data['time'], 1);
  const last = asList(data['last_replies']).map(asFields).at(-1);
  const modified = asCount(data['last_modified'], 1) ?? asCount(last?.['time'], 1);
  return {
    ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
    ...(time === null ? {} : { postedAt: time * 1000 }),
    ...(modified === null ? {} : { bumpedAt: modified * 1000, lastPostedAt: modified * 1000 }),
    ...(isOn(data['sticky']) ? { pinned: true } : {}),
  };
}

/** A thread in a catalog of lynxchan. */
function lynxFound(value: unknown): Found | null {
  const data = asFields(value);
  const no = asCount(data?.['threadId'], 1);
  if (!data || no === null) return null;
  const replies = asCount(data['postCount']);
  const bumpedAt = asTime(data['lastBump']);
  return {
    no,
    title: plainText(asText(data['subject']) ?? '') || teaserOf(asText(data['markdown']) ?? ''),
    hints: {
      ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
      ...(bumpedAt === null ? {} : { bumpedAt, lastPostedAt: bumpedAt }),
      ...(data['pinned'] === true ? { pinned: true } : {}),
    },
  };
}

/**
 * Threads of several pages in turn: the first of each page, then the second of each, so that a cut leaves a sample of
 * the whole board and not its busiest page.
 */
export function inTurn(pages: readonly (readonly Found[])[]): readonly Found[] {
  const taken: Found[] = [];
  let open = pages.filter((page) => page.length > 0);
  for (let i = 0; open.length > 0; i++) {
    for (const page of open) taken.push(...page.slice(i, i + 1));
    open = open.filter((page) => page.length > i + 1);
  }
  return taken;
}

export function targetsOf(found: readonly Found[], place: Place, first = 0): readonly Target[] {
  const once = new Map(found.map((one) => [one.no, one]));
  return [...once.values()].map((one, index) => threadTarget(place, one, first + index));
}
