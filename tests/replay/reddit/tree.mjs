// Which comments one reply shows, and what stands for the others: by score, a parent before what answers it.

/** @typedef {import('./community.mjs').Comment} Comment */
/** @typedef {{comment: Comment, below: Shown[]} | {more: Comment[], parent: string, depth: number} | {deeper: string, depth: number}} Shown */

/** Levels in one reply. */
const levels = 10;

/** All below, itself included. @param {Comment} comment @returns {number} */
export function sizeOf(comment) {
  let size = 0;
  const stack = [comment];
  for (let at = stack.pop(); at; at = stack.pop()) {
    size += 1;
    stack.push(...at.children);
  }
  return size;
}

/**
 * @param {Comment[]} roots
 * @param {string} parent full name of what they answer
 * @param {number} limit
 * @param {number} [depth] levels wanted
 * @returns {Shown[]}
 */
export function shownTree(roots, parent, limit, depth = levels) {
  const chosen = choose(roots, limit, Math.min(depth, levels));
  return shape(roots, parent, 0, chosen, Math.min(depth, levels));
}

/**
 * The best so many, each with its parent.
 * @param {Comment[]} roots @param {number} limit @param {number} depth
 */
function choose(roots, limit, depth) {
  const top = roots[0]?.depth ?? 0;
  /** @type {Set<Comment>} */
  const chosen = new Set();
  const waiting = [...roots];
  while (waiting.length > 0 && chosen.size < limit) {
    let best = 0;
    for (let i = 1; i < waiting.length; i++) {
      if ((waiting[i]?.score ?? 0) > (waiting[best]?.score ?? 0)) best = i;
    }
    const [comment] = waiting.splice(best, 1);
    if (!comment) break;
    if (comment.state === 'withheld') continue;
    chosen.add(comment);
    if (comment.depth - top + 1 < depth) waiting.push(...comment.children);
  }
  return chosen;
}

/**
 * @param {Comment[]} siblings @param {string} parent @param {number} depth @param {Set<Comment>} chosen @param {number} most
 * @returns {Shown[]}
 */
function shape(siblings, parent, depth, chosen, most) {
  if (siblings.length === 0) return [];
  if (depth >= most && most === levels) return [{ deeper: parent, depth }];
  /** @type {Shown[]} */
  const shown = siblings
    .filter((at) => chosen.has(at))
    .map((comment) => ({
      comment,
      below: shape(comment.children, `t1_${comment.id}`, depth + 1, chosen, most),
    }));
  const more = siblings.filter((at) => !chosen.has(at));
  if (more.length > 0) shown.push({ more, parent, depth });
  return shown;
}

/**
 * What `morechildren` gives for some ids: at most a hundred comments, theirs and what answers them, in a row.
 * @param {Comment[]} asked
 * @returns {{comments: Comment[], stubs: {more: Comment[], parent: string}[]}}
 */
export function furtherComments(asked) {
  const known = asked.filter((comment) => comment.state !== 'withheld');
  const chosen = choose(known, 100, levels);
  /** @type {Comment[]} */
  const comments = [];
  /** @type {{more: Comment[], parent: string}[]} */
  const stubs = [];
  const stack = known.filter((at) => chosen.has(at)).reverse();
  for (let at = stack.pop(); at; at = stack.pop()) {
    comments.push(at);
    const below = at.children.filter((child) => chosen.has(child));
    const left = at.children.filter((child) => !chosen.has(child));
    if (left.length > 0) stubs.push({ more: left, parent: `t1_${at.id}` });
    stack.push(...below.reverse());
  }
  for (const comment of known) if (!chosen.has(comment)) stubs.push({ more: [comment], parent: comment.parent });
  return { comments, stubs };
}
