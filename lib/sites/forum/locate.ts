import type { Target } from '../../model/thread';
import { threadAddress, withoutSession } from './address';

// What an address alone says of the page it leads to: the scripts and paths of common software.

const threads =
  /(?:\/(?:viewtopic|showthread|viewthread|topic|thread|showtopic|discussion|item|read)(?:\.\w{2,4})?(?:$|[/?-])|\/(?:threads?|topics?|discussions?|d|t|questions?|post)\/[^/]*\d|[?&;](?:topic|showtopic|tid|t|threadid|thread)=\d|\/thread-\d|\/topic-?\d|[-/]t\d+)/i;
const listings =
  /(?:\/(?:viewforum|forumdisplay|board|category|categories|forum|discussions|newest|recent)(?:\.\w{2,4})?(?:$|[/?-])|\/(?:forums?|boards?|categor(?:y|ies)|c|tags?|f)\/[^/]+|[?&;](?:board|showforum|fid|f)=\d|\/forum-\d|\/f\d+)/i;

/** `locate` of the adapter. */
export function locate(url: URL, base: string): Target | null {
  if (url.origin !== new URL(base).origin) return null;
  const path = `${url.pathname}${url.search}`.slice(0, 2000);
  const kind = threads.test(path) ? 'thread' : listings.test(path) ? 'listing' : null;
  if (kind === null) return null;
  const address = new URL(withoutSession(url.href));
  address.hash = '';
  return { site: 'forum', base, kind, key: threadAddress(address).key, url: address.href, title: '', ordinal: 0 };
}
