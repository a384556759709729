import type { FetchRequest, RequestNote } from '../../model/thread';
import { noteList, noteNumber, noteText } from '../note';
import { tail, type Pending } from './place';

// What is remembered of a thread between one reply and the next, as a request's note keeps it.

/** Where a thread's data comes from: the data routes, the old pages, the new pages. */
export type Route = 'json' | 'old' | 'new';

/** What is known of a thread so far, between one reply and the next. */
export interface Progress {
  readonly route: Route;
  readonly queue: readonly Pending[];
  /** Requests made for comments beyond the first reply. */
  readonly made: number;
  /** Posts still wanted; null: all. */
  readonly left: number | null;
  /** Names of comments that will not come. */
  readonly withheld: readonly string[];
  /** Comments without a name here that will not come. */
  readonly unread: number;
  /** Names of all that came; null: nobody asked. */
  readonly present: readonly string[] | null;
  /** Against forgery, as a page of the site gave it; '' none. */
  readonly token: string;
}

export function noteOf(progress: Progress, asked: readonly Pending[]): RequestNote {
  return {
    route: progress.route,
    queue: progress.queue.map(written),
    asked: asked.map(written),
    made: progress.made,
    left: progress.left ?? -1,
    withheld: progress.withheld,
    unread: progress.unread,
    ...(progress.present ? { present: progress.present } : {}),
    ...(progress.token === '' ? {} : { token: progress.token }),
  };
}

function written({ by, span, depth, name, token, cursor }: Pending): string {
  return [by, span.at, span.room, depth, name, token || '-', cursor || '-'].join(' ');
}

function pendingOf(line: string): readonly Pending[] {
  const [by, at, room, depth, name, token, cursor] = line.split(' ');
  if ((by !== 'ids' && by !== 'deep' && by !== 'loader') || name === undefined) return [];
  const span = { at: Number(at), room: Number(room) };
  const text = (value: string | undefined): string => (value === undefined || value === '-' ? '' : value);
  const whole = Number.isFinite(span.at) && Number.isFinite(span.room);
  return [{ by, span: whole ? span : tail, depth: Number(depth) || 0, name, token: text(token), cursor: text(cursor) }];
}

/** Where a thread stood when the request was made. */
export function progressOf(request: FetchRequest): Progress & { readonly asked: readonly Pending[] } {
  const route = noteText(request, 'route');
  const left = noteNumber(request, 'left');
  return {
    route: route === 'old' || route === 'new' ? route : 'json',
    queue: (noteList(request, 'queue') ?? []).flatMap(pendingOf),
    asked: (noteList(request, 'asked') ?? []).flatMap(pendingOf),
    made: noteNumber(request, 'made') ?? 0,
    left: left === null || left < 0 ? null : left,
    withheld: noteList(request, 'withheld') ?? [],
    unread: noteNumber(request, 'unread') ?? 0,
    present: noteList(request, 'present'),
    token: noteText(request, 'token') ?? '',
  };
}
