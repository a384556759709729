import { contentImages } from '../../base/content-image';
import { parsePiece } from '../../base/html';
import type { Author, ImageRef, Post } from '../../model/thread';
import { asCount, asFields, asText, asWhole, asWords, type Fields } from '../fields';
import { answerUrl, commentUrl, questionUrl, threadIdOf } from './address';
import { licenseOf } from './license';
import { oneLine, unescaped } from './words';

// Questions, answers and comments as the API sends them (https://api.stackexchange.com/docs/types/question): titles and
// names escaped, bodies HTML, times in seconds; most fields may be missing, as filters decide.

export interface ItemPlace {
  readonly base: string;
  readonly questionId: string;
  readonly slug: string | null;
}

/** The question itself; '' as its HTML where the data has no body. */
export function readRoot(item: Fields, place: ItemPlace): Post {
  const post = common(item, place, place.questionId);
  const rawTitle = asText(item['title']);
  return {
    ...post,
    // As it was sent, which comparing with other programs needs.
    ...(rawTitle === null ? {} : { details: { ...post.details, rawTitle } }),
    kind: 'root',
    replyTo: [],
    position: 0,
    url: questionUrl(place.base, place.questionId, place.slug),
    flags: flagsOf(item, false),
  };
}

export function readAnswer(item: Fields, place: ItemPlace, acceptedId: string | null, position: number): Post | null {
  const id = idOf(item['answer_id']);
  if (id === null) return null;
  return {
    ...common(item, place, id),
    kind: 'answer',
    replyTo: [place.questionId],
    position,
    url: answerUrl(place.base, id),
    flags: flagsOf(item, item['is_accepted'] === true || id === acceptedId),
  };
}

export function readComment(item: Fields, place: ItemPlace, position: number): Post | null {
  const id = idOf(item['comment_id']);
  const postId = idOf(item['post_id']);
  if (id === null || postId === null) return null;
  const { url, ...rest } = common(item, place, `c${id}`);
  return {
    ...rest,
    kind: 'comment',
    replyTo: [postId],
    position,
    url: commentUrl(place.base, place.questionId, id, postId) || url,
    flags: item['edited'] === true ? ['edited'] : [],
    images: [],
  };
}

function common(item: Fields, place: ItemPlace, id: string): Omit<Post, 'kind' | 'replyTo' | 'position' | 'flags'> {
  const url = questionUrl(place.base, place.questionId, place.slug);
  const postedAt = secondsOf(item['creation_date']);
  const editedAt = secondsOf(item['last_edit_date']);
  const html = (asText(item['body']) ?? '').trim();
  const markdown = asText(item['body_markdown']);
  const { author, userId } = ownerOf(item['owner']);
  return {
    threadId: threadIdOf(place.base, place.questionId),
    id,
    siteId: id,
    state: 'visible',
    url,
    author,
    isBot: false,
    postedAt,
    editedAt,
    score: asWhole(item['score']),
    license: licenseOf(asText(item['content_license']), postedAt, editedAt),
    html,
    // Escaped for HTML like the titles, with the line ends of the editor's form.
    ...(markdown ? { source: { kind: 'markdown', text: unescaped(markdown).replace(/\r\n/g, '\n') } } : {}),
    ...(userId === null ? {} : { details: { userId } }),
    images: imagesOf(html, url),
  };
}

function flagsOf(item: Fields, accepted: boolean): readonly string[] {
  return [
    ...(accepted ? ['accepted'] : []),
    ...(secondsOf(item['community_owned_date']) === null ? [] : ['wiki']),
    ...(secondsOf(item['last_edit_date']) === null ? [] : ['edited']),
  ];
}

/** People who are gone have a name and no number, or nothing. */
function ownerOf(value: unknown): { readonly author: Author; readonly userId: string | null } {
  const owner = asFields(value);
  const userId = asWhole(owner?.['user_id']);
  const name = asWords(owner?.['display_name']);
  return {
    author: { name: name === null ? '' : oneLine(unescaped(name)), displayName: null },
    userId: userId === null ? null : String(userId),
  };
}

function imagesOf(html: string, baseUrl: string): readonly ImageRef[] {
  // Most posts have none, and need no tree.
  return /<img\b/i.test(html) ? contentImages(parsePiece(html), baseUrl) : [];
}

/** Epoch seconds as milliseconds. */
export function secondsOf(value: unknown): number | null {
  const seconds = asCount(value, 1);
  return seconds === null || seconds > 1e11 ? null : seconds * 1000;
}

export function idOf(value: unknown): string | null {
  const id = asCount(value, 1);
  return id === null ? null : String(id);
}
