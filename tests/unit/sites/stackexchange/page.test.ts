import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import { detect as detectAny } from '../../../../lib/sites';
import { stackexchange } from '../../../../lib/sites/stackexchange';
import { challengePage, createSite, frame, listPage, questionPage } from '../../../replay/stackexchange/index.mjs';
import { oldPage, rowsOf2016 } from './pages';

const site = createSite({ questions: 6, comments: () => 2 });
const question = site.questions[4]!;
const url = new URL(`https://stackoverflow.com/questions/${String(question.id)}/${question.slug}`);
const page = { url, html: questionPage(site, question, url) };

describe('detect', () => {
  it('sees a question', () => {
    expect(detectAny(page)).toMatchObject({
      site: 'stackexchange',
      base: 'https://stackoverflow.com',
      siteName: 'Make Believe',
      target: { kind: 'thread', key: String(question.id), title: question.title },
      listing: null,
      signedIn: null,
      postsShown: 1 + question.answers.length,
      postsTotal: 1 + question.answers.length,
      wall: null,
      wider: [
        { role: 'tag', target: { key: `/questions/tagged/${question.tags[0]!}` } },
        { role: 'forum', target: { key: '/questions' } },
      ],
    });
  });

  it.each([
    ['/questions?tab=newest', 'latest'],
    ['/questions/tagged/loom', 'tag'],
    ['/search?q=loom', 'search'],
    ['/unanswered', 'other'],
    ['/users/5/x?tab=questions', 'user'],
    ['/', 'latest'],
  ])('sees the list %s', (path, listing) => {
    const at = new URL(path, 'https://stackoverflow.com');
    const sighting = stackexchange.detect({ url: at, html: listPage(site, at) });
    expect(sighting).toMatchObject({
      listing,
      target: { kind: 'listing' },
      threadsShown: listing === 'tag' ? 1 : 6,
      wall: null,
    });
  });

  it('sees who is signed in', () => {
    const bar =
      '<a href="/users/7/zoe-x" class="s-topbar--item s-user-card" data-gps-track="profile_summary.click()">Z</a>';
    const html = page.html.replace(/<a href="\/users\/login[^>]*>Log in<\/a>/, bar);
    expect(stackexchange.detect({ url, html })).toMatchObject({ signedIn: true, userName: 'zoe-x' });
    expect(stackexchange.detect({ url, html: html.replace(bar, '') })).toMatchObject({
      signedIn: null,
      userName: null,
    });
  });

  it('sees walls', () => {
    expect(stackexchange.detect({ url, html: challengePage().body })).toMatchObject({
      wall: 'challenge',
      target: null,
    });
    const check = '<html><head><title>Human verification - Stack Overflow</title></head><body></body></html>';
    expect(stackexchange.detect({ url, html: check })).toMatchObject({ wall: 'challenge' });
    const missing = frame(site, '/x', 'Page not found', '<h1>Page not found</h1>');
    expect(stackexchange.detect({ url, html: missing })).toMatchObject({ wall: 'error', target: null });
    const login = new URL('https://stackoverflow.com/users/login?x=1');
    expect(
      stackexchange.detect({ url: login, html: frame(site, '/users/login', 'Log In', '<form></form>') })?.wall,
    ).toBe('login');
    const tags = new URL('https://stackoverflow.com/tags');
    expect(stackexchange.detect({ url: tags, html: frame(site, '/tags', 'Tags', '') })).toMatchObject({
      wall: null,
      target: null,
    });
  });

  it('says no to others: the host proves nothing, and neither does what people write', () => {
    const elsewhere = new URL('https://blog.example.org/questions/1050/x');
    const copied = questionPage({ ...site, host: 'blog.example.org' }, question, elsewhere);
    expect(stackexchange.detect({ url: elsewhere, html: copied })).toBe(null);
    expect(stackexchange.detect({ url, html: '<html><body><div id="question">x</div></body></html>' })).toBe(null);
    const talk =
      '<html><body><p>cdn.sstatic.net/ <a href="https://cdn.sstatic.net/x">Stack Overflow</a> _cf_chl_opt</p></body></html>';
    expect(stackexchange.detect({ url: elsewhere, html: talk })).toBe(null);
    expect(stackexchange.detect({ url: elsewhere, html: challengePage().body })).toBe(null);
  });

  it('knows a saved page by its canonical address', () => {
    const saved = { url: new URL('https://relative.example/saved.html'), html: page.html };
    expect(stackexchange.detect(saved)).toMatchObject({
      base: 'https://stackoverflow.com',
      target: { key: String(question.id) },
    });
  });
});

describe('read', () => {
  it('gives all that a page shows', () => {
    const { threads, posts = [] } = stackexchange.read(page);
    expect(threads).toHaveLength(1);
    expect(threads![0]).toMatchObject({
      id: `stackexchange:stackoverflow.com:${String(question.id)}`,
      title: question.title,
      tags: question.tags,
      acceptedPostId: String(question.acceptedId),
      license: 'CC BY-SA 4.0',
      postedAt: question.createdAt * 1000,
      closed: false,
      unaddressed: 'root',
    });
    expect(posts.map(({ kind }) => kind).filter((kind) => kind === 'comment')).toHaveLength(2);
    const root = posts[0]!;
    expect(root).toMatchObject({ kind: 'root', replyTo: [], flags: ['edited'], editedAt: question.editedAt! * 1000 });
    expect(root.author.name).toBe(question.owner.name);
    expect(root.html).toBe(question.body.trim());
  });

  it('keeps notices out of bodies, deleted answers out of training, and editors out of authorship', () => {
    const closed = { ...question, closed: { at: site.clock, reason: 'Needs details or clarity' } };
    const html = questionPage(site, closed, url)
      .replace('class="answer js-answer', 'class="answer js-answer deleted-answer')
      .replace(
        '<div class="s-prose js-post-body" itemprop="text">',
        '$&<div><aside class="js-post-notice">This post is hidden. <a href="/help/deleted-answers">x</a></aside></div>',
      );
    const { threads, posts = [] } = stackexchange.read({ url, html });
    expect(threads![0]).toMatchObject({ closed: true, title: question.title });
    expect(threads![0]!.notice).toContain('Closed. Needs details or clarity.');
    expect(posts[0]!.html).toBe(question.body.trim());
    expect(posts.filter(({ state }) => state === 'deleted')).toHaveLength(1);
    expect(posts.map(({ author }) => author.name)).not.toContain('Editor');
  });

  it('tells two people of one name apart', () => {
    const html = page.html.replaceAll('Ada Quill', 'Bram &amp; Sons').replaceAll('Chidi', 'Bram &amp; Sons');
    const names = new Set(stackexchange.read({ url, html }).posts!.map(({ author }) => author.name));
    const shown = new Set(
      stackexchange.read({ url, html }).posts!.map(({ author }) => author.displayName ?? author.name),
    );
    expect(names.size).toBe(new Set(stackexchange.read(page).posts!.map(({ author }) => author.name)).size);
    expect(shown.size).toBeLessThan(names.size);
  });

  it('reads the markup of 2011', () => {
    const { threads, posts = [] } = stackexchange.read(oldPage());
    expect(threads![0]).toMatchObject({
      title: 'Old kiln',
      tags: ['kiln', 'clay'],
      acceptedPostId: '22',
      postsCount: 3,
    });
    expect(posts.map(({ id, kind, score, author }) => [id, kind, score, author.name])).toEqual([
      ['20', 'root', 9, 'asker'],
      ['21', 'answer', -1, 'user99'],
      ['c7', 'comment', 3, 'asker'],
      ['22', 'answer', 5, 'wikiwriter'],
    ]);
    expect(posts[3]).toMatchObject({ flags: ['accepted', 'wiki', 'edited'], postedAt: null, license: 'CC BY-SA 2.5' });
    expect(posts[0]).toMatchObject({ postedAt: Date.UTC(2010, 7, 24, 5, 1, 23), license: 'CC BY-SA 2.5' });
    expect(posts[0]!.html).toContain('href="https://stackoverflow.com/help"');
  });

  it('reads the lists of 2016', () => {
    const { targets = [] } = stackexchange.read(rowsOf2016());
    expect(targets.map(({ key, title, hints }) => [key, title, hints?.score, hints?.replies, hints?.solved])).toEqual([
      ['31', 'Small kiln', -2, 3, true],
      ['32', 'Large kiln', 14, 0, false],
    ]);
  });
});

describe('readFile', () => {
  const codeOf = (text: string, at = url): string => {
    try {
      return stackexchange.readFile({ url: at, text }) === null ? 'null' : 'read';
    } catch (thrown) {
      return thrown instanceof AppError ? `${thrown.code} ${thrown.info.reason ?? ''}` : 'bug';
    }
  };

  it.each([
    ['a page', page.html, 'read'],
    ['a byte order mark', `\ufeff${page.html}`, 'read'],
    ['a challenge', challengePage().body, 'blocked challenge'],
    ['a page that is gone', frame(site, '/x', 'Page not found', ''), 'gone questionGone'],
    ['another site', '<html><body>hi</body></html>', 'null'],
    ['plain text', 'question_id', 'null'],
    ['other JSON', '{"items":[1,2]}', 'null'],
    ['other JSON with ids', '[{"post_id":5,"message":"x"}]', 'null'],
    ['broken JSON of the API', '{"items":[{"question_id":5,', 'malformed brokenJson'],
    ['nothing found', '{"items":[],"has_more":false,"quota_max":300,"quota_remaining":2}', 'gone questionGone'],
    [
      'a short throttle',
      '{"error_id":502,"error_name":"throttle_violation","error_message":"more requests available in 30 seconds"}',
      'rate-limited rateLimited',
    ],
    ['an error', '{"error_id":400,"error_name":"bad_parameter","error_message":"no"}', 'malformed refusedBySite'],
  ])('%s', (_, text, expected) => expect(codeOf(text)).toBe(expected));

  it('reads single items, and joins nothing that is not there', () => {
    const item = {
      answer_id: 9,
      question_id: 8,
      is_accepted: true,
      score: 2,
      creation_date: 1_600_000_000,
      body: '<p>b</p>',
    };
    const harvest = stackexchange.readFile({
      url: new URL('https://api.stackexchange.com/2.3/answers/9?site=superuser'),
      text: JSON.stringify(item),
    });
    expect(harvest?.threads).toMatchObject([{ id: 'stackexchange:superuser.com:8', acceptedPostId: '9', title: '' }]);
    expect(harvest?.posts).toMatchObject([
      { id: '9', kind: 'answer', replyTo: ['8'], author: { name: '' }, license: 'CC BY-SA 4.0' },
    ]);
  });

  it('unescapes titles and names once', () => {
    const question = {
      question_id: 1,
      creation_date: 1_600_000_000,
      accepted_answer_id: 2,
      title: 'What&#39;s &quot;&lt;T&gt;&quot; &amp;amp; in C++?',
      owner: { display_name: 'R&amp;D' },
      body: '<p>b</p>',
      tags: ['c++'],
    };
    const harvest = stackexchange.readFile({ url, text: JSON.stringify({ items: [question], has_more: false }) });
    expect(harvest?.threads?.[0]?.title).toBe('What\'s "<T>" &amp; in C++?');
    expect(harvest?.posts?.[0]?.author.name).toBe('R&D');
  });
});
