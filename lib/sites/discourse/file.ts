import type { Harvest, Thread } from '../../model/thread';
import type { AppError } from '../../model/error';
import { asCount, asFields, asList, asText, asWords, parseJson } from '../fields';
import { forbidden, looksLikeHtml, loginRequired, malformed, rateLimited } from '../refusal';
import { guessBase, type Base } from './address';
import { failure, isSlowDown, notFound, readError, type SiteError } from './failure';
import { readListing } from './listing-json';
import { readMarkup } from './markup';
import { harvestOf, shownBy } from './page';
import { readPost } from './post-json';
import { readTopic, threadOfPost } from './topic-json';

/** `readFile` of the adapter: the content decides how it is read. */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  const text = file.text.replace(/^\ufeff/, '');
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return readJson(file.url, text);
  if (looksLikeHtml(text)) return readHtml(file.url, text);
  if (isSlowDown(text)) throw rateLimited(file.url.host);
  if (/^\S{1,100} \| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \| #\d/.test(start)) {
    throw unsupported('fileIsPlainText', 'the plain text of a topic; save the topic’s page or its .json instead');
  }
  return null;
}

function unsupported(reason: string, what: string): AppError {
  return failure({
    code: 'unsupported',
    reason,
    message: `This is a file of a Discourse forum, but it holds no topic and no list: ${what}.`,
  });
}

function readHtml(url: URL, text: string): Harvest | null {
  const markup = readMarkup({ url, html: text });
  if (!markup) return null;
  const shown = shownBy(markup);
  if (shown.wall === 'login') throw loginRequired(new URL(markup.base).host, `${markup.base}/`);
  if (shown.wall) throw notFound(markup.url.href, markup.topicId === null ? 'listing' : 'thread');
  const harvest = harvestOf(markup, shown);
  if (harvest.posts ?? harvest.targets) return harvest;
  throw unsupported('pageWithoutPosts', 'a page without posts or topics');
}

function readJson(url: URL, text: string): Harvest | null {
  const data = parseJson(text);
  if (data === undefined) {
    if (!/"(post_stream|topic_list|latest_posts)"/.test(text.slice(0, 100_000))) return null;
    throw malformed('brokenJson', 'This file is broken: its JSON cannot be read.', text);
  }
  const base = baseOf(url, data);
  const error = readError(data);
  if (error) throw errorOf(error, url, text);
  return readTopicFile(data, base) ?? readPostsFile(data, base) ?? readListFile(data, base) ?? nothing(data);
}

function errorOf(error: SiteError, url: URL, text: string): AppError {
  switch (error.type) {
    case 'not_found':
      return notFound(url.href, 'thread');
    case 'invalid_access':
      return forbidden(url.href);
    case 'not_logged_in':
      return loginRequired(url.host, url.origin);
    case 'rate_limit':
      return rateLimited(url.host);
    default:
      return malformed('errorInFile', `The forum answered with an error: ${error.message}`, text, [error.message]);
  }
}

/** The base the addresses in the data show, else the one the file's own address has. */
function baseOf(url: URL, data: unknown): Base {
  const fields = asFields(data);
  const stream = asFields(fields?.['post_stream']);
  const post = asFields(asList(stream?.['posts'] ?? fields?.['latest_posts'])[0]) ?? fields;
  const path = asText(post?.['post_url']);
  const topicId = asCount(post?.['topic_id'], 1);
  const match =
    path && topicId ? /^((?:\/[\w.~%-]{1,100}){0,5})\/t\/[^/]{0,400}\/(\d{1,15})(?:\/\d+)?$/.exec(path) : null;
  return match && Number(match[2]) === topicId ? url.origin + (match[1] ?? '') : guessBase(url);
}

function readTopicFile(data: unknown, base: Base): Harvest | null {
  const topic = readTopic(data, base, null);
  if (!topic) return null;
  return { threads: [topic.thread], posts: topic.posts, ...(topic.stream ? { presentSiteIds: topic.stream } : {}) };
}

/** One post, or `/posts.json` with the latest of all topics. */
function readPostsFile(data: unknown, base: Base): Harvest | null {
  const fields = asFields(data);
  if (!fields) return null;
  const latest = fields['latest_posts'];
  const single = asCount(fields['post_number'], 1) !== null && asText(fields['cooked'] ?? fields['raw']) !== null;
  if (!Array.isArray(latest) && !single) return null;
  const threads = new Map<string, Thread>();
  const values = single ? [fields] : asList(latest);
  const posts = values.flatMap((value) => {
    const post = readPost(value, { base, topicId: null, slug: null });
    const thread = post && threadOfPost(value, base);
    if (!thread) return [];
    if (!threads.has(thread.id) || thread.acceptedPostId) threads.set(thread.id, thread);
    return [post];
  });
  return { threads: [...threads.values()], posts };
}

function readListFile(data: unknown, base: Base): Harvest | null {
  const listing = readListing(data, base, 0);
  return listing && { targets: listing.targets };
}

/** Data that only Discourse sends in this way, and that holds nothing to train on. */
function nothing(data: unknown): null {
  const fields = asFields(data);
  if (!fields) return null;
  const site = asFields(fields['site']) ?? fields;
  const user = asFields(fields['current_user']);
  if (user && asWords(user['username'])) throw unsupported('fileIsSession', 'who is signed in');
  if (asFields(fields['category_list'])) throw unsupported('fileIsCategories', 'the list of categories');
  if (Array.isArray(site['post_action_types'])) throw unsupported('fileIsSettings', 'the settings of the forum');
  if (Array.isArray(fields['post_ids'])) throw unsupported('fileIsPostIds', 'a list of post numbers');
  if (Array.isArray(fields['user_actions'])) throw unsupported('fileIsActivity', 'what a person did');
  if (asFields(fields['about'])?.['moderators'] !== undefined)
    throw unsupported('fileIsAbout', 'what the forum says of itself');
  return null;
}
