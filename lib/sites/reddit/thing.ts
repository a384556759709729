// What all of Reddit's shapes (JSON, the old pages, the new pages, the feed) come to, before it becomes posts.

/** A post or a comment. */
export interface Message {
  /** Full name: `t3_…` for a post, `t1_…` for a comment; the same in every shape. */
  readonly name: string;
  /** What a comment answers; null for a post. */
  readonly parent: string | null;
  /** As the site writes it; null: not told. */
  readonly author: string | null;
  readonly html: string;
  /** Markdown as the reply had it. */
  readonly markdown: string | null;
  readonly deleted: boolean;
  readonly flags: readonly string[];
  readonly createdAt: number | null;
  readonly editedAt: number | null;
  /** null: hidden, or not told. */
  readonly score: number | null;
  /** Permalink, relative to the site. */
  readonly path: string | null;
  readonly details: Readonly<Record<string, string>>;
}

/** What a post says beside its own text. */
export interface Submission {
  readonly message: Message;
  readonly title: string;
  /** As people write it: `r/books`. */
  readonly community: string | null;
  readonly flair: string | null;
  readonly comments: number | null;
  readonly closed: boolean;
  readonly notice: string | null;
  readonly pinned: boolean;
}

/** Comments that are there and were not sent. */
export interface Stub {
  /** The post or comment they answer. */
  readonly parent: string | null;
  /** `ids`: their names are known. `deep`: replies of `parent`, too deep for this reply. `loader`: an address brings them. */
  readonly by: 'ids' | 'deep' | 'loader';
  readonly ids: readonly string[];
  /** How many there are, theirs included; null: not told. */
  readonly count: number | null;
  /** `ids` of the old pages: the mark their own script sends before them. `loader`: the address. */
  readonly token: string;
  readonly cursor: string;
}

export type Branch =
  { readonly kind: 'message'; readonly message: Message } | { readonly kind: 'stub'; readonly stub: Stub };

export const namesStub = (parent: string | null, ids: readonly string[], count: number | null, token = ''): Branch => ({
  kind: 'stub',
  stub: { parent, by: 'ids', ids, count, token, cursor: '' },
});

export const deepStub = (parent: string): Branch => ({
  kind: 'stub',
  stub: { parent, by: 'deep', ids: [], count: null, token: '', cursor: '' },
});

/** A thread as one reply shows it: its post, and its comments with each parent before its children. */
export interface Tree {
  readonly submission: Submission | null;
  readonly branches: readonly Branch[];
}

export function parentOfBranch(branch: Branch): string | null {
  return branch.kind === 'message' ? branch.message.parent : branch.stub.parent;
}

/**
 * Comments in the order of a tree: those of one parent in the order given, each followed by what answers it. What
 * answers nothing that is here begins a tree of its own. A name that comes twice counts once.
 */
export function inTreeOrder(flat: readonly Branch[]): readonly Branch[] {
  const names = new Set<string>();
  const once = flat.filter((branch) => {
    if (branch.kind === 'stub') return true;
    if (names.has(branch.message.name)) return false;
    names.add(branch.message.name);
    return true;
  });
  const children = new Map<string, Branch[]>();
  const roots: Branch[] = [];
  for (const branch of once) {
    const parent = parentOfBranch(branch);
    if (parent === null || !names.has(parent)) roots.push(branch);
    else {
      const siblings = children.get(parent);
      if (siblings) siblings.push(branch);
      else children.set(parent, [branch]);
    }
  }
  const ordered: Branch[] = [];
  const stack = roots.reverse();
  for (let at = stack.pop(); at; at = stack.pop()) {
    ordered.push(at);
    if (at.kind !== 'message') continue;
    const below = children.get(at.message.name) ?? [];
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i];
      if (child) stack.push(child);
    }
  }
  // What answers each other in a circle hangs on nothing, and is left out.
  return ordered;
}
