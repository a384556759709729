import { at, type Json } from './raw-json';
// Counts of recorded Reddit files by a path of their own: raw JSON keys, and a scan over the tags of pages; none of the
// code under test.

/** What one recorded post or comment says, as far as it is compared. */
export interface RawPost {
  readonly id: string;
  /** '' where the account is gone. */
  readonly author: string;
  readonly parent: string | null;
  /** null: hidden or not told. */
  readonly score: number | null;
  readonly deleted: boolean;
  readonly images: number;
}

export interface RawThread {
  readonly posts: readonly RawPost[];
  readonly unfetched: number;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

/** All things of a kind anywhere below, in order. */
export function thingsOf(value: Json, kind: string): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((inner) => thingsOf(inner, kind));
  const own = at(value, 'kind') === kind && at(value, 'data') !== undefined ? [at(value, 'data') ?? null] : [];
  return [...own, ...Object.values(value).flatMap((inner) => thingsOf(inner, kind))];
}

/** A thread's JSON, an answer to `morechildren`, or things in a row. */
export function rawJson(body: string): RawThread {
  const data = JSON.parse(body) as Json;
  const first = list(data).length === 2 && at(data, 0, 'kind') === 'Listing';
  const posts = first
    ? list(at(data, 0, 'data', 'children')).map((child) => at(child, 'data') ?? null)
    : thingsOf(data, 't3');
  const comments = thingsOf(first ? (at(data, 1) ?? null) : data, 't1');
  const hidden = thingsOf(data, 'more').flatMap((more) => list(at(more, 'children')));
  return {
    posts: [...posts.map((post) => rawPost(post, 't3')), ...comments.map((comment) => rawPost(comment, 't1'))],
    unfetched: new Set(hidden).size,
  };
}

function rawPost(data: Json, kind: 't1' | 't3'): RawPost {
  const body = text(at(data, kind === 't1' ? 'body' : 'selftext'));
  const author = text(at(data, 'author'));
  const hidden = at(data, 'score_hidden') === true || at(data, 'hide_score') === true;
  const score = at(data, 'score');
  const deleted = body === '[removed]' || (body === '[deleted]' && (author === '' || author === '[deleted]'));
  return {
    id: `${kind}_${text(at(data, 'id'))}`,
    author: author === '[deleted]' ? '' : author,
    parent: kind === 't1' ? text(at(data, 'parent_id')) : null,
    score: hidden || typeof score !== 'number' ? null : score,
    deleted,
    images: deleted ? 0 : imagesOf(data),
  };
}

/** Addresses of originals a post shows: named in its text, in its gallery, or as what it is. */
function imagesOf(data: Json): number {
  const html = text(at(data, 'body_html')) + text(at(data, 'selftext_html'));
  const named = [
    ...html.matchAll(/(?:href|src)="https:\/\/(?:preview|i)\.redd\.it\/([\w-]+\.(?:jpe?g|png|gif|webp))/g),
  ];
  const others = [...html.matchAll(/<img src="(https:\/\/(?!preview\.redd\.it|i\.redd\.it)[^"]+)"/g)];
  const found = new Set([...named, ...others].map((match) => match[1]));
  for (const item of list(at(data, 'gallery_data', 'items'))) {
    const id = text(at(item, 'media_id'));
    if (at(data, 'media_metadata', id, 'status') === 'valid') found.add(id);
  }
  const url = text(at(data, 'url'));
  if (/^https:\/\/i\.redd\.it\/.*\.(?:jpe?g|png|gif|webp)$/.test(url) || at(data, 'post_hint') === 'image')
    found.add(url);
  const from = list(at(data, 'crosspost_parent_list')).at(-1);
  return found.size + (from === undefined ? 0 : imagesOf(from));
}

export function countTargets(body: string): number {
  const data = JSON.parse(body) as Json;
  const ids = list(at(data, 'data', 'children')).map((child) => {
    const inner = at(child, 'data') ?? null;
    return at(child, 'kind') === 't1'
      ? text(at(inner, 'link_id'))
      : text(at(inner, 'name')) || `t3_${text(at(inner, 'id'))}`;
  });
  return new Set(ids).size;
}

const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? null;

/** An old page: its tags one after the other, with a stack of the boxes that are open. */
export function rawOldPage(body: string): RawThread {
  const posts = new Map<string, RawPost>();
  const open: (string | null)[] = [];
  const ids = new Set<string>();
  let current = '';
  for (const match of body.matchAll(/<div\b[^>]*>|<\/div\s*>|<span\b[^>]*>|\breturn morechildren\([^)]*\)/g)) {
    const [tag] = match;
    if (tag.startsWith('return')) {
      for (const id of tag.matchAll(/(?:t1_|[:,'])([a-z0-9]{6,8})(?=[,'])/g)) ids.add(id[1] ?? '');
    } else if (tag.startsWith('</')) open.pop();
    else if (tag.startsWith('<span') || / class="score /.test(tag)) {
      const hidden = /class="score-hidden"/.test(tag);
      const score = /class="score unvoted"/.test(tag) ? Number(attribute(tag, 'title')) : null;
      const known = posts.get(current);
      if (known && score !== null && !hidden) posts.set(current, { ...known, score });
      if (tag.startsWith('<div')) open.push(null);
    } else {
      const classes = ` ${attribute(tag, 'class') ?? ''} `;
      const path = (attribute(tag, 'data-permalink') ?? '').split('/').filter(Boolean);
      const isComment = / thing /.test(classes) && / comment /.test(classes);
      const isPost = / thing /.test(classes) && / link /.test(classes) && attribute(tag, 'data-promoted') !== 'true';
      const name = attribute(tag, 'data-fullname') ?? (isComment ? `t1_${path.at(-1) ?? ''}` : null);
      open.push(isComment ? name : null);
      if (name === null || (!isComment && !isPost)) continue;
      const above = open.slice(0, -1).findLast((box) => box !== null);
      current = name;
      posts.set(name, {
        id: name,
        author: attribute(tag, 'data-author') ?? '',
        parent: isPost ? null : (above ?? `t3_${path[3] ?? ''}`),
        score: null,
        deleted: / deleted /.test(classes),
        images: isPost && /^https:\/\/i\.redd\.it\//.test(attribute(tag, 'data-url') ?? '') ? 1 : 0,
      });
    }
  }
  return { posts: [...posts.values()], unfetched: ids.size };
}

