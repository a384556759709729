import { isBlank } from '../base/blank';
import { placesOf, type Places } from './places';
import type { Post, Segment, Thread } from './thread';

/** A post with its text as training sees it. As small as can be: there are as many as posts, for as long as the thread. */
export interface Node {
  readonly post: Post;
  /** Of the post; here as well, since every pair names it and the post itself is far away in memory. */
  readonly id: string;
  /** As `id`. */
  readonly position: number;
  /** Cleaned; '' where nothing is left. */
  readonly text: string;
  /** Place in the tree, from 0. */
  readonly index: number;
}

/** One or more segments of a post that answer the same posts. */
export interface NodePart {
  /** As the site sent them, in order. */
  readonly htmls: readonly string[];
  /** As `ThreadTree.namedBy`; empty: it answers nobody, or somebody who is not in the tree. */
  readonly parents: readonly Node[];
}

/**
 * A thread as a graph of cleaned posts. Who names whom is found at once; a post is cleaned, with some that come after it,
 * when it is asked for, so that one pass through a thread of any length finds each post at hand when it is its turn. What
 * is known of all stands in arrays of numbers, by place: they need no room in the heap.
 */
export interface ThreadTree {
  readonly thread: Thread;
  /** How many posts it has. */
  readonly count: number;
  /** Whether a post has text. */
  speaks(index: number): boolean;
  /** The post at a place in the order of positions; throws RangeError where there is none. */
  readonly at: (index: number) => Node;
  /** null: there is none of this id. */
  byId(id: string): Node | null;
  /** Place of the first post of its kind; -1: there is none. */
  placeOf(kind: Post['kind']): number;
  /** Place of the most direct post that each post names and that is in the tree; else `nobody` or `gone`. */
  readonly direct: Int32Array;
  /** Whether each post names several posts: 1 or 0. Of the others `direct` tells all. */
  readonly several: Uint8Array;
  /** Whether each post answers others part by part: 1 or 0. */
  readonly inParts: Uint8Array;
  /** Places of those that a post names, most direct first: only earlier ones in the tree, so there are no cycles. */
  namedBy(index: number): readonly number[];
  /** What each part of a post that answers several posts answers, in order; null: the post is a whole. */
  partsOf(node: Node): readonly NodePart[] | null;
}

/** In `ThreadTree.direct`: a post that names no other, present or gone. */
export const nobody = -1;

/** In `ThreadTree.direct`: a post that names only such as are not in the tree. */
export const gone = -2;

/** Posts cleaned together: while one is fetched from far away in memory the processor can already ask for the next. */
const ahead = 64;

/**
 * The graph of a thread. Of posts with one id the last wins. An edge counts only when it names an earlier post, so
 * replies that lie, or that answer each other in a circle, make no cycle.
 *
 * @param textOf cleans a post; asked once for each that is looked at, or stands near one
 */
export function buildTree(thread: Thread, posts: readonly Post[], textOf: (post: Post) => string): ThreadTree {
  const links = linksOf(posts) ?? linksOf(inOrder(posts));
  if (!links) throw new Error('Posts in order are not in order');
  const { ordered, places, direct, several, inParts, named } = links;
  const count = ordered.length;
  // Of its length at once: one that grows is copied again and again.
  const nodes = new Array<Node>(count);
  const silent = new Uint8Array(count);
  let made = 0;
  const makeUpTo = (end: number): void => {
    for (; made < end; made++) {
      const post = ordered[made];
      if (!post) continue;
      const { id, position } = post;
      const text = textOf(post);
      if (isBlank(text)) silent[made] = 1;
      nodes[made] = { post, id, position, text, index: made };
    }
  };
  const makeAhead = (index: number): void => {
    makeUpTo(Math.min(count, index + ahead));
  };
  const at = (index: number): Node => {
    if (index >= made) makeAhead(index);
    const node = nodes[index];
    if (node === undefined) throw new RangeError(`No post at place ${String(index)}`);
    return node;
  };
  const namedBy = (index: number): readonly number[] => {
    const first = direct[index] ?? nobody;
    return named.get(index) ?? (first >= 0 ? [first] : none);
  };
  return {
    thread,
    count,
    at,
    speaks: (index) => {
      if (index >= made) makeAhead(index);
      return silent[index] === 0;
    },
    byId: (id) => {
      const place = places.find(id);
      return place >= 0 ? at(place) : null;
    },
    placeOf: (kind) => ordered.findIndex((post) => post.kind === kind),
    direct,
    several,
    inParts,
    namedBy,
    partsOf: ({ post, index }) =>
      post.segments ? partsIn(post.segments, (ids) => earlier(places, ids, index).map(at)) : null,
  };
}

const none: readonly number[] = [];

function inOrder(posts: readonly Post[]): readonly Post[] {
  const unique = new Map<string, Post>();
  for (const post of posts) unique.set(post.id, post);
  return [...unique.values()].sort((a, b) => a.position - b.position);
}

interface Links extends Pick<ThreadTree, 'direct' | 'several' | 'inParts'> {
  readonly ordered: readonly Post[];
  readonly places: Places;
  /** Of the posts that name several, places of those in the tree; lists for all would fill the memory. */
  readonly named: ReadonlyMap<number, readonly number[]>;
}

/** null: the posts are not in order of position, or one came a second time. */
function linksOf(posts: readonly Post[]): Links | null {
  const count = posts.length;
  const places = placesOf(count);
  const [several, inParts] = [new Uint8Array(count), new Uint8Array(count)];
  const direct = new Int32Array(count);
  const named = new Map<number, readonly number[]>();
  let last = Number.NEGATIVE_INFINITY;
  let index = 0;
  for (const post of posts) {
    const { id, position, replyTo } = post;
    if (position < last) return null;
    last = position;
    // Only posts already placed are found: those are the earlier ones.
    direct[index] = replyTo.length === 0 ? nobody : firstOf(places, replyTo);
    if (replyTo.length > 1) {
      several[index] = 1;
      named.set(index, earlier(places, replyTo, index));
    }
    if (!places.add(id)) return null;
    if (post.segments) inParts[index] = 1;
    index++;
  }
  return { ordered: posts, places, direct, several, inParts, named };
}

/** Places of those of these posts that stand before a place, each once. */
function earlier(places: Places, ids: readonly string[], before: number): readonly number[] {
  const found = new Set<number>();
  for (const id of ids) {
    const place = places.find(id);
    if (place >= 0 && place < before) found.add(place);
  }
  return [...found];
}

function firstOf(places: Places, ids: readonly string[]): number {
  for (const id of ids) {
    const place = places.find(id);
    if (place >= 0) return place;
  }
  return gone;
}

function partsIn(
  segments: readonly Segment[],
  parentsIn: (ids: readonly string[]) => readonly Node[],
): readonly NodePart[] {
  const parts = new Map<string, { readonly htmls: string[]; readonly parents: readonly Node[] }>();
  for (const { replyTo, html } of segments) {
    const key = replyTo.join(' ');
    const part = parts.get(key);
    if (part) part.htmls.push(html);
    else parts.set(key, { htmls: [html], parents: parentsIn(replyTo) });
  }
  return [...parts.values()];
}
