import type { Harvest, FetchRequest, Post, Target, Thread } from '../../../../lib/model/thread';
import type { ParseContext, Reply } from '../../../../lib/sites/adapter';
import { stackexchange } from '../../../../lib/sites/stackexchange';
import { answerApi, answerPage, type createSite } from '../../../replay/stackexchange/index.mjs';

export type Site = ReturnType<typeof createSite>;

export const base = 'https://stackoverflow.com';

export function listing(path = '/questions'): Target {
  const target = stackexchange.locate(new URL(path, base), base);
  if (!target) throw new Error(`no target: ${path}`);
  return target;
}

export function answer(site: Site, request: Pick<FetchRequest, 'url'>): Reply {
  const url = new URL(request.url);
  const path = url.pathname + url.search;
  const { status, headers, body } =
    url.host === 'api.stackexchange.com' ? answerApi(site, { path }) : answerPage(site, { path });
  return { url: request.url, status, headers, body };
}

export interface Crawl {
  readonly threads: readonly Thread[];
  readonly posts: readonly Post[];
  readonly targets: readonly Target[];
  readonly requests: readonly string[];
  readonly remarks: readonly string[];
  readonly kept: Readonly<Record<string, string>>;
}

export interface CrawlOptions extends Omit<ParseContext, 'signedIn'> {
  /** Between two requests, as the world goes on. */
  readonly meanwhile?: (requests: number) => void;
  readonly most?: number;
  /** As the sender adds it. */
  readonly key?: string;
}

/** Follows a target to its end, threads of lists that came without content included. */
export function crawl(
  site: Site,
  target: Target,
  { meanwhile, most = 100, key, ...context }: CrawlOptions = {},
): Crawl {
  const threads = new Map<string, Thread>();
  const posts = new Map<string, Post>();
  const targets: Target[] = [];
  const requests: string[] = [];
  const remarks: string[] = [];
  let kept: Record<string, string> = { ...context.kept };
  const queue: FetchRequest[] = [...stackexchange.plan(target, undefined, context)];
  for (let request = queue.shift(); request && requests.length < most; request = queue.shift()) {
    requests.push(request.url);
    const now = { ...context, kept, signedIn: false };
    const harvest: Harvest = stackexchange.parse(
      request,
      answer(site, { url: key ? `${request.url}&key=${key}` : request.url }),
      now,
    );
    kept = { ...kept, ...harvest.keep };
    for (const thread of harvest.threads ?? []) threads.set(thread.id, thread);
    for (const post of harvest.posts ?? []) posts.set(`${post.threadId} ${post.id}`, post);
    for (const found of harvest.targets ?? []) {
      if (targets.some(({ key }) => key === found.key)) continue;
      targets.push(found);
      if (harvest.threads?.some(({ id }) => id.endsWith(`:${found.key}`))) continue;
      queue.push(...stackexchange.plan(found, undefined, { ...context, kept }));
    }
    remarks.push(...(harvest.remarks ?? []).map(({ event }) => event));
    queue.unshift(...(harvest.next ?? []));
    meanwhile?.(requests.length);
  }
  return { threads: [...threads.values()], posts: [...posts.values()], targets, requests, remarks, kept };
}
