// The recorded files as the reference tool reads them: raw keys, nothing of an adapter's.
import type { FourchanThread } from '../../lib/reference/fourchan-pairs';
import type { RedditComment, RedditThread } from '../../lib/reference/reddit-pairs';
import type { StackExchangeQuestion } from '../../lib/reference/stackexchange-pairs';

interface RawPost {
  readonly no: number;
  readonly com?: string;
  readonly id?: string;
}

export function rawFourchan(text: string): FourchanThread {
  const { posts } = JSON.parse(text) as { posts: readonly RawPost[] };
  return {
    length: posts.length,
    number: (i) => String(posts[i]!.no),
    com: (i) => posts[i]!.com ?? '',
    posterId: (i) => posts[i]!.id ?? null,
  };
}

interface RawThing {
  readonly kind: string;
  readonly data: {
    readonly id: string;
    readonly title?: string;
    readonly selftext?: string;
    readonly author?: string | null;
    readonly body?: string;
    readonly parent_id?: string;
    readonly replies?: RawListing | '';
  };
}

interface RawListing {
  readonly data: { readonly children: readonly RawThing[] };
}

export function rawReddit(text: string): RedditThread {
  const [first, second] = JSON.parse(text) as readonly [RawListing, RawListing];
  const post = first.data.children[0]!.data;
  const comments: RedditComment[] = [];
  const walk = ({ kind, data }: RawThing): void => {
    if (kind !== 't1') return;
    const { id, author, body = '', parent_id: parent = '', replies } = data;
    comments.push({
      id,
      author: author ?? '',
      body,
      parent: parent.startsWith('t1_')
        ? { kind: 'comment', id: parent.slice(3) }
        : parent.startsWith('t3_')
          ? { kind: 'post' }
          : null,
    });
    if (replies) replies.data.children.forEach(walk);
  };
  second.data.children.forEach(walk);
  return { title: post.title ?? '', body: post.selftext?.trim() ?? '', author: post.author ?? '', comments };
}

interface RawItem {
  readonly title?: string;
  readonly body?: string;
  readonly accepted_answer_id?: number;
  readonly answer_id?: number;
}

/** Items of the interface's replies, or one item alone. */
export function rawItems(text: string): readonly RawItem[] {
  const data = JSON.parse(text) as RawItem | readonly RawItem[] | { readonly items: readonly RawItem[] };
  if (Array.isArray(data)) return data as readonly RawItem[];
  return 'items' in data ? data.items : [data as RawItem];
}

export function rawQuestions(questions: string, answers: string): readonly StackExchangeQuestion[] {
  const bodies = new Map(rawItems(answers).map((item) => [item.answer_id, item.body ?? '']));
  return rawItems(questions).flatMap(({ title = '', body = '', accepted_answer_id: id }) => {
    const accepted = id === undefined ? undefined : bodies.get(id);
    return accepted === undefined ? [] : [{ title, body, accepted }];
  });
}
