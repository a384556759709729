import { asCount, asFields, asList, asText, asWhole, asWords, parseJson, type Fields } from '../fields';
import { fullName } from './address';
import { dataBody } from './body';
import { attachments, type Unescape } from './media';
import { deepStub, inTreeOrder, namesStub, type Branch, type Message, type Submission, type Tree } from './thing';

// Posts, comments and stubs as the data routes send them. Every key may be missing: the sets of keys have changed with
// the years.

/** One of `data.children` or `json.data.things`. */
export interface Thing {
  readonly kind: string;
  readonly data: Fields;
}

export function asThing(value: unknown): Thing | null {
  const fields = asFields(value);
  const kind = asWords(fields?.['kind']);
  const data = asFields(fields?.['data']);
  return kind !== null && data ? { kind, data } : null;
}

export function thingsIn(listing: unknown): readonly Thing[] {
  const thing = asThing(listing);
  if (thing?.kind !== 'Listing') return [];
  return asList(thing.data['children']).flatMap((child) => asThing(child) ?? []);
}

const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Without `raw_json` these three signs are escaped in every text. */
export function unescape(text: string): string {
  return text.includes('&') ? text.replace(/&(?:amp|lt|gt);/g, (sign) => signs[sign] ?? sign) : text;
}

/**
 * How the texts of a reply are to be read: a rendered body that begins with an escaped sign tells that all are escaped.
 * Without a body, what was asked for tells.
 */
export function reading(text: string, address: string): Unescape {
  const body = /"(?:body_html|selftext_html)":\s{0,20}"(?:\\n|\s){0,20}(.)/.exec(text)?.[1];
  const raw = body === undefined ? /[?&]raw_json=1\b/.test(address) : body === '<';
  return raw ? (as) => as : unescape;
}

/** A thread's two lists: its post and its comments. */
export function treeOf(data: unknown, plain: Unescape): Tree | null {
  if (!Array.isArray(data)) return null;
  const lists: readonly unknown[] = data;
  const post = thingsIn(lists[0]).find((thing) => thing.kind === 't3');
  const submission = post ? submissionOf(post.data, plain) : null;
  return submission && { submission, branches: branchesOf(thingsIn(lists[1]), plain) };
}

/** A nested list of comments, flat, without recursion: nobody vouches for its depth. */
export function branchesOf(things: readonly Thing[], plain: Unescape): readonly Branch[] {
  const flat: Branch[] = [];
  const stack = [...things].reverse();
  for (let thing = stack.pop(); thing; thing = stack.pop()) {
    const branch = branchOf(thing, plain);
    if (branch) flat.push(branch);
    // `replies` is an empty text where there are none.
    const below = thing.kind === 't1' ? thingsIn(thing.data['replies']) : [];
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i];
      if (child) stack.push(child);
    }
  }
  return inTreeOrder(flat);
}

/** The answer to `morechildren`: comments in a row, put together by their parents; null: it is none. */
export function moreChildren(data: unknown, plain: Unescape): readonly Branch[] | null {
  const things = asFields(asFields(asFields(data)?.['json'])?.['data'])?.['things'];
  return Array.isArray(things)
    ? branchesOf(
        asList(things).flatMap((value) => asThing(value) ?? []),
        plain,
      )
    : null;
}

function branchOf({ kind, data }: Thing, plain: Unescape): Branch | null {
  if (kind === 't1') {
    const message = commentOf(data, plain);
    return message && { kind: 'message', message };
  }
  if (kind !== 'more') return null;
  const parent = asText(data['parent_id']);
  const ids = asList(data['children']).flatMap((id) => fullName('t1', asText(id)) ?? []);
  if (ids.length > 0) return namesStub(parent, ids, asCount(data['count']));
  // "Continue this thread" has no names of its own, but an answer to `morechildren` may bring a stub of nothing too.
  const deep = asText(data['name']) === 't1__' || asText(data['id']) === '_';
  return deep && parent?.startsWith('t1_') ? deepStub(parent) : null;
}

export function commentOf(data: Fields, plain: Unescape): Message | null {
  const name = fullName('t1', asText(data['name']) ?? asText(data['id']));
  const parent = asText(data['parent_id']);
  if (name === null) return null;
  const body = asText(data['body']);
  const author = asText(data['author']);
  return {
    name,
    parent: parent !== null && /^t[13]_/.test(parent) ? parent : null,
    author,
    html: dataBody(plain(asText(data['body_html']) ?? '')),
    markdown: body,
    deleted: isGone(body, author),
    flags: flagsOf(data),
    createdAt: secondsOf(data['created_utc']),
    editedAt: secondsOf(data['edited']),
    score: scoreOf(data),
    path: pathOf(data['permalink']),
    details: detailsOf(data, plain, {}),
  };
}

