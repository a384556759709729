// A small forum of our own in the shapes that Discourse sends: pages as rendered by both generations of the client, as
// the server writes them, and JSON.

export interface TestPost {
  readonly number: number;
  readonly author: string;
  readonly name?: string;
  readonly html: string;
  readonly likes?: number;
  readonly classes?: string;
  readonly accepted?: boolean;
}

export const base = 'https://talk.example.org/en/garden';
export const topicUrl = new URL(`${base}/t/watering-ferns/42`);
export const postedAt = Date.UTC(2024, 4, 1, 12);

export const posts: readonly TestPost[] = [
  { number: 1, author: 'rosa', name: 'Rosa Lind', html: '<p>How often do ferns want water?</p>', likes: 3 },
  {
    number: 2,
    author: 'otto',
    html: '<aside class="quote" data-username="rosa" data-post="1" data-topic="42"><blockquote><p>How often</p></blockquote></aside><p>Daily.</p>',
    accepted: true,
  },
  {
    number: 3,
    author: 'rosa',
    name: 'Rosa Lind',
    html: '<p>Thanks <img class="emoji" src="/e.png" alt=":leaf:"> <img src="/uploads/fern.jpg" alt="fern" width="300" height="200"></p>',
  },
];

const head = (extra = '') =>
  `<meta charset="utf-8"><title>Watering ferns - Garden talk</title>
   <meta name="generator" content="Discourse 2026.2.0 - https://github.com/discourse/discourse version 0">
   <meta name="discourse-base-uri" content="/en/garden"><meta property="og:site_name" content="Garden talk">${extra}`;

const titleBox = `<div id="topic-title"><h1 data-topic-id="42"><a class="fancy-title" href="/en/garden/t/watering-ferns/42">Watering ferns</a></h1>
   <div class="topic-category"><a class="badge-category__wrapper" href="/en/garden/c/plants/7"><span class="badge-category__name">Plants</span></a>
   <a class="discourse-tag" href="/en/garden/tag/water">water</a></div></div>`;

export const signedInHeader = `<header><ul><li id="current-user" class="header-dropdown-toggle current-user">
   <button class="icon" title="rosa"><img class="avatar" src="/user_avatar/talk.example.org/rosa/48/1.png"></button></li></ul></header>`;

interface LiveOptions {
  readonly html?: string;
  readonly header?: string;
  readonly after?: string;
}

function livePage(stream: string, { html = 'anon', header = '', after = '' }: LiveOptions): string {
  return `<!DOCTYPE html><html class="${html}" lang="de"><head>${head()}</head><body class="some-theme">
    <section id="main" class="ember-application">${header}${titleBox}<div class="post-stream">${stream}</div>
    <div class="topic-timeline"><div class="timeline-replies">1 / 1,234</div></div>${after}</section></body></html>`;
}

/** As rendered since 2025. */
export function glimmerPage(shown: readonly TestPost[], options: LiveOptions = {}): string {
  const stream = shown.map(
    (
      post,
    ) => `<div class="topic-post clearfix post--regular regular ${post.classes ?? ''} ${post.accepted ? 'accepted-answer' : ''}" data-post-number="${post.number}">
      <article id="post_${post.number}" class="boxed onscreen-post" data-post-id="${900 + post.number}" data-topic-id="42" data-user-id="5">
      <div class="topic-meta-data"><div class="names"><span class="first username"><a data-user-card="${post.author}" href="/u/x">${post.author}</a></span>
      ${post.name ? `<span class="second full-name"><a data-user-card="${post.author}">${post.name}</a></span>` : ''}</div>
      <div class="post-infos"><a class="post-date"><span class="relative-date" data-time="${postedAt + post.number}">1d</span></a></div></div>
      <section class="embedded-posts top"><div class="reply"><article id="post_77" data-post-id="977"><div class="cooked">not mine</div></article></div></section>
      <div class="post__contents contents"><div class="cooked">${post.html}</div>
      <section class="post__menu-area">${post.likes ? `<button class="like-count">${post.likes}</button>` : ''}<button class="toggle-like"></button></section></div>
      </article></div>`,
  );
  return livePage(stream.join('\n'), options);
}

/** As rendered from 2015 to 2025. */
export function widgetPage(shown: readonly TestPost[], options: LiveOptions = {}): string {
  const stream = shown.map(
    (
      post,
    ) => `<div class="topic-post clearfix regular ${post.classes ?? ''}"><article id="post_${post.number}" aria-label="post #${post.number} by @${post.author}"
      class="boxed onscreen-post" data-post-id="${900 + post.number}" data-topic-id="42" data-user-id="5"><div class="row">
      <div class="topic-avatar"><a class="main-avatar" data-user-card="${post.author}"></a></div><div class="topic-body">
      <div class="topic-meta-data"><div class="names"><span class="first full-name"><a data-user-card="${post.author}">${post.name ?? post.author}</a></span></div>
      <div class="post-info post-date"><a class="post-date"><span class="relative-date" data-time="${postedAt + post.number}"></span></a></div></div>
      <div class="regular contents"><div class="cooked">${post.html}</div><section class="post-menu-area">
      ${post.accepted ? '<span class="accepted-text">Lösung</span>' : ''}${post.likes ? `<button class="like-count">${post.likes}</button>` : ''}
      <button class="toggle-like"></button></section></div>
      <section class="embedded-posts bottom"><div class="reply" data-post-id="988"><div class="cooked">not mine</div></div></section></div></div></article></div>`,
  );
  return livePage(`${stream.join('\n')}<div class="cloaked-post" id="post_30" style="height:100px"></div>`, options);
}

