import type { FetchRequest, RequestNote, Target } from '../../model/thread';
import type { KnownThread, PlanOptions } from '../adapter';

// The requests of this adapter: pages as people see them, one after another.

/** Posts of a longer thread are not remembered one by one. */
export const mostSeen = 5000;

export interface PageNote {
  /** The page's number in this crawl, from 0. */
  readonly page: number;
  /** Where its address says it stands; grows from page to page, so that no page leads back. */
  readonly place: number;
  /** Posts, or threads of a listing, on the pages before. */
  readonly first: number;
  /** No more posts are wanted; -1: all. */
  readonly most: number;
  /** Posts stored already, when the thread is read again; 0: none. */
  readonly known: number;
  /** Numbers of the posts on the pages before; empty where a page was left out. */
  readonly seen: readonly string[];
  /** What posts looked like on the page before, see `Grouping.shape`; '' on the first page. */
  readonly shape: string;
  /** Every page from the first was read. */
  readonly whole: boolean;
}

export function pageRequest(url: string, target: Target, note: PageNote): FetchRequest {
  return { url, as: 'html', target, note: { ...note } };
}

/** `plan` of the adapter. */
export function plan(target: Target, known?: KnownThread, options?: PlanOptions): readonly FetchRequest[] {
  const most = options?.maxPosts ?? -1;
  const first: PageNote = {
    page: 0,
    place: 0,
    first: 0,
    most,
    known: known?.siteIds.length ?? 0,
    seen: [],
    shape: '',
    whole: true,
  };
  return [pageRequest(target.url, target, target.kind === 'thread' ? first : { ...first, most: -1, known: 0 })];
}

export function noteOf(request: FetchRequest): PageNote {
  const { note } = request;
  const seen = note?.['seen'];
  return {
    page: numberIn(note, 'page', 0),
    place: numberIn(note, 'place', 0),
    first: numberIn(note, 'first', 0),
    most: numberIn(note, 'most', -1),
    known: numberIn(note, 'known', 0),
    seen: typeof seen === 'object' ? seen.map(String) : [],
    shape: typeof note?.['shape'] === 'string' ? note['shape'] : '',
    whole: note?.['whole'] !== false,
  };
}

function numberIn(note: RequestNote | undefined, name: string, otherwise: number): number {
  const value = note?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
