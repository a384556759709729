import { attr, byTag, childrenOf, elementsOutside, find, textOf, type Element, type Parent } from '../../base/html';
import { asCount, asFields, asList, asText, asWhole, asWords, parseJson, type Fields } from '../fields';
import { fullName } from './address';
import { pageBody } from './body';
import { canonicalOf } from './markup';
import { richTextHtml } from './rich-text';
import { inTreeOrder, type Branch, type Message, type Submission, type Tree } from './thing';

// Pages of 2018 to 2024, gone from the site and met only as saved files: with their whole state as JSON, or, where a
// saving program dropped the scripts, by what they show.

export function redesignTree(root: Parent): Tree {
  const state = stateOf(root);
  return state ? (treeOfState(state) ?? shown(root)) : shown(root);
}

function stateOf(root: Parent): Fields | null {
  for (const script of elementsOutside(root, (at) => at.tagName === 'script')) {
    if (script.tagName !== 'script') continue;
    const [first] = childrenOf(script);
    const text = first && 'value' in first ? first.value : '';
    const start = text.indexOf('{');
    if (!text.slice(0, 200).includes('window.___r') || start < 0) continue;
    const end = text.lastIndexOf('}');
    const state = asFields(parseJson(text.slice(start, end + 1)));
    if (state) return state;
  }
  return null;
}

function treeOfState(state: Fields): Tree | null {
  const posts = modelsIn(state['posts']);
  const comments = modelsIn(state['comments']);
  const post = posts.find((one) => one['isSponsored'] !== true && fullName('t3', asText(one['id'])) !== null);
  const submission = post ? submissionOf(post) : null;
  if (!submission) return null;
  const messages = comments.flatMap((one) => commentOf(one, submission.message.name) ?? []);
  // The order shown is kept nowhere but in the page's links; time tells as much.
  messages.sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  return { submission, branches: inTreeOrder(messages.map((message): Branch => ({ kind: 'message', message }))) };
}

function modelsIn(part: unknown): readonly Fields[] {
  const models = asFields(asFields(part)?.['models']);
  return Object.values(models ?? {}).flatMap((value: unknown): readonly Fields[] => {
    const model = asFields(value);
    return model ? [model] : [];
  });
}

function mediaHtml(value: unknown): string {
  const media = asFields(value);
  return richTextHtml(asFields(media?.['richtextContent'])?.['document']);
}

function submissionOf(post: Fields): Submission | null {
  const name = fullName('t3', asText(post['id']));
  const title = asWords(post['title']);
  if (name === null || title === null) return null;
  const link = asText(post['permalink']);
  const flair = asWords(asFields(asList(post['flair'])[0])?.['text']);
  const path = link !== null && URL.canParse(link) ? new URL(link).pathname : null;
  const closed = post['isArchived'] === true || post['isLocked'] === true;
  return {
    message: {
      name,
      parent: null,
      author: asText(post['author']),
      html: mediaHtml(post['media']),
      markdown: null,
      deleted: false,
      flags: flagsOf(post),
      createdAt: asCount(post['created'], 1),
      editedAt: null,
      score: post['isScoreHidden'] === true ? null : asWhole(post['score']),
      path,
      details: {},
    },
    title,
    community: /^\/(r\/[\w.-]{1,60})\//.exec(path ?? '')?.[1] ?? null,
    flair,
    comments: asCount(post['numComments']),
    closed,
    notice: post['isArchived'] === true ? 'Archived.' : null,
    pinned: post['isStickied'] === true,
  };
}

function commentOf(comment: Fields, post: string): Message | null {
  const name = fullName('t1', asText(comment['id']));
  if (name === null || asText(comment['postId']) !== post) return null;
  const seconds = asCount(comment['created'], 1);
  const deleted =
    comment['isDeleted'] === true || (comment['deletedBy'] !== null && comment['deletedBy'] !== undefined);
  const path = asText(comment['permalink']);
  return {
    name,
    parent: fullName('t1', asText(comment['parentId'])) ?? post,
    author: asText(comment['author']),
    html: deleted ? '' : mediaHtml(comment['media']),
    markdown: null,
    deleted,
    flags: flagsOf(comment),
    createdAt: seconds === null ? null : seconds * 1000,
    editedAt: null,
    score: comment['isScoreHidden'] === true ? null : asWhole(comment['score']),
    path: path?.startsWith('/') ? path : null,
    details: {},
  };
}

