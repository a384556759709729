import { describe, expect, it } from 'vitest';
import { ask, createSite, touch } from '../../../replay/stackexchange/index.mjs';
import { base, crawl, listing } from './network';

const kept = (): Readonly<Record<string, string>> => crawl(createSite({ questions: 1 }), listing()).kept;
const idsOf = (targets: readonly { readonly key: string }[]): readonly string[] => targets.map(({ key }) => key);
const all = (site: { questions: readonly { id: number }[] }): readonly string[] =>
  site.questions.map(({ id }) => String(id)).toSorted();

describe('a list through the API', () => {
  it('takes ten requests for a thousand accepted questions with their answers', () => {
    const site = createSite({ questions: 1000, quota: 10_000 });
    const first = crawl(site, listing());
    expect(first.requests[0]).toContain('/2.3/filters/create?');
    site.quota = 10_000;
    const again = crawl(site, listing(), { kept: first.kept });
    expect(again.requests).toHaveLength(10);
    expect(again.requests.every((url) => url.includes('pagesize=100') && url.includes('accepted=True'))).toBe(true);
    expect(again.requests.every((url) => url.startsWith('https://api.stackexchange.com/2.3/search/advanced?'))).toBe(
      true,
    );
    expect(again.threads).toHaveLength(1000);
    const accepted = new Set(again.threads.map(({ id, acceptedPostId }) => `${id} ${acceptedPostId ?? ''}`));
    expect(again.posts.filter(({ threadId, id }) => accepted.has(`${threadId} ${id}`))).toHaveLength(1000);
    expect(new Set(again.targets.map(({ ordinal }) => ordinal)).size).toBe(1000);
  });

  it('brings the whole of what the site has, and says the same of it as the pages', () => {
    const site = createSite({ questions: 7, comments: () => 2 });
    site.questions[2]!.closed = { at: site.clock, reason: 'Needs details' };
    const options = { answered: 'any', comments: true };
    const api = crawl(site, listing(), { options });
    const pages = crawl(site, listing(), { options: { ...options, route: 'pages' } });
    expect(pages.requests.every((url) => url.startsWith(base))).toBe(true);
    const facts = ({ posts, threads }: typeof api) => ({
      posts: posts
        .map(({ threadId, id, kind, replyTo, author, postedAt, score, license, flags, position, url }) => ({
          ...{ threadId, id, kind, replyTo, author, postedAt, score, license, flags, position, url },
        }))
        .toSorted((a, b) => a.threadId.localeCompare(b.threadId) || a.position - b.position),
      threads: threads
        .map(({ id, title, tags, acceptedPostId, closed, postsCount, postedAt, bumpedAt, license }) => ({
          ...{ id, title, tags, acceptedPostId, closed, postsCount, postedAt, bumpedAt, license },
        }))
        .toSorted((a, b) => a.id.localeCompare(b.id)),
    });
    expect(facts(api)).toEqual(facts(pages));
    expect(api.threads[0]?.title).toMatch(/^How do I mend a "\w+" <T> & co/);
    expect(api.posts.map(({ author }) => author.name)).toContain('Bram & Sons');
    expect(api.posts.find(({ kind }) => kind === 'root')?.html).toContain('#include &lt;stdio.h&gt;\n\n\nint');
    expect(pages.threads.filter(({ closed }) => closed)).toHaveLength(1);
  });

  it('leaves comments out unless they are wanted', () => {
    const site = createSite({ questions: 3, comments: () => 2 });
    expect(crawl(site, listing()).posts.filter(({ kind }) => kind === 'comment')).toEqual([]);
    const pages = crawl(site, listing(), { options: { route: 'pages' } });
    expect(pages.posts.filter(({ kind }) => kind === 'comment')).toEqual([]);
    const wanted = crawl(site, listing(), { options: { comments: true } });
    expect(wanted.posts.filter(({ kind }) => kind === 'comment')).toHaveLength(6);
  });

  it('neither loses nor doubles a question that moves while the list is read', () => {
    for (const sort of ['creation', 'activity']) {
      const site = createSite({ questions: 450 });
      const wanted = all(site);
      const newest = Math.max(...site.questions.map(({ createdAt }) => createdAt));
      const crawled = crawl(site, listing(), {
        options: { answered: 'any', sort },
        kept: kept(),
        meanwhile(requests) {
          if (requests > 3) return;
          // One that was read, and one that is yet to come, jump to the top; and new ones are asked.
          touch(site, site.questions.at(-5)!.id);
          touch(site, site.questions[10 * requests]!.id);
          ask(site);
        },
      });
      const found = idsOf(crawled.targets);
      expect(new Set(found).size, sort).toBe(found.length);
      expect(
        wanted.filter((id) => !found.includes(id)),
        sort,
      ).toEqual([]);
      expect(crawled.threads.length, sort).toBe(found.length);
      if (sort !== 'creation') continue;
      // What is asked meanwhile stays out, and moves nothing.
      const limits = crawled.requests.slice(1).map((url) => new URL(url).searchParams.get('todate'));
      expect(new Set(limits)).toEqual(new Set([String(newest + 1)]));
      expect(found.toSorted()).toEqual(wanted);
    }
  });

  it('reads on where more than a page became active in the same second', () => {
    const site = createSite({ questions: 350 });
    for (const question of site.questions) question.activeAt = site.clock;
    const crawled = crawl(site, listing(), { options: { answered: 'any', sort: 'activity' } });
    expect(idsOf(crawled.targets).toSorted()).toEqual(all(site));
  });

  it('stops at 25 pages without a key, and says so; with one it goes on', () => {
    const site = createSite({ questions: 2650, quota: 10_000, answers: () => 1, comments: () => 0 });
    const without = crawl(site, listing(), { kept: kept() });
    expect(without.requests).toHaveLength(25);
    expect(without.targets).toHaveLength(2500);
    expect(without.remarks).toEqual(['apiPagesEnd']);
    const keyed = crawl(site, listing(), { kept: kept(), keyed: true, key: 'good-key' });
    expect(keyed.targets).toHaveLength(2650);
    // The key was taken away while the list was read: what the API then says is the end as well.
    const refused = crawl(site, listing(), { kept: kept(), keyed: true });
    expect(refused.targets).toHaveLength(2500);
    expect(refused.remarks).toEqual(['apiPagesEnd']);
  });

  it('asks for the answers and comments that did not come along', () => {
    const site = createSite({ questions: 2, answers: () => 130, comments: () => 0 });
    site.embed = 30;
    const crawled = crawl(site, listing());
    expect(crawled.posts.filter(({ kind }) => kind === 'answer')).toHaveLength(260);
    expect(crawled.requests.filter((url) => url.includes('/answers?'))).toHaveLength(4);
    expect(crawled.requests.every((url) => url.includes('pagesize=100') || url.includes('filters/create'))).toBe(true);
  });

  it("takes the questions of a person's answers in batches of a hundred ids", () => {
    const site = createSite({ questions: 900, answers: () => 8 });
    const crawled = crawl(site, listing('/users/103/x?tab=answers'), { options: { answered: 'any' } });
    const batches = crawled.requests.filter((url) => /\/questions\/[\d;]+\?/.test(url));
    expect(batches).toHaveLength(9);
    expect(batches.every((url) => url.includes('pagesize=100'))).toBe(true);
    expect(batches.every((url) => (/\/questions\/([\d;]+)/.exec(url)?.[1]?.split(';').length ?? 0) === 100)).toBe(true);
    expect(crawled.threads).toHaveLength(900);
  });

  it.each([
    ['/questions/tagged/c%2b%2b', 'search/advanced', { tagged: 'c++', accepted: 'True' }, 125],
    ['/search?q=[loom]+part', 'search/advanced', { tagged: 'loom', q: 'part', accepted: 'True' }, 32],
    ['/unanswered', 'questions/unanswered', {}, 0],
    ['/users/104/x', 'search/advanced', { user: '104', accepted: 'True' }, 31],
    ['/questions/tagged/loom+c%2b%2b', 'search/advanced', { tagged: 'loom;c++' }, 0],
    ['/questions/tagged/sieve+c%2b%2b', 'search/advanced', { tagged: 'sieve;c++' }, 32],
    ['/questions?tab=Votes', 'search/advanced', { sort: 'votes' }, 250],
  ])('%s is asked by %s', (path, method, params, count) => {
    const crawled = crawl(createSite(), listing(path), { kept: kept() });
    const urls = crawled.requests.filter((url) => !url.includes('filters/create')).map((url) => new URL(url));
    expect(urls[0]!.pathname).toBe(`/2.3/${method}`);
    expect(Object.fromEntries(urls[0]!.searchParams)).toMatchObject({
      site: 'stackoverflow',
      order: 'desc',
      ...params,
    });
    expect(crawled.targets).toHaveLength(count);
  });
});

