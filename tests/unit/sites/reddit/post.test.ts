import { describe, expect, it } from 'vitest';
import { reddit } from '../../../../lib/sites/reddit';
import { comment, list, post, read, type Made } from './answers';

const rootOf = (data: Made) => read(data).posts?.[0];
const oneOf = (data: Made) => read({}, [comment('c1', data)]).posts?.[1];

describe('a post', () => {
  it('has what the site tells, and what was sent', () => {
    const harvest = read({
      title: 'a < b & "c"',
      selftext: 'x &amp; *y*',
      selftext_html: '<div class="md"><p>x &amp; <em>y</em></p></div>',
      score: 5,
      created_utc: 1_700_000_000.0,
      edited: 1_700_000_500.5,
      link_flair_text: 'Question',
      subreddit: 'looms',
      num_comments: 3,
      archived: true,
      upvote_ratio: 0.9,
    });
    expect(harvest.threads?.[0]).toMatchObject({
      id: 'reddit:www.reddit.com:abc',
      title: 'a < b & "c"',
      category: 'r/looms',
      tags: ['Question'],
      postsCount: 4,
      closed: true,
      notice: 'Archived.',
      postedAt: 1_700_000_000_000,
    });
    expect(harvest.posts?.[0]).toMatchObject({
      id: 't3_abc',
      siteId: 't3_abc',
      kind: 'root',
      position: 0,
      replyTo: [],
      score: 5,
      editedAt: 1_700_000_500_500,
      flags: ['archived', 'edited'],
      url: 'https://www.reddit.com/r/looms/comments/abc/title/',
      source: { kind: 'markdown', text: 'x &amp; *y*' },
      details: { rawTitle: 'a < b & "c"', upvoteRatio: '0.9' },
    });
  });

  it('is unescaped where raw_json was not asked for, once, and its source is left as it was', () => {
    const text = JSON.stringify([
      list([
        post({
          title: 'a &lt; b &amp;amp; c',
          selftext: 'a &lt; b',
          selftext_html: '&lt;div class="md"&gt;&lt;p&gt;a &amp;lt; b&lt;/p&gt;&lt;/div&gt;',
        }),
      ]),
      list([]),
    ]);
    const [root] = reddit.readFile({ url: new URL('https://www.reddit.com/comments/abc.json'), text })?.posts ?? [];
    expect(root?.html).toBe('<div class="md"><p>a &lt; b</p></div>');
    expect(root?.source?.text).toBe('a &lt; b');
    expect(root?.details?.['rawTitle']).toBe('a &lt; b &amp;amp; c');
    expect(
      reddit.readFile({ url: new URL('https://www.reddit.com/comments/abc.json'), text })?.threads?.[0]?.title,
    ).toBe('a < b &amp; c');
  });

  it('shows originals: gallery in its order, picture, pictures in the text, never previews', () => {
    const media = (id: string, ext: string) => ({
      status: 'valid',
      e: 'Image',
      s: { x: 10, y: 20, u: `https://preview.redd.it/${id}.${ext}?width=10&s=x` },
    });
    const gallery = rootOf({
      is_self: false,
      is_gallery: true,
      gallery_data: {
        items: [
          { media_id: 'bbb', caption: 'two & "more"' },
          { media_id: 'aaa' },
          { media_id: 'bad' },
          { media_id: 'constructor' },
        ],
      },
      media_metadata: {
        aaa: media('aaa', 'png'),
        bbb: media('bbb', 'jpg'),
        bad: { ...media('bad', 'png'), status: 'failed' },
      },
    });
    expect(gallery?.images).toEqual([
      { url: 'https://i.redd.it/bbb.jpg', alt: 'two & "more"', width: 10, height: 20 },
      { url: 'https://i.redd.it/aaa.png', alt: '', width: 10, height: 20 },
    ]);
    expect(
      rootOf({
        is_self: false,
        url: 'https://i.redd.it/pic.jpeg?x=1',
        post_hint: 'image',
        preview: {
          images: [{ source: { url: 'https://preview.redd.it/pic.jpeg?auto=webp', width: 640, height: 480 } }],
        },
      })?.images,
    ).toEqual([{ url: 'https://i.redd.it/pic.jpeg', alt: '', width: 640, height: 480 }]);
    expect(
      rootOf({ is_self: false, url: 'https://pics.example.net/a.png', post_hint: 'image' })?.images.map(
        (image) => image.url,
      ),
    ).toEqual(['https://pics.example.net/a.png']);
    const inline = rootOf({
      selftext_html:
        '<div class="md"><p>see</p><p><a href="https://preview.redd.it/some-words-v0-abc123def.png?width=9&amp;s=1">my loom</a></p><p><a href="https://preview.redd.it/xyz123.jpg?s=1">https://preview.redd.it/xyz123.jpg?s=1</a></p></div>',
    });
    expect(inline?.images).toMatchObject([
      { url: 'https://i.redd.it/abc123def.png', alt: 'my loom' },
      { url: 'https://i.redd.it/xyz123.jpg', alt: '' },
    ]);
    // What another page shows of itself is not of the post.
    const link = rootOf({
      is_self: false,
      url: 'https://news.example.org/?a=1&b=2',
      post_hint: 'link',
      preview: { images: [{ source: { url: 'https://external-preview.redd.it/x.jpg?s=1' } }] },
    });
    expect(link?.images).toEqual([]);
    expect(link?.html).toBe(
      '<p><a href="https://news.example.org/?a=1&amp;b=2">https://news.example.org/?a=1&amp;b=2</a></p>',
    );
  });

  it('says what it passes on, and what it asks', () => {
    const passed = rootOf({
      is_self: false,
      url: '/r/wool/comments/zzz/t/',
      crosspost_parent_list: [
        {
          title: 'The <original>',
          permalink: '/r/wool/comments/zzz/t/',
          selftext_html: '<div class="md"><p>first words</p></div>',
          is_self: true,
        },
      ],
    });
    expect(passed?.html).toBe(
      '<blockquote><p><a href="https://www.reddit.com/r/wool/comments/zzz/t/">The &lt;original&gt;</a></p><div class="md"><p>first words</p></div></blockquote>',
    );
    const asked = rootOf({ poll_data: { options: [{ text: 'wool & silk' }, { text: 'linen', vote_count: 3 }] } });
    expect(asked?.html).toBe('<ul><li>wool &amp; silk</li><li>linen</li></ul>');
  });

  it('that was taken away has no text, no author and no image', () => {
    const gone = rootOf({
      author: '[deleted]',
      selftext: '[removed]',
      selftext_html: '<div class="md"><p>[removed]</p></div>',
      removed_by_category: 'moderator',
    });
    expect(gone).toMatchObject({
      state: 'deleted',
      author: { name: '' },
      html: '',
      images: [],
      details: { rawAuthor: '[deleted]', removedBy: 'moderator' },
    });
    // The account is gone, the words are not.
    expect(
      rootOf({ author: '[deleted]', selftext: 'still here', selftext_html: '<div class="md"><p>still here</p></div>' }),
    ).toMatchObject({ state: 'visible', author: { name: '' } });
  });
});