export function crawlerBody(shown: readonly TestPost[]): string {
  const list = shown.map(
    (post) => `<div id='post_${post.number}' class='topic-body crawler-post'><div class='crawler-post-meta'>
      <span class="creator" itemprop="author"><a itemprop="url" href='/u/${post.author}'><span itemprop='name'>${post.author}</span></a> ${post.name ? `(${post.name})` : ''}</span>
      <span><time itemprop='datePublished' datetime='2024-05-01T12:00:00Z' class='post-time'>May</time><span itemprop='position'>#${post.number}</span></span></div>
      <div class='post' itemprop='text'>${post.html}</div>
      <div itemprop="interactionStatistic"><meta itemprop="interactionType" content="http://schema.org/LikeAction"/>
      <meta itemprop="userInteractionCount" content="${post.likes ?? 0}" /></div></div>`,
  );
  return `<div id="main-outlet"><div id="topic-title"><h1><a href="/en/garden/t/watering-ferns/42">Watering ferns</a></h1>
    <div class="topic-category"><a href="/en/garden/c/plants/7"><span class="category-name" itemprop="name">Plants</span></a></div></div>${list.join('')}</div>`;
}

export function crawlerPage(shown: readonly TestPost[]): string {
  return `<!DOCTYPE html><html><head>${head()}</head><body class="crawler">${crawlerBody(shown)}</body></html>`;
}

/** Before 2018: a flat row of makers and posts. */
export function oldCrawlerPage(shown: readonly TestPost[]): string {
  const list = shown.map(
    (
      post,
    ) => `<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div class='creator' itemprop='author'>
      <span itemprop='name'>${post.author}</span></div><span itemprop='position'>#${post.number}</span>
      <div class='post' itemprop='articleBody'>${post.html}</div></div>`,
  );
  return `<html><head>${head()}</head><body class="crawler"><div id="main-outlet"><h1 class="crawler-topic-title"><a href="/en/garden/t/watering-ferns/42">Watering ferns</a></h1>${list.join('')}</div></body></html>`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** As a browser receives it, before any script has run. */
export function bootPage(
  preloaded: Readonly<Record<string, unknown>> | string,
  shown: readonly TestPost[] = posts,
): string {
  const data =
    typeof preloaded === 'string'
      ? preloaded
      : JSON.stringify(
          Object.fromEntries(Object.entries(preloaded).map(([name, value]) => [name, JSON.stringify(value)])),
        );
  return `<!DOCTYPE html><html><head>${head('<meta id="data-discourse-setup" data-base-uri="/en/garden">')}</head><body>
    <noscript data-path="/t/watering-ferns/42">${crawlerBody(shown)}</noscript><section id="main"></section>
    <div class="hidden" id="data-preloaded" data-preloaded="${escaped(data)}"></div></body></html>`;
}

export function page(body: string, extra = ''): string {
  return `<!DOCTYPE html><html class="anon"><head>${head(extra)}</head><body>${body}</body></html>`;
}

export interface JsonPostOptions {
  readonly replyTo?: number;
  readonly topicId?: number;
  readonly html?: string;
}

export function jsonPost(
  number: number,
  { replyTo, topicId = 42, html }: JsonPostOptions = {},
): Record<string, unknown> {
  return {
    id: 900 + number,
    post_number: number,
    post_type: 1,
    topic_id: topicId,
    topic_slug: 'watering-ferns',
    username: number % 2 ? 'rosa' : 'otto',
    name: number % 2 ? 'Rosa Lind' : '',
    user_id: 5,
    created_at: '2024-05-01T12:00:00.000Z',
    updated_at: '2024-05-02T12:00:00.000Z',
    version: 1,
    cooked: html ?? `<p>Post ${number}</p>`,
    reply_to_post_number: replyTo ?? null,
    actions_summary: number === 1 ? [{ id: 2, count: 3 }] : [],
  };
}

export function jsonTopic(count: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return {
    id: 42,
    title: 'Watering ferns',
    slug: 'watering-ferns',
    category_id: 7,
    tags: ['water', { id: 3, name: 'shade', slug: 'shade' }],
    created_at: '2024-05-01T12:00:00.000Z',
    last_posted_at: '2024-05-03T12:00:00.000Z',
    posts_count: count,
    highest_post_number: count,
    chunk_size: 20,
    post_stream: {
      posts: numbers.slice(0, 20).map((number) => jsonPost(number)),
      stream: numbers.map((number) => 900 + number),
    },
    ...more,
  };
}
