import { attr, find, findAll, hasClass, textOf, type Element, type Parent } from '../../base/html';
import { threadId, type Post, type Target, type Thread, untold } from '../../model/thread';
import { asCount, asFields, asTime } from '../fields';
import { locate, topicAddress, topicUrl } from './address';
import { readAcceptedNumber, readCrawlerPosts } from './crawler';
import { readLivePosts } from './live';
import { preloadedCategory, resolved, type Markup } from './markup';
import { readTopic } from './topic-json';

/** What a topic's page shows. */
export interface TopicPage {
  readonly thread: Thread;
  readonly posts: readonly Post[];
  /** Its category's listing, where the page links to it. */
  readonly category: Target | null;
}

/** Reads a topic's page: as rendered, else as sent along for the application, else as crawlers get it. */
export function readTopicPage(markup: Markup, topicId: number): TopicPage {
  const live = markup.live ? livePage(markup, topicId) : null;
  if (live?.posts.length) return live;
  return preloadedPage(markup, topicId) ?? crawlerPage(markup, topicId) ?? live ?? emptyPage(markup, topicId);
}

function livePage(markup: Markup, topicId: number): TopicPage {
  const title = markup.marks.topicTitle;
  const heading = headingOf(title ?? markup.tree);
  const slug = slugOf(markup, heading);
  const posts = readLivePosts(markup, topicId, slug);
  const statuses = find(title ?? markup.tree, (at) => hasClass(at, 'topic-statuses'));
  return {
    thread: {
      ...threadOf(markup, topicId, slug),
      title: heading ? wordsOf(heading) : titleOfPage(markup),
      ...labelsOf(title),
      postedAt: posts[0]?.position === 1 ? posts[0].postedAt : null,
      postsCount: totalOf(markup.marks.progress),
      closed: statuses !== null && find(statuses, (at) => hasClass(at, 'd-icon-lock')) !== null,
      acceptedPostId: posts.find((post) => post.flags.includes('accepted'))?.id ?? null,
    },
    posts,
    category: categoryTarget(markup, title),
  };
}

function preloadedPage(markup: Markup, topicId: number): TopicPage | null {
  const value = markup.preloaded.get(`topic_${topicId}`);
  const categoryId = asCount(asFields(value)?.['category_id'], 1);
  const category = categoryId === null ? null : preloadedCategory(markup.preloaded, categoryId);
  const topic = readTopic(value, markup.base, topicId, category?.name);
  if (!topic) return null;
  const url = category?.path ? new URL(markup.base + category.path) : null;
  const target = url && locate(url, markup.base);
  return {
    thread: topic.thread,
    posts: topic.posts,
    category: target && category ? { ...target, title: category.name } : null,
  };
}

function crawlerPage(markup: Markup, topicId: number): TopicPage | null {
  const { crawler } = markup;
  if (!crawler) return null;
  const title = find(crawler, (at) => attr(at, 'id') === 'topic-title' || hasClass(at, 'crawler-topic-title'));
  const link = title && (title.tagName === 'a' ? title : find(title, (at) => at.tagName === 'a'));
  // A page left by the application still carries the noscript part of the page it came from.
  const href = link ? resolved(attr(link, 'href'), markup.linkBase) : null;
  const shown = href === null ? null : topicAddress(new URL(href), markup.base);
  if (shown && shown.topicId !== topicId) return null;
  const slug = slugOf(markup, link);
  const posts = readCrawlerPosts(markup, crawler, topicId, slug);
  if (!posts.length) return null;
  const accepted = readAcceptedNumber(markup);
  return {
    thread: {
      ...threadOf(markup, topicId, slug),
      title: link ? wordsOf(link) : titleOfPage(markup),
      ...labelsOf(find(crawler, (at) => ['topic-title', 'breadcrumbs'].includes(attr(at, 'id') ?? ''))),
      postedAt: asTime(markup.meta.get('article:published_time')) ?? posts[0]?.postedAt ?? null,
      acceptedPostId: accepted === null ? null : String(accepted),
    },
    posts,
    category: categoryTarget(markup, crawler),
  };
}

function emptyPage(markup: Markup, topicId: number): TopicPage {
  const slug = slugOf(markup, null);
  return { thread: { ...threadOf(markup, topicId, slug), title: titleOfPage(markup) }, posts: [], category: null };
}

function threadOf(markup: Markup, topicId: number, slug: string | null): Omit<Thread, 'title'> {
  return {
    id: threadId({ site: 'discourse', base: markup.base, key: String(topicId) }),
    site: 'discourse',
    url: topicUrl(markup.base, topicId, slug),
    ...untold,
    unaddressed: 'root',
  };
}

function headingOf(root: Parent): Element | null {
  return (
    find(root, (at) => hasClass(at, 'fancy-title')) ??
    find(root, (at) => at.tagName === 'h1' && attr(at, 'data-topic-id') !== null) ??
    find(root, (at) => at.tagName === 'a' && hasClass(at, 'topic-link'))
  );
}

function wordsOf(element: Element): string {
  return textOf(element).replace(/\s+/g, ' ').trim();
}

function titleOfPage(markup: Markup): string {
  const { title } = markup.marks;
  return markup.meta.get('og:title') ?? (title ? wordsOf(title) : '');
}

function slugOf(markup: Markup, link: Element | null): string | null {
  const own = topicAddress(markup.url, markup.base)?.slug;
  const href = link ? resolved(attr(link, 'href'), markup.linkBase) : null;
  return own ?? (href === null ? null : (topicAddress(new URL(href), markup.base)?.slug ?? null));
}

const categoryNames = ['badge-category__name', 'category-name', 'badge-category-name', 'category-title'];

/** Category and tags, as the head of the topic shows them. */
function labelsOf(root: Parent | null): Pick<Thread, 'category' | 'tags'> {
  if (!root) return { category: null, tags: [] };
  const names = findAll(root, (at) => categoryNames.some((name) => hasClass(at, name)));
  const tags = findAll(root, (at) => at.tagName === 'a' && hasClass(at, 'discourse-tag')).map(wordsOf);
  const last = names.at(-1);
  return { category: last ? wordsOf(last) : null, tags: [...new Set(tags)].filter(Boolean) };
}

function categoryTarget(markup: Markup, root: Parent | null): Target | null {
  if (!root) return null;
  const boxes = findAll(root, (at) => hasClass(at, 'topic-category') || attr(at, 'id') === 'breadcrumbs').slice(0, 4);
  for (const link of boxes.flatMap((box) => findAll(box, (at) => at.tagName === 'a')).reverse()) {
    const href = resolved(attr(link, 'href'), markup.linkBase);
    const target = href === null ? null : locate(new URL(href), markup.base);
    if (target?.kind === 'listing' && /^\/(c|category)\//.test(target.key)) {
      return { ...target, title: wordsOf(link) || target.title };
    }
  }
  return null;
}

/** `12 / 345` of the timeline or the progress bar. */
function totalOf(progress: Element | null): number | null {
  const match = progress ? /\d\s*\/\s*(\d[\d.,\u202f\u00a0]{0,12})/.exec(textOf(progress).slice(0, 300)) : null;
  return asCount(match?.[1]?.replace(/\D/g, ''), 1);
}
