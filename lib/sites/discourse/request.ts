import type { FetchRequest, RequestNote, Target } from '../../model/thread';
import type { KnownThread, PlanOptions } from '../adapter';
import { noteText } from '../note';
import { listingRequestUrl } from './address';

// The requests of this adapter. Each carries in its note what its reply is read by.

export type Step = 'topic' | 'posts' | 'walk' | 'listing' | 'sitemap' | 'session';

/** Posts asked for at once after a host has answered every id of a smaller batch. */
export const largestBatch = 100;

function jsonRequest(url: string, target: Target, step: Step, note: RequestNote = {}): FetchRequest {
  return { url, as: 'json', accept: 'application/json', target, note: { step, ...note } };
}

/** `plan` of the adapter. */
export function plan(target: Target, known?: KnownThread, options?: PlanOptions): readonly FetchRequest[] {
  if (target.kind === 'thread') {
    return [
      jsonRequest(`${target.base}/t/${target.key}.json`, target, 'topic', {
        ...(known ? { known: known.siteIds } : {}),
        ...(options?.maxPosts ? { maxPosts: options.maxPosts } : {}),
      }),
    ];
  }
  const url = listingRequestUrl(target);
  if (/\.xml$/.test(new URL(url).pathname)) return [sitemapRequest(url, target, 0, 0)];
  return [listingRequest(url, target, 0)];
}

/**
 * @param first ordinal of the first topic of this page
 * @param page from 0; the limit of pages goes by it
 */
export function listingRequest(url: string, target: Target, first: number, page = 0): FetchRequest {
  return jsonRequest(url, target, 'listing', { first, page });
}

/** @param depth how many indexes led here */
export function sitemapRequest(url: string, target: Target, first: number, depth: number): FetchRequest {
  return { url, as: 'text', target, note: { step: 'sitemap', first, depth } };
}

export interface Batch {
  /** Site ids still to come, the next ones first. */
  readonly rest: readonly string[];
  /** Ids asked for at once. */
  readonly size: number;
  /** The size to start with and to fall back to. */
  readonly chunk: number;
  /** The host answers no more than `chunk`, whatever is asked. */
  readonly capped: boolean;
}

/** The request for the next batch; none when nothing is left. */
export function postsRequest(target: Target, batch: Batch): readonly FetchRequest[] {
  const asked = batch.rest.slice(0, batch.size);
  if (!asked.length) return [];
  const query = asked.map((id) => `post_ids[]=${id}`).join('&');
  return [
    jsonRequest(`${target.base}/t/${target.key}/posts.json?${query}`, target, 'posts', {
      asked,
      rest: batch.rest.slice(batch.size),
      size: batch.size,
      chunk: batch.chunk,
      capped: batch.capped,
    }),
  ];
}

/**
 * The posts after a number, for topics so long that the site lists no ids.
 * @param left how many posts are still wanted; -1: all
 */
export function walkRequest(target: Target, after: number, until: number, left: number): FetchRequest {
  const url = `${target.base}/t/${target.key}/posts.json?post_number=${after}&asc=true`;
  return jsonRequest(url, target, 'walk', { after, until, left });
}

/** `session` of the adapter. */
export function session(target: Target): FetchRequest {
  return jsonRequest(`${target.base}/session/current.json`, target, 'session');
}

/** Asks who is signed in before a "not found" is believed; what was asked for is kept to be asked again. */
export function verifyRequest(original: FetchRequest): FetchRequest {
  return {
    ...session(original.target),
    note: {
      ...original.note,
      step: 'session',
      verify: original.url,
      verifyAs: original.as,
      verifyStep: noteText(original, 'step') ?? '',
    },
  };
}

/** The request that was put aside by `verifyRequest`; null when this is a plain session request. */
export function verifiedRequest(request: FetchRequest): FetchRequest | null {
  const url = noteText(request, 'verify');
  if (url === null) return null;
  const { verifyAs, verifyStep } = request.note ?? {};
  const as = verifyAs === 'text' || verifyAs === 'html' ? verifyAs : 'json';
  const own = Object.entries(request.note ?? {}).filter(([name]) => !name.startsWith('verify'));
  return {
    url,
    as,
    target: request.target,
    ...(as === 'json' ? { accept: 'application/json' } : {}),
    note: { ...Object.fromEntries(own), step: verifyStep ?? '', sessionChecked: true },
  };
}
