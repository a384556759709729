import type { HttpReply, HttpRequest } from '../../../lib/model/http';
import {
  threadId,
  untold,
  type FetchRequest,
  type Harvest,
  type Post,
  type Target,
  type Thread,
} from '../../../lib/model/thread';
import type { SiteAdapter } from '../../../lib/sites/adapter';

// A made-up site that needs everything a site may ask of the crawl: another host for its data, a key, a filter made
// once, whole threads in its listing, a tab, forms, dates of change, and news to wait for.

const base = 'https://loom.example';
export const dataHost = 'https://data.loom.example';

export const listing: Target = {
  site: 'forum',
  base,
  kind: 'listing',
  key: '/',
  url: `${base}/`,
  title: 'Loom',
  ordinal: 0,
  origins: [`${dataHost}/*`],
};

export function threadTarget(key: string, hints?: Target['hints']): Target {
  const place = { site: 'forum', base, kind: 'thread', key, url: `${base}/t/${key}`, title: key, ordinal: 0 } as const;
  return { ...place, ...(hints ? { hints } : {}) };
}

export function thread(key: string): Thread {
  return {
    id: threadId(threadTarget(key)),
    site: 'forum',
    url: `${base}/t/${key}`,
    title: key,
    ...untold,
    unaddressed: 'root',
  };
}

export function post(key: string, n: number, text = `words ${String(n)} of ${key}`): Post {
  return {
    threadId: threadId(threadTarget(key)),
    id: String(n),
    siteId: `${key}-${String(n)}`,
    kind: n === 0 ? 'root' : 'reply',
    state: 'visible',
    replyTo: [],
    position: n,
    url: `${base}/t/${key}#${String(n)}`,
    author: { name: `author-${String(n)}`, displayName: null },
    isBot: false,
    flags: [],
    postedAt: null,
    editedAt: null,
    score: null,
    license: null,
    html: `<p>${text}</p>`,
    images: [],
  };
}

type Parse = (
  request: FetchRequest,
  reply: Parameters<SiteAdapter['parse']>[1],
  context: Parameters<SiteAdapter['parse']>[2],
) => Harvest;

/** The adapter; `rules` are what a test is about. */
export function loomAdapter(rules: { plan: SiteAdapter['plan']; parse: Parse }): SiteAdapter {
  return {
    id: 'forum',
    label: 'Loom',
    origins: ['https://*.loom.example/*'],
    politeness: { concurrency: 1, floorMs: 1000, backoffMs: [1000, 60_000] },
    credential: { host: new URL(dataHost).host, param: 'key' },
    source: {
      fields: [],
      locate: () => ({ target: listing, siteName: 'Loom' }),
      choices: {
        field: 'shed',
        url: `${dataHost}/sheds`,
        parse: ({ body }) => (JSON.parse(body) as string[]).map((value) => ({ value, label: value.toUpperCase() })),
      },
    },
    detect: () => null,
    read: () => ({}),
    readFile: () => null,
    locate: () => null,
    session: () => null,
    waitMs: () => null,
    ...rules,
  };
}

export function reply(request: HttpRequest, body: unknown, more: Partial<HttpReply> = {}): HttpReply {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return { url: request.url, status: 200, headers: {}, bytes, redirects: false, ...more };
}