const flagNames: readonly (readonly [key: string, flag: string])[] = [
  ['isOp', 'op'],
  ['isStickied', 'stickied'],
  ['isMod', 'moderator'],
  ['isArchived', 'archived'],
  ['isLocked', 'locked'],
];

function flagsOf(data: Fields): readonly string[] {
  return flagNames.filter(([key]) => data[key] === true).map(([, flag]) => flag);
}

/** What such a page shows: no times but "3 years ago", no scores but "52.1k"; depth is how far a comment is moved in. */
function shown(root: Parent): Tree {
  let submission: Submission | null = null;
  const branches: Branch[] = [];
  const above: { readonly name: string; readonly indent: number }[] = [];
  for (const at of elementsOutside(root, (element) => attr(element, 'data-testid') === 'comment')) {
    const id = attr(at, 'id');
    const post = fullName('t3', id?.startsWith('t3_') === true ? id : null);
    if (post !== null && !submission) submission = shownPost(at, post, canonicalOf(root));
    const name = fullName('t1', id?.startsWith('t1_') === true ? id : null);
    if (name === null || !submission) continue;
    const message = shownComment(at, name);
    const indent = Number(/padding-left:\s{0,5}(\d{1,5})/.exec(attr(at, 'style') ?? '')?.[1] ?? 0);
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const parent = above.at(-1)?.name ?? submission.message.name;
    above.push({ name, indent });
    branches.push({ kind: 'message', message: { ...message, parent } });
  }
  return { submission, branches: inTreeOrder(branches) };
}

const silent = {
  markdown: null,
  deleted: false,
  flags: [],
  createdAt: null,
  editedAt: null,
  score: null,
  details: {},
} as const;

function shownPost(box: Element, name: string, canonical: string | null): Submission | null {
  const heading = find(box, byTag('h1'));
  if (!heading) return null;
  const body = find(box, (at) => attr(at, 'data-test-id') === 'post-content');
  const text =
    body &&
    find(body, (at) => attr(at, 'data-click-id') === 'text' || (attr(at, 'class') ?? '').includes('RichTextJSON-root'));
  const path = canonical !== null && URL.canParse(canonical) ? new URL(canonical).pathname : null;
  return {
    message: { ...silent, name, parent: null, author: userIn(body ?? box), html: text ? pageBody(text) : '', path },
    title: textOf(heading).replace(/\s+/g, ' ').trim(),
    community: /^\/(r\/[\w.-]{1,60})\//.exec(path ?? '')?.[1] ?? null,
    flair: null,
    comments: null,
    closed: false,
    notice: null,
    pinned: false,
  };
}

function shownComment(box: Element, name: string): Message {
  const body = find(box, (at) => attr(at, 'data-testid') === 'comment');
  // A deleted comment has a box without a text.
  if (!body) return { ...silent, name, parent: null, author: '[deleted]', html: '', deleted: true, path: null };
  const link = find(box, (at) => attr(at, 'data-testid') === 'comment_timestamp');
  const href = link && attr(link, 'href');
  const path =
    href !== null && URL.canParse(href, 'https://www.reddit.com')
      ? new URL(href, 'https://www.reddit.com').pathname
      : null;
  return { ...silent, name, parent: null, author: userIn(box), html: pageBody(body), path };
}

function userIn(box: Element): string | null {
  const link = find(box, (at) => at.tagName === 'a' && /^\/user\/[\w-]{1,60}\/?$/.test(attr(at, 'href') ?? ''));
  return link ? ((attr(link, 'href') ?? '').split('/')[2] ?? null) : null;
}