describe('a question', () => {
  it('is one request, and its posts are all that are there', () => {
    const site = createSite({ questions: 5 });
    const crawled = crawl(site, listing(`/questions/${String(site.questions[3]!.id)}/x`));
    expect(crawled.requests).toHaveLength(2);
    expect(crawled.posts).toHaveLength(1 + site.questions[3]!.answers.length);
  });

  it('is read from its pages oldest answer first, also the accepted one of a later page', () => {
    const site = createSite({ questions: 1, answers: () => 65, comments: () => 0 });
    const question = site.questions[0]!;
    question.acceptedId = question.answers[40]!.id;
    const options = { route: 'pages' };
    const crawled = crawl(site, listing(`/questions/${String(question.id)}/${question.slug}`), { options });
    // As it comes, and then in an order that does not change.
    expect(crawled.requests.map((url) => new URL(url).search)).toEqual([
      '?noredirect=1',
      '?noredirect=1&tab=createdasc',
      '?noredirect=1&tab=createdasc&page=2',
      '?noredirect=1&tab=createdasc&page=3',
    ]);
    expect(crawled.posts).toHaveLength(66);
    expect(crawled.threads[0]?.acceptedPostId).toBe(String(question.acceptedId));
    const ordered = crawled.posts.toSorted((a, b) => a.position - b.position).map(({ id }) => id);
    expect(ordered).toEqual([question.id, ...question.answers.map(({ id }) => id)].map(String));
  });
});
