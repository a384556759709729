import type { FetchRequest, Harvest } from '../../model/thread';
import type { ParseContext, Reply } from '../adapter';
import { noteNumber } from '../note';
import { option } from './options';
import { watchMs, watchRequest, type Watch } from './request';
import type { ThreadData } from './thread-json';

/**
 * The next look at a thread, where the person wants it watched and it can still change. Looks grow rarer while nothing
 * happens. Posts deleted meanwhile are marked by what the reply no longer has.
 * @param data null: it has not changed
 */
export function watchOn(
  request: FetchRequest,
  data: ThreadData | null,
  reply: Reply,
  context: ParseContext,
): Pick<Harvest, 'next' | 'remarks'> {
  if (option('watch', context) !== true || request.as === 'html') return {};
  const watching = request.note?.['watch'] === true;
  const title = data?.thread.title || request.target.title;
  if (data?.archived) return watching ? { remarks: [{ event: 'watchArchived', params: [title] }] } : {};
  const before: Watch = {
    round: noteNumber(request, 'round') ?? 0,
    waitMs: noteNumber(request, 'waitMs') ?? watchMs.least,
    last: noteNumber(request, 'last') ?? 0,
    posts: noteNumber(request, 'posts') ?? 0,
  };
  const last = data?.posts.at(-1)?.position ?? before.last;
  const posts = data?.posts.length ?? before.posts;
  const quiet = watching && last === before.last && posts === before.posts;
  const waitMs = quiet ? Math.min(before.waitMs * 2, watchMs.most) : watchMs.least;
  const lastModified = reply.headers['last-modified'] ?? request.headers?.['if-modified-since'] ?? null;
  return { next: [watchRequest(request, { round: before.round + 1, waitMs, last, posts }, lastModified)] };
}
