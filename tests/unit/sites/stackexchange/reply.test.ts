import { describe, expect, it } from 'vitest';
import { AppError, type ErrorInfo } from '../../../../lib/model/error';
import type { FetchRequest, Harvest } from '../../../../lib/model/thread';
import type { ParseContext, Reply } from '../../../../lib/sites/adapter';
import { stackexchange } from '../../../../lib/sites/stackexchange';
import { challengePage, createSite } from '../../../replay/stackexchange/index.mjs';
import { answer, base, listing } from './network';

const kept = { 'filter-1': '!abc', 'filter-1-comments': '!def' };
const context: ParseContext = { signedIn: false, kept };
const list = stackexchange.plan(listing(), undefined, { kept })[0]!;
const single = stackexchange.plan(listing('/questions/1010/x'), undefined, { kept })[0]!;
const page = stackexchange.plan(listing('/questions/1010/x'), undefined, { options: { route: 'pages' } })[0]!;

const api = (body: unknown, status = 200): Reply => ({
  url: 'https://api.stackexchange.com/2.3/questions',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const html = (status: number, body = '<html><body>x</body></html>', url = `${base}/questions/1010/x`): Reply => ({
  ...{ url, status, headers: {}, body },
});

function failureOf(request: FetchRequest, reply: Reply, more: Partial<ParseContext> = {}): ErrorInfo {
  try {
    stackexchange.parse(request, reply, { ...context, ...more });
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.info;
    throw thrown;
  }
  throw new Error('no failure');
}

const throttle = (seconds: number) => ({
  error_id: 502,
  error_name: 'throttle_violation',
  error_message: `too many requests from this IP, more requests available in ${String(seconds)} seconds`,
});

describe('errors', () => {
  it.each([
    ['a used-up quota', list, api(throttle(67_194), 400), 'blocked', 'apiQuotaUsed'],
    ['a short throttle', list, api(throttle(12), 400), 'rate-limited', 'rateLimited'],
    [
      'a throttle without a time',
      list,
      api({ ...throttle(1), error_message: 'no' }, 400),
      'rate-limited',
      'rateLimited',
    ],
    [
      'trouble',
      list,
      api({ error_id: 500, error_name: 'internal_error', error_message: 'x' }, 500),
      'network',
      'siteTrouble',
    ],
    [
      'a bad parameter',
      list,
      api({ error_id: 400, error_name: 'bad_parameter', error_message: 'tags' }, 400),
      'malformed',
      'refusedBySite',
    ],
    ['a challenge at the API', list, { ...challengePage(), url: list.url }, 'blocked', 'challenge'],
    ['a ban page', list, api('<html><body>banned</body></html>'), 'malformed', 'htmlInsteadOfJson'],
    ['broken data', list, api('{"items":['), 'malformed', 'brokenJson'],
    ['other data', list, api({ total: 5 }), 'malformed', 'unexpectedShape'],
    ['a question that is gone', single, api({ items: [], has_more: false }), 'gone', 'questionGone'],
    [
      'another question',
      single,
      api({ items: [{ question_id: 7, title: 'x', body: 'y' }], has_more: false }),
      'gone',
      'questionGone',
    ],
    ['a page that is gone', page, html(404), 'gone', 'questionGone'],
    ['a page that is not ours', page, html(403), 'forbidden', 'forbiddenAtSite'],
    ['a challenge', page, { ...challengePage(), url: page.url }, 'blocked', 'challenge'],
    ['the network’s own check', page, html(200, '<html></html>', `${base}/nocaptcha?s=1`), 'blocked', 'challenge'],
    ['a page of something else', page, html(200), 'malformed', 'unexpectedShape'],
  ])('%s', (_, request, reply, code, reason) => {
    expect(failureOf(request, reply)).toMatchObject({ code, reason });
  });

  it('say when the quota is there again, and that a key helps', () => {
    const failure = failureOf(list, api(throttle(67_194), 400));
    expect(failure.params).toEqual(['18', '40']);
    expect(failure.message).toMatch(/in 18 h 40 min.*key/);
    const keyed = failureOf(list, api(throttle(67_194), 400), { keyed: true });
    expect(keyed).toMatchObject({ reason: 'apiQuotaUsedKeyed', params: ['18', '40'] });
  });

  it('blame the key only where there is one', () => {
    const refused = api({ error_id: 400, error_name: 'bad_parameter', error_message: '`key` is not valid' }, 400);
    expect(failureOf(list, refused, { keyed: true })).toMatchObject({ code: 'blocked', reason: 'apiKeyRefused' });
    expect(failureOf(list, refused)).toMatchObject({ code: 'malformed' });
  });

  it('ask for the filter anew when the API has forgotten it, once', () => {
    const forgotten = api(
      { error_id: 400, error_name: 'bad_parameter', error_message: 'Invalid filter specified' },
      400,
    );
    const { next = [] } = stackexchange.parse(list, forgotten, context);
    expect(next).toHaveLength(1);
    expect(next[0]!.url).toContain('/filters/create?');
    const made = stackexchange.parse(next[0]!, api({ items: [{ filter: '!new' }] }), context);
    expect(made.keep).toEqual({ 'filter-1': '!new' });
    expect(made.next![0]!.url).toBe(list.url.replace('filter=%21abc', 'filter=%21new'));
    expect(failureOf(made.next![0]!, forgotten)).toMatchObject({ code: 'malformed' });
  });

  it('do without a filter of our own where none can be made', () => {
    const site = createSite({ questions: 12, comments: () => 0 });
    const [first] = stackexchange.plan(listing());
    const refused = api({ error_id: 400, error_name: 'bad_parameter', error_message: 'Invalid field' }, 400);
    let queue = [...(stackexchange.parse(first!, refused, { signedIn: false }).next ?? [])];
    expect(queue[0]!.url).toContain('filter=withbody');
    let posts = 0;
    for (let request = queue.shift(); request; request = queue.shift()) {
      const harvest = stackexchange.parse(request, answer(site, request), { signedIn: false });
      posts += harvest.posts?.length ?? 0;
      queue = [...(harvest.next ?? []), ...queue];
    }
    expect(posts).toBe(12 + site.questions.reduce((sum, { answers }) => sum + answers.length, 0));
  });

  it('pause the job with the day’s last request, and keep what it brought', () => {
    const site = createSite({ questions: 150, quota: 1 });
    const request = stackexchange.plan(listing(), undefined, { kept: filterOf(site) })[0]!;
    site.quota = 1;
    const reply = answer(site, request);
    const harvest = stackexchange.parse(request, reply, context);
    expect(harvest.threads).toHaveLength(100);
    expect(harvest.next).toHaveLength(1);
    expect(harvest.pause).toMatchObject({ code: 'blocked', reason: 'apiQuotaEnd', params: ['1'] });
    expect(harvest.pause?.message).toMatch(/within 24 hours.*key/);
    const keyed = stackexchange.parse(request, reply, { ...context, keyed: true });
    expect(keyed.pause).toMatchObject({ reason: 'apiQuotaEndKeyed' });
    site.quota = 2;
    expect(stackexchange.parse(request, answer(site, request), context).pause).toBeUndefined();
    // Nothing is left to ask for: nobody need be troubled.
    const last = { ...request, url: request.url.replace('page=1', 'page=2') };
    site.quota = 1;
    expect(stackexchange.parse(last, answer(site, last), context).pause).toBeUndefined();
  });
});

function filterOf(site: ReturnType<typeof createSite>): Readonly<Record<string, string>> {
  const request = stackexchange.plan(listing())[0]!;
  return stackexchange.parse(request, answer(site, request), { signedIn: false }).keep ?? {};
}

describe('waitMs', () => {
  const wait = (reply: Partial<Reply>): number | null =>
    stackexchange.waitMs({ url: list.url, status: 200, headers: {}, body: '', ...reply }, Date.UTC(2026, 0, 1));
  it.each([
    [{ body: '{"items":[],"backoff":10,"has_more":true}' }, 10_000],
    [{ body: '{"items":[{"body":"\\"backoff\\":99"}],"has_more":true}' }, null],
    [{ body: '{"items":[]}' }, null],
    [{ body: JSON.stringify(throttle(12)), status: 400 }, 12_000],
    [{ body: JSON.stringify(throttle(67_194)), status: 400 }, null],
    [{ status: 429, headers: { 'retry-after': '7' } }, 7_000],
    [{ status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' } }, 30_000],
    [{ url: `${base}/questions`, body: '{"backoff":10}' }, null],
  ])('%j', (reply, expected) => expect(wait(reply)).toBe(expected));
});

describe('requests', () => {
  it('to the API say so, and ask for pages of a hundred', () => {
    for (const request of [list, single]) {
      expect(request).toMatchObject({ api: true, as: 'json' });
      expect(new URL(request.url).searchParams.get('pagesize')).toBe('100');
      expect(new URL(request.url).searchParams.get('filter')).toBe('!abc');
    }
  });

  it('make the filter first where none is known, with what whole questions need', () => {
    const [first] = stackexchange.plan(listing(), undefined, { options: { comments: true } });
    const include = new URL(first!.url).searchParams.get('include')!.split(';');
    for (const field of [
      '.backoff',
      '.quota_remaining',
      '.has_more',
      'question.body',
      'question.answers',
      'answer.body',
    ])
      expect(include).toContain(field);
    for (const field of [
      'answer.comments',
      'question.comments',
      'comment.body',
      'answer.content_license',
      'shallow_user.user_id',
    ])
      expect(include).toContain(field);
    expect(new URL(stackexchange.plan(listing())[0]!.url).searchParams.get('include')).not.toContain('comment');
  });

  it('never carry what a stored id could smuggle in', () => {
    const [request] = stackexchange.plan(listing(), undefined, { kept: { 'filter-1': '!a&site=evil' } });
    expect(request!.url).toContain('/filters/create?');
  });

  it('to pages take none of the API', () => {
    const [first] = stackexchange.plan(listing('/questions/tagged/loom'), undefined, { options: { route: 'pages' } });
    expect(first!.url).toBe(`${base}/questions/tagged/loom?tab=newest&pagesize=50`);
    expect(first!.api).toBeUndefined();
    expect(page.url).toBe(`${base}/questions/1010/x?noredirect=1`);
  });
});

describe('hostile data', () => {
  const parse = (items: unknown): Harvest => stackexchange.parse(list, api({ items, has_more: true }), context);

  it('is left out where it lies', () => {
    const question = { question_id: 5, accepted_answer_id: 6, title: 't', body: 'b', creation_date: 1_600_000_000 };
    const { threads = [], posts = [] } = parse([
      null,
      'x',
      [],
      { question_id: -1, title: 'x', body: 'y', accepted_answer_id: 1 },
      { question_id: '5"><script>', title: 'x', body: 'y', accepted_answer_id: 1 },
      { ...question, question_id: 1e300 },
      {
        ...question,
        title: { a: 1 },
        tags: 'no',
        owner: [],
        answers: [{ answer_id: {} }, null, 7],
        creation_date: 'now',
      },
    ]);
    expect(threads.map(({ id }) => id)).toEqual(['stackexchange:stackoverflow.com:5']);
    expect(threads[0]).toMatchObject({ title: '', tags: [], postedAt: null });
    expect(posts).toHaveLength(1);
  });

  it('takes no address of a reply for its own', () => {
    const question = {
      question_id: 5,
      accepted_answer_id: 6,
      title: 't',
      body: 'b',
      link: 'https://evil.example/questions/5/x',
    };
    const { targets = [], posts = [], next = [] } = parse([question]);
    expect(targets[0]!.url).toBe(`${base}/questions/5`);
    expect(posts[0]!.url).toBe(`${base}/questions/5`);
    expect(next.every(({ url }) => url.startsWith('https://api.stackexchange.com/2.3/'))).toBe(true);
  });

  it('does not keep a crawl going for ever', () => {
    expect(stackexchange.parse(list, api({ items: [], has_more: true }), context).next).toEqual([]);
    const answers: FetchRequest = { ...single, note: { step: 'answers', apiPage: 100, filter: '!abc' } };
    const endless = { items: [{ answer_id: 9, question_id: 1010, body: 'x' }], has_more: true };
    expect(stackexchange.parse(answers, api(endless), context).next).toEqual([]);
  });

  it('takes posts that nest deep, and large ones, in their stride', () => {
    const deep = '<div>'.repeat(20_000);
    const at = new URL(`${base}/questions/20/x`);
    const page = `<link rel="icon" href="https://cdn.sstatic.net/i.ico"><link rel="search" href="/o.xml"><div id="question" data-questionid="20"><div class="js-post-body">${deep}x</div></div>`;
    expect(stackexchange.read({ url: at, html: page }).posts).toHaveLength(1);
    const large = `<p>${'a < b & c '.repeat(200_000)}</p><img src="/x.png">`;
    const started = performance.now();
    expect(
      parse([{ question_id: 5, accepted_answer_id: 6, title: '&'.repeat(100_000), body: large }]).posts,
    ).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
