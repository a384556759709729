import type { Branch, Stub } from './thing';
import { parentOfBranch } from './thing';

// Where comments stand in their thread. A thread comes in pieces: the first reply shows its tree with gaps, and each gap
// is filled by later replies. The first reply therefore gives every gap a span of numbers of its own, and what fills
// the gap is numbered within it. So positions are in the order of the tree, a parent always before what answers it, and
// the same whatever order the pieces come in. A thread without gaps is numbered 1, 2, 3 …

/** The numbers `at` … `at + room` (the last not included). */
export interface Span {
  readonly at: number;
  readonly room: number;
}

/** What is still to be asked for. */
export interface Pending {
  /** A comment (`ids`), the comment whose replies are wanted (`deep`), or who is answered (`loader`). */
  readonly name: string;
  readonly by: Stub['by'];
  readonly span: Span;
  /** Comments above it. */
  readonly depth: number;
  readonly token: string;
  readonly cursor: string;
}

/** For what finds no room: after all others, in order of time. */
export const tail: Span = { at: -1, room: 0 };
const tailStart = 2 ** 52;
const room = 2 ** 32;

/** Time orders the tail; within a second the site's own numbers do, which ascend. */
function tailPosition(name: string, createdAt: number | null): number {
  const seconds = Math.min(2 ** 31 - 1, Math.max(0, Math.floor((createdAt ?? 0) / 1000)));
  return tailStart + seconds * 2 ** 20 + (parseInt(name.slice(3), 36) % 2 ** 20 || 0);
}

export interface Layout {
  readonly positions: ReadonlyMap<string, number>;
  readonly depths: ReadonlyMap<string, number>;
  readonly pending: readonly Pending[];
}

/** The span of a thread's comments. */
export function wholeSpan(branches: readonly Branch[]): Span {
  const slots = slotsOf(branches);
  const gaps = branches.some((branch) => branch.kind === 'stub');
  return { at: 0, room: (gaps ? Math.min(room, Math.floor(2 ** 51 / (slots + 1))) : 1) * (slots + 1) };
}

function slotsOf(branches: readonly Branch[]): number {
  return branches.reduce((sum, at) => sum + (at.kind === 'stub' ? Math.max(1, at.stub.ids.length) : 1), 0);
}

/**
 * Numbers the branches of one span, which are in the order of their tree.
 * @param depth of those that answer nothing here
 * @param own names that have a span from an earlier reply
 */
export function layOut(
  branches: readonly Branch[],
  span: Span,
  depth: number,
  own: ReadonlyMap<string, Pending> = new Map(),
): Layout {
  const positions = new Map<string, number>();
  const depths = new Map<string, number>();
  const pending: Pending[] = [];
  const step = span.at < 0 ? 0 : Math.floor(span.room / (slotsOf(branches) + 1));
  let slot = 0;
  const nextSpan = (): Span => (step < 1 ? tail : { at: span.at + ++slot * step, room: step });
  for (const branch of branches) {
    const parent = parentOfBranch(branch);
    const level = parent !== null && depths.has(parent) ? (depths.get(parent) ?? 0) + 1 : depth;
    if (branch.kind === 'message') {
      const { message } = branch;
      const place = nextSpan();
      positions.set(message.name, place.at < 0 ? tailPosition(message.name, message.createdAt) : place.at);
      depths.set(message.name, level);
      continue;
    }
    const { by, ids, token, cursor } = branch.stub;
    if (by !== 'ids') {
      if (parent !== null) pending.push({ name: parent, by, span: nextSpan(), depth: level, token, cursor });
      continue;
    }
    for (const name of ids) {
      const place = nextSpan();
      pending.push(own.get(name) ?? { name, by, span: place, depth: level, token, cursor });
    }
  }
  return { positions, depths, pending };
}

/** Numbers what later replies bring: each comment that was asked for, with what answers it, within its own span. */
export function layOutPieces(branches: readonly Branch[], asked: readonly Pending[]): Layout {
  const own = new Map(asked.filter((at) => at.by === 'ids').map((at) => [at.name, at]));
  const under = new Map(asked.filter((at) => at.by !== 'ids').map((at) => [at.name, at]));
  const positions = new Map<string, number>();
  const depths = new Map<string, number>();
  const pending: Pending[] = [];
  const add = (part: Layout): void => {
    for (const [name, at] of part.positions) positions.set(name, at);
    for (const [name, at] of part.depths) depths.set(name, at);
    pending.push(...part.pending);
  };
  for (const group of groupsOf(branches, under)) {
    const [first] = group;
    if (!first) continue;
    const above = under.get(parentOfBranch(first) ?? '');
    const asRoot = first.kind === 'message' ? own.get(first.message.name) : undefined;
    if (above) add(layOut(group, above.span, above.depth, own));
    else if (first.kind === 'message' && asRoot && asRoot.span.at >= 0) {
      const inner = layOut(group.slice(1), asRoot.span, asRoot.depth + 1, own);
      add({ ...inner, positions: new Map([...inner.positions, [first.message.name, asRoot.span.at]]) });
      depths.set(first.message.name, asRoot.depth);
    } else add(layOut(group, tail, asRoot?.depth ?? leftOver(first, own)?.depth ?? 0, own));
  }
  return { positions, depths, pending };
}

function leftOver(branch: Branch, own: ReadonlyMap<string, Pending>): Pending | undefined {
  return branch.kind === 'stub' ? own.get(branch.stub.ids[0] ?? '') : undefined;
}

/** Cut where a branch answers nothing that came with it; what answers one `deep` comment is one group. */
function groupsOf(branches: readonly Branch[], under: ReadonlyMap<string, Pending>): readonly (readonly Branch[])[] {
  const groups: Branch[][] = [];
  const here = new Map<string, Branch[]>();
  const inside = new Map<string, Branch[]>();
  for (const branch of branches) {
    const parent = parentOfBranch(branch);
    let group =
      parent === null ? undefined : (inside.get(parent) ?? (under.has(parent) ? here.get(parent) : undefined));
    if (!group) {
      group = [];
      groups.push(group);
      if (parent !== null) here.set(parent, group);
    }
    group.push(branch);
    if (branch.kind === 'message') inside.set(branch.message.name, group);
  }
  return groups;
}
