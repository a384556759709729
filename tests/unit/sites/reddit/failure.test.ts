import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../../../lib/model/thread';
import { reddit } from '../../../../lib/sites/reddit';
import { createReddit, refusal } from '../../../replay/reddit/index.mjs';
import { crawl, problemOf, targetAt } from './crawler';

const list = reddit.plan(targetAt('/r/looms/'))[0] as FetchRequest;
const thread = reddit.plan(targetAt('/r/looms/comments/abc123/title/'))[0] as FetchRequest;

function answered(request: FetchRequest, status: number, body: string, signedIn = false): string {
  const reply = { url: request.url, status, headers: {}, body };
  return problemOf(() => reddit.parse(request, reply, { signedIn, options: { route: 'json' } }));
}

const said = (reason: string | null, error: number, message = 'Forbidden') =>
  JSON.stringify({ ...(reason === null ? {} : { reason }), message, error });
const page = (title: string, body = '') =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;

describe('answers that are no data', () => {
  it.each([
    [403, said('private', 403), 'forbidden redditPrivate'],
    [404, said('banned', 404, 'Not Found'), 'forbidden redditBanned'],
    [403, said('quarantined', 403), 'blocked redditQuarantined'],
    [403, said('gated', 403), 'blocked redditQuarantined'],
    [403, said(null, 403), 'forbidden redditForbidden'],
    [401, said(null, 401, 'Unauthorized'), 'blocked loginRequired'],
    // A block may come with status 200, as data too.
    [200, said('private', 403), 'forbidden redditPrivate'],
    [200, said(null, 429, 'Too Many Requests'), 'rate-limited rateLimited'],
    [200, refusal, 'blocked redditRefused'],
    [403, refusal, 'blocked redditRefused'],
    [403, page('Reddit', "<p>You've been blocked by network security.</p>"), 'blocked redditRefused'],
    [200, page('Reddit - Please wait for verification', '<form><input name="solution"></form>'), 'blocked challenge'],
    [200, page('reddit.com: over 18?'), 'blocked redditAdultGate'],
    [200, page('Log in', '<auth-flow-app></auth-flow-app>'), 'blocked loginRequired'],
    [429, page('Too Many Requests'), 'rate-limited rateLimited'],
    [403, page('r/looms'), 'forbidden redditForbidden'],
    [500, '{"message":"Internal Server Error","error":500}', 'network serverError'],
    [414, 'Error: URI Too Long', 'malformed unexpectedShape'],
    [200, '[1,2', 'malformed unexpectedShape'],
    [200, '{"kind":"wikipage","data":{}}', 'malformed unexpectedShape'],
    [200, '', 'malformed unexpectedShape'],
  ])('%i %s is %s', (status, body, problem) => {
    expect(answered(list, status, body)).toBe(problem);
  });

  it.each([
    [404, said(null, 404, 'Not Found'), 'gone redditPostGone'],
    [404, page('Not found'), 'gone redditPostGone'],
    [403, said('private', 403), 'forbidden redditPrivate'],
    [
      200,
      JSON.stringify([
        { kind: 'Listing', data: { children: [] } },
        { kind: 'Listing', data: { children: [] } },
      ]),
      'malformed unexpectedShape',
    ],
  ])('of a thread: %i %s is %s', (status, body, problem) => {
    expect(answered(thread, status, body)).toBe(problem);
  });

  it('another post than was asked for is not taken for it', () => {
    const body = JSON.stringify([
      { kind: 'Listing', data: { children: [{ kind: 't3', data: { id: 'zzz', name: 't3_zzz', title: 'Other' } }] } },
      { kind: 'Listing', data: { children: [] } },
    ]);
    expect(answered(thread, 200, body)).toBe('malformed unexpectedShape');
  });

  it('a login page a redirect led to is one, whatever it holds', () => {
    const reply = { url: 'https://www.reddit.com/login/?dest=x', status: 200, headers: {}, body: page('Reddit') };
    expect(problemOf(() => reddit.parse(list, reply, { signedIn: false }))).toBe('blocked loginRequired');
  });

  it('words of a post that speak of blocks are words', () => {
    const site = createReddit({ bigComments: 2 });
    const post = site.posts.get('small02');
    if (!post) throw new Error('no post');
    post.text =
      'I was blocked by network security. <title>Blocked</title> whoa there, pardner! Log in: id="login-form"';
    for (const address of ['https://www.reddit.com', 'https://old.reddit.com']) {
      const { posts } = crawl(site, targetAt(`${address}/r/looms/comments/small02/`), { options: { route: 'pages' } });
      expect(posts[0]?.html).toContain('network security');
    }
  });
});

describe('in a signed-in job', () => {
  it('nothing is believed gone or private before the session is', () => {
    const site = createReddit({ bigComments: 2 });
    site.user = 'anwen';
    const gone = targetAt('/r/looms/comments/nothere/');
    expect(problemOf(() => crawl(site, gone, { signedIn: true }))).toBe('gone redditPostGone');
    site.user = null;
    expect(problemOf(() => crawl(site, gone, { signedIn: true }))).toBe('blocked sessionLost');
    expect(problemOf(() => crawl(site, targetAt('/r/sealed/'), { signedIn: true }))).toBe('blocked sessionLost');
    expect(problemOf(() => crawl(site, targetAt('/r/sealed/')))).toBe('forbidden redditPrivate');
  });

  it('the session tells a name, or that there is none; a refusal tells nothing', () => {
    const request = reddit.session(targetAt('/r/looms/')) as FetchRequest;
    const ask = (body: string, status = 200) =>
      reddit.parse(request, { url: request.url, status, headers: {}, body }, { signedIn: true });
    expect(request).toMatchObject({ url: 'https://www.reddit.com/api/me.json?raw_json=1', via: 'tab' });
    expect(ask('{"kind":"t2","data":{"name":"anwen"}}')).toEqual({ sessionUser: 'anwen' });
    expect(ask('{}')).toEqual({ sessionUser: null });
    expect(ask(refusal, 403)).toEqual({});
  });
});

describe('waiting', () => {
  const wait = (headers: Record<string, string>, status = 200) =>
    reddit.waitMs({ url: list.url, status, headers, body: '' }, 1_000_000);

  it('is as long as the answer asks', () => {
    expect(wait({ 'retry-after': '4' }, 429)).toBe(4000);
    expect(wait({ 'retry-after': new Date(1_060_000).toUTCString() }, 429)).toBe(60_000);
    expect(wait({ 'x-ratelimit-remaining': '1.0', 'x-ratelimit-reset': '280' })).toBe(280_000);
    expect(wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999' })).toBe(3_600_000);
  });

  it('is not, while the quota lasts or nothing is said', () => {
    expect(wait({ 'x-ratelimit-remaining': '599.0', 'x-ratelimit-reset': '280' })).toBeNull();
    expect(wait({})).toBeNull();
    expect(wait({ 'retry-after': 'soon', 'x-ratelimit-remaining': '-', 'x-ratelimit-reset': 'x' })).toBeNull();
  });
});
