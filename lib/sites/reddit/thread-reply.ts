import { parsePage, parsePiece, type Parent } from '../../base/html';
import type { FetchRequest, Harvest, Post } from '../../model/thread';
import type { Reply } from '../adapter';
import { noteNumber } from '../note';
import { malformed } from './failure';
import { markupOf } from './markup';
import { commentsPartial, forgeryToken, newBranches, newTree } from './new-page';
import { oldMoreChildren } from './old-more';
import { oldBranches, oldTree } from './old-page';
import type { Wishes } from './options';
import { layOut, layOutPieces, wholeSpan, type Layout, type Pending } from './place';
import { postOf, threadOfSubmission } from './post';
import { progressOf, type Progress, type Route } from './progress';
import { commentsPart, furtherRequest } from './request';
import type { Branch, Message, Tree } from './thing';
import { branchesOf, moreChildren, reading, thingsIn, treeOf } from './things-json';

// A thread, reply by reply. The first shows its tree with gaps; each further one fills some, and names the next. One
// request at a time: Reddit refuses two at once for one person.

/** The first reply: post and comments. */
export function parseThread(request: FetchRequest, data: unknown, reply: Reply, wishes: Wishes): Harvest {
  const { target } = request;
  const json = request.as === 'json';
  const seen = json ? { tree: treeOf(data, reading(reply.body, reply.url)), route: 'json' as const } : seenIn(reply);
  const submission = seen.tree?.submission;
  if (!seen.tree || !submission || submission.message.name !== `t3_${target.key}`) throw malformed(reply.body);
  const maxPosts = noteNumber(request, 'maxPosts');
  const root = postOf(submission.message, { base: target.base, key: target.key }, 0);
  const start: Progress = {
    route: seen.route,
    queue: [],
    made: 0,
    left: maxPosts === null ? null : Math.max(0, maxPosts - 1),
    withheld: [],
    unread: 0,
    present: request.note?.['again'] === true ? [root.id] : null,
    token: seen.page ? (forgeryToken(seen.page) ?? '') : '',
  };
  const own: Harvest = { threads: [threadOfSubmission(submission, target.base)], posts: [root] };
  const src = seen.page && seen.tree.branches.length === 0 ? commentsPartial(seen.page) : null;
  const part = src === null ? null : commentsPart(target, src, { ...request.note, ...carried(start) });
  if (part) return { ...own, next: [part] };
  return joined(own, firstComments(request, seen.tree.branches, start, wishes));
}

interface Seen {
  readonly tree: Tree | null;
  readonly route: Route;
  readonly page?: Parent;
}

function seenIn(reply: Reply): Seen {
  const page = parsePage(reply.body);
  const markup = markupOf(page);
  if (markup === 'new') return { tree: newTree(page), route: 'new', page };
  return { tree: markup === 'old' ? oldTree(page) : null, route: 'old', page };
}

/** What the request for the comments alone must know of the page before it. */
function carried(start: Progress): Readonly<Record<string, string | number | readonly string[]>> {
  return {
    route: start.route,
    left: start.left ?? -1,
    token: start.token,
    ...(start.present ? { present: start.present } : {}),
  };
}

/** The comments of a page of the new site that came without them. */
export function parseComments(request: FetchRequest, reply: Reply, wishes: Wishes): Harvest {
  return firstComments(request, newBranches(parsePiece(reply.body)), progressOf(request), wishes);
}

function firstComments(request: FetchRequest, branches: readonly Branch[], start: Progress, wishes: Wishes): Harvest {
  const layout = layOut(branches, wholeSpan(branches), 0);
  return settled(request, branches, layout, { ...start, queue: layout.pending }, wishes);
}

/** A reply that fills gaps. */
export function parseFurther(request: FetchRequest, data: unknown, reply: Reply, wishes: Wishes): Harvest {
  const { asked, ...progress } = progressOf(request);
  const all = branchesIn(request, data, reply);
  // The comment whose replies were asked for comes along, and has its place.
  const above = new Set(asked.filter((at) => at.by !== 'ids').map((at) => at.name));
  const branches = all.filter((at) => at.kind === 'stub' || !above.has(at.message.name));
  const layout = layOutPieces(branches, asked);
  const came = branches.some((branch) => branch.kind === 'message');
  const again = new Set(asked.map(keyOf));
  // What came to nothing is not asked again: a comment may be gone, and the site's counts never tell.
  const pending = came ? layout.pending : layout.pending.filter((at) => !again.has(keyOf(at)));
  const still = new Set(pending.filter((at) => at.by === 'ids').map((at) => at.name));
  const lost = asked.filter((at) => at.by === 'ids' && !layout.positions.has(at.name) && !still.has(at.name));
  const queue = [...pending, ...progress.queue].sort((a, b) => placeOf(a) - placeOf(b));
  const withheld = [...progress.withheld, ...lost.map((at) => at.name)];
  return settled(request, branches, layout, { ...progress, queue: once(queue), withheld }, wishes);
}

const keyOf = (at: Pending): string => `${at.by} ${at.name} ${at.cursor}`;
const placeOf = (at: Pending): number => (at.span.at < 0 ? Infinity : at.span.at);

function once(queue: readonly Pending[]): readonly Pending[] {
  return [...new Map(queue.map((at) => [keyOf(at), at])).values()];
}