describe('a comment', () => {
  it('has its marks', () => {
    expect(
      oneOf({
        is_submitter: true,
        stickied: true,
        distinguished: 'moderator',
        locked: true,
        edited: 1_700_000_100,
        score: 9,
        score_hidden: true,
        author_flair_text: 'weaver',
      }),
    ).toMatchObject({
      flags: ['op', 'stickied', 'locked', 'score-hidden', 'moderator', 'edited'],
      score: null,
      editedAt: 1_700_000_100_000,
      details: { authorFlair: 'weaver' },
      kind: 'reply',
      replyTo: ['t3_abc'],
    });
    expect(oneOf({ edited: false, score: -4 })).toMatchObject({ editedAt: null, score: -4, flags: [] });
  });

  it.each([
    [{ body: '[deleted]', author: '[deleted]' }, 'deleted'],
    [{ body: '[removed]', author: '[deleted]' }, 'deleted'],
    [{ body: '[removed]', author: 'bertil' }, 'deleted'],
    // Somebody may write the word.
    [{ body: '[deleted]', author: 'bertil' }, 'visible'],
    [{ body: 'it was [deleted]', author: '[deleted]' }, 'visible'],
  ])('%j is %s', (data, state) => {
    expect(oneOf(data)?.state).toBe(state);
  });

  it.each(['AutoModerator', 'looms-ModTeam', 'RemindMeBot', 'weave_bot', 'loom-bot2', 'HELPER_BOT'])(
    'by %s is a program’s',
    (author) => {
      expect(oneOf({ author })?.isBot).toBe(true);
    },
  );

  it.each(['talbot', 'Abbot', 'robot_lover', 'botanist', 'bertil', '[deleted]'])('by %s is a person’s', (author) => {
    expect(oneOf({ author })?.isBot).toBe(false);
  });
});
