import { isBlank } from '../base/blank';
import { placesOf, type Places } from './places';
import type { Post, Segment, Thread } from './thread';

/** A post with its text as training sees it. */
export interface Node {
  readonly post: Post;
  /** Of the post; here as well, since every pair names it and the post itself is far away in memory. */
  readonly id: string;
  /** As `id`. */
  readonly position: number;
  /** Cleaned; '' where nothing is left. */
  readonly text: string;
  /** Most direct first; only posts that are in the tree and come earlier, so there are no cycles. */
  readonly parents: readonly Node[];
  /** What each part of a post that answers several posts answers, in order; null: the post is a whole. */
  readonly parts: readonly NodePart[] | null;
  /** Place in `ThreadTree.nodes`. */
  readonly index: number;
}

/** One or more segments of a post that answer the same posts. */
export interface NodePart {
  /** As the site sent them, in order. */
  readonly htmls: readonly string[];
  /** As those of a node; empty: it answers nobody, or somebody who is not in the tree. */
  readonly parents: readonly Node[];
}

/** A thread as a graph of cleaned posts; built once, in one pass. */
export interface ThreadTree {
  readonly thread: Thread;
  /** In order of position. */
  readonly nodes: readonly Node[];
  readonly byId: { get(id: string): Node | undefined };
  /** Whether each node has no text, by its index: 1 or 0. */
  readonly silent: Uint8Array;
}

/** Most posts answer nobody by name. */
const nobody: readonly Node[] = [];

/** Whether a post names no other, present or gone. */
export function namesNobody(node: Node): boolean {
  return node.parents === nobody;
}

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
  const { nodes, places, silent } = linked;
  return { thread, nodes, silent, byId: { get: (id) => nodes[places.find(id)] } };
}

function inOrder(posts: readonly Post[]): readonly Post[] {
  const unique = new Map<string, Post>();
  for (const post of posts) unique.set(post.id, post);
  return [...unique.values()].sort((a, b) => a.position - b.position);
}

interface Linked {
  readonly nodes: readonly Node[];
  readonly places: Places;
  readonly silent: Uint8Array;
  /** false: it ends where the posts were not in order, or one came a second time. */
  readonly whole: boolean;
}

function link(posts: readonly Post[], textOf: (post: Post) => string): Linked {
  const nodes: Node[] = [];
  const places = placesOf(posts.length);
  const silent = new Uint8Array(posts.length);
  let last = Number.NEGATIVE_INFINITY;
  for (const post of posts) {
    const index = nodes.length;
    if (post.position < last) return { nodes, places, silent, whole: false };
    last = post.position;
    // Only posts already placed are found: those are the earlier ones.
    const parents = parentsIn(nodes, places, post.replyTo);
    const parts = post.segments ? partsIn(nodes, places, post.segments) : null;
    if (!places.add(post.id)) return { nodes, places, silent, whole: false };
    const text = textOf(post);
    if (isBlank(text)) silent[index] = 1;
    nodes.push({ post, id: post.id, position: post.position, text, parents, parts, index });
  }
  return { nodes, places, silent, whole: true };
}

function parentsIn(nodes: readonly Node[], places: Places, ids: readonly string[]): readonly Node[] {
  if (ids.length === 0) return nobody;
  if (ids.length === 1) {
    const parent = nodes[places.find(ids[0] ?? '')];
    return parent ? [parent] : [];
  }
  const parents: Node[] = [];
  for (const id of new Set(ids)) {
    const parent = nodes[places.find(id)];
    if (parent) parents.push(parent);
  }
  return parents;
}

function partsIn(nodes: readonly Node[], places: Places, segments: readonly Segment[]): readonly NodePart[] {
  const parts = new Map<string, { readonly htmls: string[]; readonly parents: readonly Node[] }>();
  for (const { replyTo, html } of segments) {
    const key = replyTo.join(' ');
    const part = parts.get(key);
    if (part) part.htmls.push(html);
    else parts.set(key, { htmls: [html], parents: parentsIn(nodes, places, replyTo) });
  }
  return [...parts.values()];
}
