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
  /** Place in `ThreadTree.nodes`. */
  readonly index: number;
}

/** One or more segments of a post that answer the same posts. */
export interface NodePart {
  /** As the site sent them, in order. */
  readonly htmls: readonly string[];
  /** As `ThreadTree.parentsOf`; empty: it answers nobody, or somebody who is not in the tree. */
  readonly parents: readonly Node[];
}

/**
 * A thread as a graph of cleaned posts; built once, in one pass. What is known of all nodes stands in arrays of numbers,
 * by their index: they need no room in the heap, and those that ask need not look at a node.
 */
export interface ThreadTree {
  readonly thread: Thread;
  /** In order of position. */
  readonly nodes: readonly Node[];
  readonly byId: { get(id: string): Node | undefined };
  /** Whether each node has no text: 1 or 0. */
  readonly silent: Uint8Array;
  /** Place of the most direct post that each node names and that is in the tree; else `nobody` or `gone`. */
  readonly direct: Int32Array;
  /** Whether each node names several posts: 1 or 0. Of the others `direct` tells all. */
  readonly several: Uint8Array;
  /** Whether each node answers others part by part: 1 or 0. */
  readonly inParts: Uint8Array;
  /** Most direct first; only posts that are in the tree and come earlier, so there are no cycles. */
  parentsOf(node: Node): readonly Node[];
  /** What each part of a post that answers several posts answers, in order; null: the post is a whole. */
  partsOf(node: Node): readonly NodePart[] | null;
}

/** In `ThreadTree.direct`: a post that names no other, present or gone. */
export const nobody = -1;

/** In `ThreadTree.direct`: a post that names only such as are not in the tree. */
export const gone = -2;

/**
 * Builds the graph of a thread. Of posts with one id the last wins. An edge counts only when it names an earlier post,
 * so replies that lie, or that answer each other in a circle, make no cycle.
 *
 * @param textOf cleans a post; asked once for each
 */
export function buildTree(thread: Thread, posts: readonly Post[], textOf: (post: Post) => string): ThreadTree {
  // Each post is looked at once for all: a long thread is larger than the processor's cache.
  let linked = link(posts, textOf);
  if (!linked.whole) {
    const made = new Map(linked.nodes.map(({ post, text }) => [post, text]));
    linked = link(inOrder(posts), (post) => made.get(post) ?? textOf(post));
  }
  const { nodes, places, silent, direct, several, inParts } = linked;
  const earlier = (ids: readonly string[], index: number): readonly Node[] => {
    const found: Node[] = [];
    for (const id of new Set(ids)) {
      const place = places.find(id);
      const node = place >= 0 && place < index ? nodes[place] : undefined;
      if (node) found.push(node);
    }
    return found;
  };
  return {
    thread,
    nodes,
    byId: { get: (id) => nodes[places.find(id)] },
    silent,
    direct,
    several,
    inParts,
    // Most posts have none or one, and few strategies ask for more: lists of them would only fill the memory.
    parentsOf: ({ post, index }) => earlier(post.replyTo, index),
    partsOf: ({ post, index }) => (post.segments ? partsIn(post.segments, (ids) => earlier(ids, index)) : null),
  };
}

function inOrder(posts: readonly Post[]): readonly Post[] {
  const unique = new Map<string, Post>();
  for (const post of posts) unique.set(post.id, post);
  return [...unique.values()].sort((a, b) => a.position - b.position);
}

interface Linked extends Pick<ThreadTree, 'nodes' | 'silent' | 'direct' | 'several' | 'inParts'> {
  readonly places: Places;
  /** false: it ends where the posts were not in order, or one came a second time. */
  readonly whole: boolean;
}

function link(posts: readonly Post[], textOf: (post: Post) => string): Linked {
  const count = posts.length;
  // Of its length at once: one that grows is copied again and again.
  const nodes = new Array<Node>(count);
  const places = placesOf(count);
  const [silent, several, inParts] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  const direct = new Int32Array(count);
  let last = Number.NEGATIVE_INFINITY;
  let index = 0;
  for (const post of posts) {
    const { id, position, replyTo } = post;
    if (position < last) break;
    last = position;
    // Only posts already placed are found: those are the earlier ones.
    direct[index] = replyTo.length === 0 ? nobody : firstOf(places, replyTo);
    if (!places.add(id)) break;
    const text = textOf(post);
    if (isBlank(text)) silent[index] = 1;
    if (replyTo.length > 1) several[index] = 1;
    if (post.segments) inParts[index] = 1;
    nodes[index] = { post, id, position, text, index };
    index++;
  }
  nodes.length = index;
  return { nodes, places, silent, direct, several, inParts, whole: index === count };
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
