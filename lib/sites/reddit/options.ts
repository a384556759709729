import type { SiteDefaults, SiteOptions, SiteOptionValue } from '../../model/job';
import { optionOf, type SiteContext, type SiteOption, type SourceForm } from '../adapter';
import { baseOf, defaultBase, isRedditHost, listingAddress, locate, listingPath, reordered, times } from './address';

// What a person may choose for Reddit alone, and how a job starts without an open page.

const sorts = ['page', 'hot', 'new', 'top', 'rising', 'controversial'] as const;

export const options: readonly SiteOption[] = [
  // `page`: as the address says.
  { id: 'sort', kind: 'choice', default: 'page', choices: sorts, on: 'listing' },
  { id: 'time', kind: 'choice', default: 'page', choices: ['page', ...times], on: 'listing' },
  { id: 'comments', kind: 'switch', default: true },
  // Each request brings at most a hundred comments.
  { id: 'more', kind: 'number', default: 100, min: 0, max: 2000 },
  { id: 'depth', kind: 'number', default: null, min: 1, max: 1000 },
  { id: 'minScore', kind: 'number', default: null, min: -1000, max: 1_000_000 },
  { id: 'flair', kind: 'text', default: null, on: 'listing' },
  { id: 'route', kind: 'choice', default: 'auto', choices: ['auto', 'json', 'pages'] },
];

/** As the reference tool starts: 30 posts, parent and reply, one second, no least length. */
export const defaults: SiteDefaults = {
  limits: { threads: 30 },
  delayMs: 1000,
  pairing: { strategy: 'parent-child', minLength: 1 },
};

/** The options of a job, read. */
export interface Wishes {
  readonly sort: string | null;
  readonly time: string | null;
  readonly comments: boolean;
  /** Requests for further comments of one thread. */
  readonly more: number;
  readonly depth: number | null;
  readonly minScore: number | null;
  /** Words one of which a post's flair must hold, in lower case; empty: any flair or none. */
  readonly flairs: readonly string[];
  readonly route: 'auto' | 'json' | 'pages';
}

export function wishesOf(context?: SiteContext): Wishes {
  const value = (id: string): SiteOptionValue => optionOf({ options }, id, context);
  const number = (id: string): number | null => {
    const given = value(id);
    return typeof given === 'number' && Number.isFinite(given) ? given : null;
  };
  const choice = (id: string): string | null => {
    const given = value(id);
    return typeof given === 'string' && given !== 'page' ? given : null;
  };
  const route = value('route');
  const flair = value('flair');
  return {
    sort: choice('sort'),
    time: choice('time'),
    comments: value('comments') !== false,
    more: number('more') ?? 2000,
    depth: number('depth'),
    minScore: number('minScore'),
    flairs: typeof flair === 'string' ? wordsOf(flair) : [],
    route: route === 'json' || route === 'pages' ? route : 'auto',
  };
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `source` of the adapter: an address, or a name as people write it (`r/books`, `u/anna`). */
export const source: SourceForm = {
  fields: [
    { id: 'url', kind: 'text', default: 'https://www.reddit.com/r/LocalLLaMA/' },
    { id: 'sort', kind: 'choice', default: 'page', choices: sorts },
    { id: 'time', kind: 'choice', default: 'page', choices: ['page', ...times] },
  ],
  locate(values: SiteOptions) {
    const given = values['url'];
    const url = typeof given === 'string' ? addressOf(given) : null;
    if (!url) return null;
    const base = baseOf(url);
    const chosen = (id: string): string | null => {
      const value = values[id];
      return typeof value === 'string' && value !== 'page' ? value : null;
    };
    const found = locate(url, base);
    if (found?.kind !== 'listing') return found && { target: found, siteName: 'Reddit' };
    const listing = listingAddress(url);
    if (!listing) return { target: found, siteName: 'Reddit' };
    const wanted = reordered(listing, chosen('sort'), chosen('time'));
    const query = new URLSearchParams(wanted.query).toString();
    const target = locate(new URL(`${listingPath(wanted)}${query === '' ? '' : `?${query}`}`, base), base);
    return target && { target, siteName: 'Reddit' };
  },
};

function addressOf(text: string): URL | null {
  const given = text.trim();
  if (/^\/?(r|u|user)\/[^\s]{1,500}$/.test(given)) return new URL(given.replace(/^\/?/, '/'), defaultBase);
  // A name with nothing around it is a community.
  if (/^[A-Za-z0-9_]{2,40}$/.test(given)) return new URL(`/r/${given}/`, defaultBase);
  const full = /^https?:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  return isRedditHost(url.hostname) || url.hostname === 'redd.it' ? url : null;
}