/** A new page or a part of one: attributes of its comments; without `parentid` the depth tells. */
export function rawNewPage(body: string): RawThread {
  const posts: RawPost[] = [];
  const above: string[] = [];
  for (const [tag] of body.matchAll(/<shreddit-(?:post|comment)\s[^>]*>/g)) {
    const comment = tag.startsWith('<shreddit-comment');
    const id = attribute(tag, comment ? 'thing[iI]d' : 'id') ?? '';
    const author = attribute(tag, 'author') ?? '';
    const depth = Number(attribute(tag, 'depth') ?? 0);
    const post = attribute(tag, 'post[iI]d') ?? '';
    const parent = attribute(tag, 'parent[iI]d') ?? (depth === 0 ? post : (above[depth - 1] ?? ''));
    if (comment) above[depth] = id;
    posts.push({
      id,
      author: author === '[deleted]' ? '' : author,
      parent: comment ? parent : null,
      score: Number(attribute(tag, 'score')),
      deleted: comment && (!body.includes(`id="${id}-comment-rtjson-content"`) || author === '[deleted]'),
      images: 0,
    });
  }
  return { posts, unfetched: 0 };
}

/** A page of the redesign, by its state where it has one, else by the boxes of its comments. */
export function rawRedesign(body: string): RawThread {
  const start = body.indexOf('window.___r = ');
  if (start < 0) {
    const boxes = [...body.matchAll(/\sid="(t1_[0-9a-z]+)" style="padding-left:(\d+)px/g)];
    const root = /\sid="(t3_[0-9a-z]+)" tabindex/.exec(body)?.[1] ?? '';
    const above: { id: string; indent: number }[] = [];
    const comments = boxes.map(([, id = '', indent = '0'], index): RawPost => {
      while ((above.at(-1)?.indent ?? -1) >= Number(indent)) above.pop();
      const parent = above.at(-1)?.id ?? root;
      above.push({ id, indent: Number(indent) });
      const part = body.slice(boxes[index]?.index, boxes[index + 1]?.index);
      const author = /href="\/user\/([\w-]+)\/"/.exec(part)?.[1] ?? '';
      return { id, author, parent, score: null, deleted: !part.includes('data-testid="comment"'), images: 0 };
    });
    return {
      posts: [{ id: root, author: '', parent: null, score: null, deleted: false, images: 0 }, ...comments],
      unfetched: 0,
    };
  }
  const json = body.slice(start + 'window.___r = '.length, body.indexOf('</script>', start)).replace(/;\s*$/, '');
  const state = JSON.parse(json) as Json;
  const models = (part: string): readonly Json[] => Object.values(at(state, part, 'models') ?? {});
  const author = (value: Json): string => text(at(value, 'author')).replace(/^\[deleted\]$/, '');
  const score = (value: Json): number => Number(at(value, 'score'));
  const [post = null] = models('posts');
  const root = text(at(post, 'id'));
  return {
    posts: [
      { id: root, author: author(post), parent: null, score: score(post), deleted: false, images: 0 },
      ...models('comments').map((comment): RawPost => ({
        id: text(at(comment, 'id')),
        author: author(comment),
        parent: text(at(comment, 'parentId')) || root,
        score: score(comment),
        deleted: at(comment, 'isDeleted') === true,
        images: 0,
      })),
    ],
    unfetched: 0,
  };
}

/** A feed tells neither scores nor parents. */
export function rawFeed(body: string): RawThread {
  const entries = body.split('<entry>').slice(1);
  const ids = entries.map((entry) => /<id>(t[13]_[0-9a-z]+)<\/id>/.exec(entry)?.[1] ?? '');
  const authors = entries.map((entry) => /^<author><name>\/u\/([\w-]+)<\/name>/.exec(entry)?.[1] ?? '');
  return {
    posts: ids.map((id, index) => ({
      id,
      author: authors[index] ?? '',
      parent: null,
      score: null,
      deleted: false,
      images: 0,
    })),
    unfetched: 0,
  };
}

/** One exchange of a recorded bundle. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly request_body: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
