import { untold, type Harvest, type Post, type Target, type Thread } from '../../model/thread';
import { asFields, asList, type Fields } from '../fields';
import { challenged, looksLikeHtml, loginRequired, malformed } from '../refusal';
import { questionTarget, threadIdOf, questionUrl } from './address';
import { idOf, secondsOf } from './api-post';
import { linkOf, readAnswers, readComments, readQuestion, titleOf } from './api-question';
import { parsedBody } from './envelope';
import { apiFailure, gone, isChallenge, readApiError, unsupported } from './failure';
import { apiHost, baseOfUrl } from './hosts';
import { readMarkup } from './markup';
import { detect, harvestOf, shownBy } from './page';

/** `readFile` of the adapter: the content decides how it is read. */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  const { url } = file;
  const text = file.text.replace(/^\ufeff/, '');
  if (/^\s{0,1000}[[{]/.test(text)) return readJson(url, text);
  if (!looksLikeHtml(text)) return null;
  const markup = readMarkup({ url, html: text });
  if (!markup) {
    if (isChallenge({ url: url.href, headers: {}, body: text })) throw challenged(url.host, url.origin);
    return null;
  }
  const harvest = harvestOf(shownBy(markup));
  if (harvest.posts ?? harvest.targets) return harvest;
  const wall = detect({ url, html: text })?.wall;
  if (wall === 'login') throw loginRequired(new URL(markup.base).host, markup.base);
  if (wall === 'error') throw gone(markup.url.href, 'thread');
  throw unsupported(
    'pageWithoutPosts',
    'This page of the Stack Exchange network shows no question and no list of questions.',
  );
}

const itemKeys = ['question_id', 'answer_id', 'comment_id', 'post_id'];

function isItem(value: unknown, isApi: boolean): value is Fields {
  const fields = asFields(value);
  // Other sites have such ids too: a time in seconds, an owner or a link tells these apart. The API's address does.
  return (
    fields !== null &&
    itemKeys.some((key) => idOf(fields[key]) !== null) &&
    (isApi ||
      asFields(fields['owner']) !== null ||
      secondsOf(fields['creation_date']) !== null ||
      secondsOf(fields['last_activity_date']) !== null ||
      linkOf(fields, null) !== null)
  );
}

function readJson(url: URL, text: string): Harvest | null {
  const data = parsedBody(text);
  if (data === undefined) {
    if (!/"(?:quota_remaining|question_id|answer_id)"/.test(text.slice(0, 100_000))) return null;
    throw malformed('brokenJson', 'This file is broken: its JSON cannot be read.', text);
  }
  const fields = asFields(data);
  const error = readApiError(data);
  if (error) throw apiFailure(error, 400, text, false);
  // A filter may leave all of the envelope out but its items.
  const isApi = url.host === apiHost;
  const enveloped =
    fields !== null && Array.isArray(fields['items']) && (isApi || 'has_more' in fields || 'quota_max' in fields);
  const values = enveloped ? asList(fields['items']) : Array.isArray(data) ? data : [data];
  const items = values.filter((value) => isItem(value, isApi));
  if (items.length > 0) return readItems(items, url);
  if (enveloped && values.length === 0 && (isApi || 'quota_max' in fields)) throw gone(url.href, 'thread');
  if (enveloped && values.some((value) => 'api_site_parameter' in (asFields(value) ?? {}))) {
    throw unsupported('fileIsSites', 'This file is the list of sites of the network; it holds no questions.');
  }
  if (isApi && fields && Object.keys(fields).length === 1 && 'total' in fields) {
    throw unsupported('fileIsTotal', 'This file holds only a number: the filter "total" sends no questions.');
  }
  return null;
}

/** Items of any kind, also mixed and of several questions. */
function readItems(items: readonly Fields[], url: URL): Harvest {
  const base = baseOfUrl(url);
  const threads = new Map<string, Thread>();
  const posts: Post[] = [];
  const targets: Target[] = [];
  for (const item of items) {
    const own = base ?? linkOf(item, null)?.base ?? ownerBase(item) ?? `https://stackoverflow.com`;
    const question = readQuestion(item, own, targets.length);
    if (question) {
      if (!question.whole) targets.push(question.target);
      else {
        threads.set(question.thread.id, question.thread);
        for (const post of question.posts) posts.push(post);
      }
      continue;
    }
    const link = linkOf(item, own);
    const isComment = idOf(item['comment_id']) !== null;
    const questionId =
      idOf(item['question_id']) ??
      link?.questionId ??
      // Comments name only what they are on; one on an answer needs the answer's file beside it.
      (isComment && item['post_type'] !== 'answer' ? idOf(item['post_id']) : null);
    if (questionId === null) continue;
    const place = { base: own, questionId, slug: link?.questionId === questionId ? link.slug : null };
    if (!isComment && !('body' in item) && !('body_markdown' in item)) {
      targets.push(questionTarget(own, { ...place, title: titleOf(item) }, targets.length));
      continue;
    }
    const acceptedId = item['is_accepted'] === true ? idOf(item['answer_id']) : null;
    const rank = posts.filter((post) => post.kind === (isComment ? 'comment' : 'answer')).length + 1;
    const made = isComment
      ? readComments([item], place, null, rank)
      : readAnswers([item], place, acceptedId, rank, true).posts;
    for (const post of made) posts.push(post);
    const thread = threads.get(threadIdOf(own, questionId));
    threads.set(threadIdOf(own, questionId), {
      ...(thread ?? threadOf(own, place, isComment ? '' : titleOf(item))),
      acceptedPostId: acceptedId ?? thread?.acceptedPostId ?? null,
    });
  }
  if (posts.length === 0 && targets.length === 0) {
    throw unsupported('fileWithoutPosts', 'This reply of the Stack Exchange API holds no question and no answer.');
  }
  return {
    ...(posts.length > 0 ? { threads: [...threads.values()], posts } : {}),
    ...(targets.length > 0 ? { targets } : {}),
  };
}

/** The site of the author's page. */
function ownerBase(item: Fields): string | null {
  const link = asFields(item['owner'])?.['link'];
  return typeof link === 'string' && URL.canParse(link) ? baseOfUrl(new URL(link)) : null;
}

/** The thread of answers or comments that came without their question. */
function threadOf(
  base: string,
  place: { readonly questionId: string; readonly slug: string | null },
  title: string,
): Thread {
  return {
    id: threadIdOf(base, place.questionId),
    site: 'stackexchange',
    url: questionUrl(base, place.questionId, place.slug),
    title,
    ...untold,
    unaddressed: 'root',
  };
}