export function submissionOf(data: Fields, plain: Unescape): Submission | null {
  const name = fullName('t3', asText(data['name']) ?? asText(data['id']));
  const rawTitle = asText(data['title']);
  if (name === null || rawTitle === null) return null;
  const selftext = asText(data['selftext']);
  const own = asText(data['selftext_html']);
  const author = asText(data['author']);
  const removedBy = asWords(data['removed_by_category']);
  const deleted = isGone(selftext, author) || (removedBy !== null && author === '[deleted]');
  const community = asWords(data['subreddit_name_prefixed']) ?? asWords(data['subreddit']);
  const upvoted = data['upvote_ratio'];
  const message: Message = {
    name,
    parent: null,
    author,
    html: deleted ? '' : (own === null ? '' : dataBody(plain(own))) + attachments(data, plain),
    markdown: selftext,
    deleted,
    flags: flagsOf(data),
    createdAt: secondsOf(data['created_utc']),
    editedAt: secondsOf(data['edited']),
    score: scoreOf(data),
    path: pathOf(data['permalink']),
    details: detailsOf(data, plain, {
      rawTitle,
      ...(typeof upvoted === 'number' ? { upvoteRatio: String(upvoted) } : {}),
      ...(removedBy === null ? {} : { removedBy }),
    }),
  };
  const flair = asWords(data['link_flair_text']);
  const notices = [
    data['archived'] === true ? 'Archived.' : '',
    data['locked'] === true ? 'Locked.' : '',
    removedBy === null ? '' : `Removed (${removedBy}).`,
  ].filter(Boolean);
  return {
    message,
    title: plain(rawTitle),
    community: community === null ? null : community.includes('/') ? community : `r/${community}`,
    flair: flair === null ? null : plain(flair),
    comments: asCount(data['num_comments']),
    closed: data['archived'] === true || data['locked'] === true,
    notice: notices.length === 0 ? null : notices.join(' '),
    pinned: data['stickied'] === true,
  };
}

/** The text that stands where a person or a moderator took a post away. */
function isGone(text: string | null, author: string | null): boolean {
  if (text === '[removed]') return true;
  return text === '[deleted]' && (author === null || author === '[deleted]');
}

const flagNames: readonly (readonly [key: string, flag: string])[] = [
  ['is_submitter', 'op'],
  ['stickied', 'stickied'],
  ['archived', 'archived'],
  ['locked', 'locked'],
  ['score_hidden', 'score-hidden'],
  ['hide_score', 'score-hidden'],
  ['over_18', 'nsfw'],
  ['spoiler', 'spoiler'],
];

function flagsOf(data: Fields): readonly string[] {
  const flags = flagNames.filter(([key]) => data[key] === true).map(([, flag]) => flag);
  const role = asWords(data['distinguished']);
  if (role !== null && /^[a-z-]{1,20}$/.test(role)) flags.push(role);
  if (secondsOf(data['edited']) !== null) flags.push('edited');
  return [...new Set(flags)];
}

function detailsOf(data: Fields, plain: Unescape, more: Readonly<Record<string, string>>): Record<string, string> {
  const flair = asWords(data['author_flair_text']);
  const author = asText(data['author']);
  return {
    ...more,
    ...(flair === null ? {} : { authorFlair: plain(flair) }),
    ...(author === '[deleted]' ? { rawAuthor: author } : {}),
  };
}

/** A hidden score is sent as 1. */
function scoreOf(data: Fields): number | null {
  return data['score_hidden'] === true || data['hide_score'] === true ? null : asWhole(data['score']);
}

/** Seconds with or without fraction; `edited` is `false` where nothing was. */
function secondsOf(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && value < 1e11 ? Math.round(value * 1000) : null;
}

function pathOf(value: unknown): string | null {
  const path = asText(value);
  return path?.startsWith('/') && !path.startsWith('//') ? path : null;
}

/** Data of a reply; undefined: it is no JSON. */
export function dataIn(text: string): unknown {
  return /^[\s\ufeff]{0,100}[[{]/.test(text) ? parseJson(text.replace(/^\ufeff/, '')) : undefined;
}
