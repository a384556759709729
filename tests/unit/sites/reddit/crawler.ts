import { AppError } from '../../../../lib/model/error';
import type { SiteOptions } from '../../../../lib/model/job';
import type { FetchRequest, Post, Remark, Target, Thread } from '../../../../lib/model/thread';
import type { SiteContext } from '../../../../lib/sites';
import { reddit } from '../../../../lib/sites/reddit';
import { redditSite, type createReddit } from '../../../replay/reddit/index.mjs';

export type Community = ReturnType<typeof createReddit>;

/** What a crawl of one target came to. */
export interface Crawled {
  readonly threads: readonly Thread[];
  readonly posts: readonly Post[];
  readonly targets: readonly Target[];
  readonly unfetched: readonly string[];
  readonly remarks: readonly Remark[];
  readonly requests: readonly FetchRequest[];
  readonly present: readonly string[] | null;
  readonly kept: Readonly<Record<string, string>>;
}

export interface Wish {
  readonly options?: SiteOptions;
  readonly maxPosts?: number;
  readonly signedIn?: boolean;
  readonly kept?: Readonly<Record<string, string>>;
  readonly known?: readonly string[];
  /** How replies are taken: as they come, or the last asked first. */
  readonly order?: 'first' | 'last';
}

export function targetAt(address: string): Target {
  const url = new URL(address, 'https://www.reddit.com');
  const target = reddit.locate(url, url.origin);
  if (!target) throw new Error(`no target: ${address}`);
  return target;
}

/** Plans, asks the make-believe site, reads, and goes on until nothing follows. */
export function crawl(site: Community, target: Target, wish: Wish = {}): Crawled {
  const face = new URL(target.base).host.startsWith('old.') ? 'old' : 'www';
  const handle = redditSite(site, face);
  let kept = wish.kept ?? {};
  const context: SiteContext = { ...(wish.options ? { options: wish.options } : {}), kept };
  const known = wish.known ? { siteIds: wish.known } : undefined;
  const queue = [
    ...reddit.plan(target, known, { ...context, ...(wish.maxPosts === undefined ? {} : { maxPosts: wish.maxPosts }) }),
  ];
  const threads: Thread[] = [];
  const posts: Post[] = [];
  const targets: Target[] = [];
  const unfetched: string[] = [];
  const remarks: Remark[] = [];
  const requests: FetchRequest[] = [];
  let present: readonly string[] | null = null;
  while (queue.length > 0) {
    const request = wish.order === 'last' ? queue.pop() : queue.shift();
    if (!request) break;
    requests.push(request);
    if (requests.length > 500) throw new Error('endless');
    let url = new URL(request.url);
    const body = request.form ? new URLSearchParams(request.form).toString() : '';
    const ask = () =>
      handle({ method: request.form ? 'POST' : 'GET', path: url.pathname + url.search, headers: {}, body });
    let answer = ask();
    if (answer.status === 301) {
      url = new URL(answer.headers['location'] ?? '/', url);
      answer = ask();
    }
    // As a request waits in the store between two lives of the background.
    const stored = JSON.parse(JSON.stringify(request)) as FetchRequest;
    const reply = { url: url.href, status: answer.status, headers: answer.headers, body: String(answer.body) };
    const harvest = reddit.parse(stored, reply, { ...context, kept, signedIn: wish.signedIn ?? false });
    threads.push(...(harvest.threads ?? []));
    posts.push(...(harvest.posts ?? []));
    targets.push(...(harvest.targets ?? []));
    unfetched.push(...(harvest.unfetched ?? []));
    remarks.push(...(harvest.remarks ?? []));
    present = harvest.presentSiteIds ?? present;
    kept = { ...kept, ...harvest.keep };
    queue.push(...(harvest.next ?? []));
  }
  return { threads, posts, targets, unfetched, remarks, requests, present, kept };
}

/** What a thread's comments should come to, by the make-believe site itself. */
export function expected(
  site: Community,
  id: string,
): ReadonlyMap<string, { readonly author: string; readonly parent: string }> {
  const post = site.posts.get(id);
  const found = new Map<string, { readonly author: string; readonly parent: string }>();
  for (const comment of post?.all.values() ?? []) {
    if (comment.state === 'withheld') continue;
    found.set(`t1_${comment.id}`, { author: comment.state === 'there' ? comment.author : '', parent: comment.parent });
  }
  return found;
}

export function problemOf(make: () => unknown): string {
  try {
    make();
    return 'read';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.info.reason ?? ''}`;
    throw error;
  }
}
