import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import { readFile, siteById, sites } from '../../../../lib/sites';
import { crawlerPage, jsonPost, jsonTopic, page, posts, topicUrl } from './pages';

function read(content: unknown, url = `${topicUrl.href}.json`) {
  return readFile({ url: new URL(url), text: typeof content === 'string' ? content : JSON.stringify(content) });
}

function codeOf(content: unknown): readonly [string, string | undefined] {
  try {
    return [read(content) ? 'read' : 'not ours', undefined];
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.info.reason];
    throw error;
  }
}

describe('readFile', () => {
  it('reads a topic, a page of one, a batch and a single post, all as one thread', () => {
    const id = 'discourse:talk.example.org/en/garden:42';
    const topic = read(jsonTopic(30));
    expect(topic?.threads?.[0]?.id).toBe(id);
    expect(topic?.posts).toHaveLength(20);
    expect(topic?.presentSiteIds).toHaveLength(30);
    const batch = read({ post_stream: { posts: [jsonPost(22), jsonPost(21)] }, id: 42 });
    expect(batch?.posts?.map((post) => [post.id, post.threadId])).toEqual([
      ['21', id],
      ['22', id],
    ]);
    const post = {
      ...jsonPost(7),
      topic_title: 'Watering ferns',
      post_url: '/en/garden/t/watering-ferns/42/7',
      raw: 'Post *7*',
    };
    const single = read(post, 'https://talk.example.org/en/garden/posts/907.json');
    expect(single?.threads).toMatchObject([{ id, title: 'Watering ferns' }]);
    expect(single?.posts).toMatchObject([{ id: '7', threadId: id, source: { kind: 'markdown', text: 'Post *7*' } }]);
    // The subfolder is in the post's own address, wherever the file came from.
    expect(read(post, 'https://talk.example.org/907.json')?.threads?.[0]?.id).toBe(id);
  });

  it('reads the latest posts of many topics', () => {
    const other = { ...jsonPost(3, { topicId: 43 }), topic_title: 'Roses' };
    const harvest = read({ latest_posts: [jsonPost(7), other, jsonPost(8)] });
    expect(harvest?.threads?.map((thread) => thread.title)).toEqual(['', 'Roses']);
    expect(harvest?.posts).toHaveLength(3);
  });

  it('reads posts of every kind', () => {
    const kinds = [
      { ...jsonPost(1), post_type: 3, action_code: 'closed.enabled' },
      { ...jsonPost(2), post_type: 4 },
      { ...jsonPost(3), hidden: true },
      { ...jsonPost(4), user_deleted: true },
      { ...jsonPost(5), deleted_at: '2024-05-05T00:00:00Z' },
      { ...jsonPost(6), user_id: -1, username: 'system' },
      { ...jsonPost(7), version: 2, wiki: true, staff: true, accepted_answer: true },
    ];
    const harvest = read(jsonTopic(7, { post_stream: { posts: kinds, stream: [] } }));
    expect(harvest?.posts?.map((post) => post.state)).toEqual([
      'action',
      'whisper',
      'hidden',
      'deleted',
      'deleted',
      'visible',
      'visible',
    ]);
    expect(harvest?.posts?.map((post) => post.isBot)).toEqual([false, false, false, false, false, true, false]);
    expect(harvest?.posts?.[6]).toMatchObject({
      flags: ['accepted', 'wiki', 'staff', 'edited'],
      editedAt: Date.UTC(2024, 4, 2, 12),
    });
    expect(harvest?.posts?.[5]).toMatchObject({ flags: [], editedAt: null });
    expect(harvest?.threads?.[0]?.acceptedPostId).toBe('7');
  });

  it('does not read likes where nothing is said of them', () => {
    const silent = Object.fromEntries(Object.entries(jsonPost(1)).filter(([name]) => name !== 'actions_summary'));
    expect(read(jsonTopic(1, { post_stream: { posts: [silent] } }))?.posts?.[0]?.score).toBeNull();
    expect(read(jsonTopic(2))?.posts?.map((post) => post.score)).toEqual([3, 0]);
  });

  it('reads pages', () => {
    expect(read(crawlerPage(posts))?.posts).toHaveLength(3);
    expect(read(`\ufeff${crawlerPage(posts)}`)?.posts).toHaveLength(3);
  });

  it.each([
    ['a missing topic', { errors: ['Gone.'], error_type: 'not_found' }, 'gone', 'notFoundOrPrivate'],
    ['a private one', { errors: ['No.'], error_type: 'invalid_access' }, 'forbidden', 'forbiddenAtSite'],
    ['a wall', { errors: ['Sign in.'], error_type: 'not_logged_in' }, 'blocked', 'loginRequired'],
    ['an old error', { errors: ['What?'] }, 'malformed', 'errorInFile'],
    ['a limit', 'Too many crawling requests. Try again later.', 'rate-limited', 'rateLimited'],
    ['a login page', page('<div class="login-fullpage"></div>'), 'blocked', 'loginRequired'],
    ['an error page', page('<div class="page-not-found"></div>'), 'gone', 'notFoundOrPrivate'],
    ['an empty page', page('<p>About us</p>'), 'unsupported', 'pageWithoutPosts'],
    ['a session', { current_user: { username: 'rosa' } }, 'unsupported', 'fileIsSession'],
    ['plain text', 'rosa | 2024-05-01 12:00:00 UTC | #1\n\nHello', 'unsupported', 'fileIsPlainText'],
    ['a broken file', '{"post_stream":{"posts":[', 'malformed', 'brokenJson'],
    ['other JSON', { name: 'x', errors: [] }, 'not ours', undefined],
    ['other text', 'Hello', 'not ours', undefined],
    ['another page', '<html><body>Hello', 'not ours', undefined],
    ['nothing', '', 'not ours', undefined],
  ])('%s', (_, content, code, reason) => {
    expect(codeOf(content)).toEqual([code, reason]);
  });
});

it('finds sites by name', () => {
  expect(siteById('discourse')).toBe(sites.find(({ id }) => id === 'discourse'));
  expect(() => siteById('geocities')).toThrow(/Known sites: .*discourse/);
});