function branchesIn(request: FetchRequest, data: unknown, reply: Reply): readonly Branch[] {
  const plain = reading(reply.body, reply.url);
  if (request.as === 'json') {
    const found = Array.isArray(data)
      ? branchesOf(thingsIn((data as readonly unknown[])[1]), plain)
      : (moreChildren(data, plain) ?? oldMoreChildren(data));
    if (!found) throw malformed(reply.body);
    // Both answers have `json`; only one has pieces of a page in it.
    return found.length === 0 ? (oldMoreChildren(data) ?? found) : found;
  }
  const page = parsePage(reply.body);
  return markupOf(page) === 'old' ? oldBranches(page) : newBranches(page);
}

/** The posts of a reply, and the request that follows, or what will never come. */
function settled(
  request: FetchRequest,
  branches: readonly Branch[],
  layout: Layout,
  progress: Progress,
  wishes: Wishes,
): Harvest {
  const { target } = request;
  const shallow = (depth: number): boolean => wishes.depth === null || depth < wishes.depth;
  const messages = branches.flatMap((branch) => (branch.kind === 'message' ? branch.message : []));
  const tooDeep = messages.filter(({ name }) => !shallow(layout.depths.get(name) ?? 0)).map(({ name }) => name);
  const wanted = messages.filter(({ name }) => shallow(layout.depths.get(name) ?? 0));
  const kept = progress.left === null ? wanted : wanted.slice(0, progress.left);
  const posts = kept.map((message) => commentPost(message, layout, target, wishes));
  const beyond = progress.queue.filter((at) => !shallow(at.depth));
  const state: Progress = {
    ...progress,
    queue: progress.queue.filter((at) => shallow(at.depth)),
    left: progress.left === null ? null : progress.left - kept.length,
    withheld: [
      ...progress.withheld,
      ...tooDeep,
      ...wanted.slice(kept.length).map(({ name }) => name),
      ...namesOf(beyond),
    ],
    present: progress.present && [...progress.present, ...messages.map(({ name }) => name)],
  };
  const open = wishes.comments && state.made < wishes.more && state.left !== 0;
  const next = open ? furtherRequest(target, state) : null;
  return next ? { posts, next: [next] } : { posts, ...ending(state, layoutGaps(state)) };
}

function commentPost(message: Message, layout: Layout, target: FetchRequest['target'], wishes: Wishes): Post {
  const position = layout.positions.get(message.name) ?? 0;
  // Every comment answers something; one that does not say what, answers the post.
  const parent = message.parent ?? `t3_${target.key}`;
  return postOf({ ...message, parent }, { base: target.base, key: target.key }, position, wishes.minScore);
}

function namesOf(pending: readonly Pending[]): readonly string[] {
  return pending.filter((at) => at.by === 'ids').map((at) => at.name);
}

/** Branches left whose comments have no names here. */
function layoutGaps(state: Progress): number {
  return state.unread + state.queue.filter((at) => at.by !== 'ids').length;
}

/** What is said when nothing more will be asked for: honestly, what did not come. */
function ending(state: Progress, gaps: number): Harvest {
  const unfetched = [...new Set([...state.withheld, ...namesOf(state.queue)])];
  const remarks = [
    ...(unfetched.length > 0 ? [{ event: 'redditUnfetched', params: [String(unfetched.length)] }] : []),
    ...(gaps > 0 ? [{ event: 'redditBranches', params: [String(gaps)] }] : []),
  ];
  // A thread with unnamed gaps does not tell which of its comments are gone.
  const present = state.present && gaps === 0 ? [...state.present, ...unfetched] : null;
  return {
    ...(unfetched.length > 0 ? { unfetched } : {}),
    ...(remarks.length > 0 ? { remarks } : {}),
    ...(present ? { presentSiteIds: present } : {}),
  };
}

function joined(a: Harvest, b: Harvest): Harvest {
  return { ...a, ...b, posts: [...(a.posts ?? []), ...(b.posts ?? [])] };
}

/** A whole thread of a saved file: no request follows, so all that is missing is named at once. */
export function fileHarvest(tree: Tree, base: string): Harvest {
  const { submission, branches } = tree;
  const layout = layOut(branches, wholeSpan(branches), 0);
  const messages = branches.flatMap((branch) => (branch.kind === 'message' ? branch.message : []));
  const key = submission?.message.name.slice(3) ?? keyFrom(messages, branches) ?? '';
  const place = { base, key };
  const posts = messages.map((message) => {
    const position = layout.positions.get(message.name) ?? 0;
    return postOf(message, place, position);
  });
  const unfetched = namesOf(layout.pending);
  return {
    ...(submission ? { threads: [threadOfSubmission(submission, base)] } : {}),
    posts: submission ? [postOf(submission.message, place, 0), ...posts] : posts,
    ...(unfetched.length > 0 ? { unfetched } : {}),
  };
}

function keyFrom(messages: readonly Message[], branches: readonly Branch[]): string | null {
  const path = messages.find((message) => message.path !== null)?.path ?? '';
  const named = /\/comments\/([0-9a-z]{1,13})\b/.exec(path)?.[1];
  if (named !== undefined) return named;
  for (const branch of branches) {
    const parent = branch.kind === 'message' ? branch.message.parent : branch.stub.parent;
    if (parent?.startsWith('t3_') === true) return parent.slice(3);
  }
  return null;
}
