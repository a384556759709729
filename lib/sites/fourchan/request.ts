import type { FetchRequest, RequestNote, Target } from '../../model/thread';
import type { KnownThread, PlanOptions } from '../adapter';
import { noteText } from '../note';
import { apiBase, boardUrl, boardsOf, dialectOf, type Dialect, type Place } from './place';
import { option } from './options';

// The requests of this adapter: one a board, one a thread. Each carries in its note what its reply is read by.

export type Step = 'catalog' | 'archive' | 'fool-index' | 'thread' | 'page';

interface Ask {
  readonly step: Step;
  readonly note: RequestNote;
  readonly as?: 'json' | 'html';
  readonly lastModified?: string;
}

export function requestFor(url: string, target: Target, { step, note, as = 'json', lastModified }: Ask): FetchRequest {
  return {
    url,
    as,
    target,
    ...(as === 'json' ? { accept: 'application/json' } : {}),
    // Asked for by the API's rules; what has not changed is answered without a body.
    ...(lastModified ? { headers: { 'if-modified-since': lastModified } } : {}),
    // The API is documented and has rules of its own; copies of it are parts of their sites.
    ...(url.startsWith(`${apiBase}/`) ? { api: true } : {}),
    note: { step, ...note },
  };
}

/** `plan` of the adapter. */
export function plan(target: Target, known?: KnownThread, options?: PlanOptions): readonly FetchRequest[] {
  const dialect = dialectOf(target);
  if (target.kind === 'thread') {
    const maxPosts = options?.maxPosts;
    return [
      requestFor(threadDataUrl(target, dialect), target, {
        step: 'thread',
        note: maxPosts ? { maxPosts } : {},
        ...(known?.lastModified === undefined ? {} : { lastModified: known.lastModified }),
      }),
    ];
  }
  const archives = option('archive', options) === true;
  return boardsOf(target).flatMap(({ board, archive }) => {
    const place: Place = { base: target.base, dialect, board };
    const note = { board, first: 0 };
    if (dialect === 'fool') return [foolIndexRequest(target, board, 1, 0)];
    const lists: readonly ('catalog' | 'archive')[] = archive
      ? ['archive']
      : archives
        ? ['catalog', 'archive']
        : ['catalog'];
    return lists.map((step) => requestFor(`${dataFolder(place)}${step}.json`, target, { step, note }));
  });
}

/** A page of an archive's index. */
export function foolIndexRequest(target: Target, board: string, page: number, first: number): FetchRequest {
  const url = `${target.base}/_/api/chan/index/?board=${encodeURIComponent(board)}&page=${String(page)}`;
  return requestFor(url, target, { step: 'fool-index', note: { board, first, page: page - 1 } });
}

/** Where the data of a board is. */
function dataFolder(place: Place): string {
  return boardUrl(place.dialect === 'yotsuba' ? { ...place, base: apiBase } : place);
}

function threadDataUrl({ base, key, url }: Target, dialect: Dialect): string {
  const slash = key.lastIndexOf('/');
  const board = key.slice(0, slash);
  const no = key.slice(slash + 1);
  if (dialect === 'yotsuba') return `${dataFolder({ base, dialect, board })}thread/${no}.json`;
  if (dialect === 'vichan') return url.replace(/\.html$/, '.json');
  return `${base}/_/api/chan/thread/?board=${encodeURIComponent(board)}&num=${no}`;
}

/** Least and longest wait between two looks at a watched thread; the least is the API's rule. */
export const watchMs = { least: 10_000, most: 300_000 } as const;

export interface Watch {
  /** Looks so far. */
  readonly round: number;
  readonly waitMs: number;
  /** What the last look saw, to know whether anything has happened. */
  readonly last: number;
  readonly posts: number;
}

/** The next look at a thread that is watched. */
export function watchRequest(request: FetchRequest, watch: Watch, lastModified: string | null): FetchRequest {
  const { maxPosts } = request.note ?? {};
  const { round, waitMs, last, posts } = watch;
  return {
    ...requestFor(request.url, request.target, {
      step: 'thread',
      as: request.as === 'html' ? 'html' : 'json',
      note: { watch: true, round, waitMs, last, posts, ...(maxPosts === undefined ? {} : { maxPosts }) },
      ...(lastModified === null ? {} : { lastModified }),
    }),
    afterMs: waitMs,
    watch: true,
  };
}

/** The page of the same thing, for hosts that have the markup and not the data. */
export function pageRequest(request: FetchRequest): FetchRequest {
  return requestFor(request.target.url, request.target, {
    step: 'page',
    as: 'html',
    note: { ...request.note, asked: noteText(request, 'step') ?? '' },
  });
}
