import { hasLength, lastOf, strip } from './python-text';
import { alternating, mergeChunks, separator, type Chunk, type ReferenceRecord } from './record';
import { cleanReddit, redditAsks } from './reddit-text';

/** A submission with its comments in the order of their tree; texts are Markdown. */
export interface RedditThread {
  readonly title: string;
  readonly body: string;
  /** '' where it is not told. */
  readonly author: string;
  readonly comments: readonly RedditComment[];
}

export interface RedditComment {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  /** `post`: the submission; null: told nowhere. */
  readonly parent: { readonly kind: 'post' } | { readonly kind: 'comment'; readonly id: string } | null;
}

export interface RedditOptions {
  readonly strategy: 'parent-child' | 'reply-chain' | 'conversation';
  readonly k: number;
  readonly maxChars: number | null;
  readonly minLength: number;
  readonly merge: boolean;
  readonly requireQuestion: boolean;
  readonly includeBots: boolean;
}

/** The tool knows one bot. */
const isBot = (comment: RedditComment): boolean => comment.author.toLowerCase() === 'automoderator';

interface CleanedComment extends RedditComment {
  readonly text: string;
}

interface Cleaned {
  readonly post: Chunk;
  readonly comments: readonly CleanedComment[];
  /** Of two with one id, the last. */
  readonly byId: ReadonlyMap<string, CleanedComment>;
}

/** The reference tool's pairs of a thread, in the order of its comments. */
export function redditPairs(thread: RedditThread, options: RedditOptions): Iterable<ReferenceRecord> {
  const comments = thread.comments.map((comment) => ({ ...comment, text: cleanReddit(comment.body) }));
  const text = cleanReddit(thread.body === '' ? thread.title : thread.title + separator + thread.body);
  const cleaned: Cleaned = {
    post: { text, author: thread.author },
    comments,
    byId: new Map(comments.map((comment) => [comment.id, comment])),
  };
  switch (options.strategy) {
    case 'parent-child':
      return parentChild(cleaned, options);
    case 'reply-chain':
      return chains(cleaned, options);
    case 'conversation':
      return conversations(cleaned, options);
  }
}

function* parentChild({ post, comments, byId }: Cleaned, options: RedditOptions): Generator<ReferenceRecord> {
  const { minLength, includeBots } = options;
  for (const comment of comments) {
    if ((!includeBots && isBot(comment)) || !hasLength(comment.text, minLength) || !comment.parent) continue;
    let input = post.text;
    if (comment.parent.kind === 'comment') {
      const parent = byId.get(comment.parent.id);
      if (!parent || (!includeBots && isBot(parent))) continue;
      input = parent.text;
    }
    if (hasLength(input, minLength)) yield { input, output: comment.text };
  }
}

function* chains(cleaned: Cleaned, options: RedditOptions): Generator<ReferenceRecord> {
  const { minLength, maxChars, merge, requireQuestion, includeBots } = options;
  for (const comment of cleaned.comments) {
    // Bots are no answers here, but stay questions.
    if ((!includeBots && isBot(comment)) || !hasLength(comment.text, minLength)) continue;
    let chunks = contextOf(comment, cleaned, options);
    if (merge) chunks = mergeChunks(chunks, (a, b) => a === b);
    const context = strip(chunks.map((chunk) => chunk.text).join(separator));
    if (context === '' || (requireQuestion && !redditAsks(context))) continue;
    yield { input: cut(context, maxChars), output: comment.text };
  }
}

function* conversations(cleaned: Cleaned, options: RedditOptions): Generator<ReferenceRecord> {
  const { minLength, maxChars, merge } = options;
  for (const comment of cleaned.comments) {
    if (!hasLength(comment.text, minLength)) continue;
    // Only the comment is merged with what is before it; its context stays apart.
    let chunks = contextOf(comment, cleaned, options);
    const own = { text: comment.text, author: comment.author };
    const last = chunks.at(-1);
    if (merge && last?.author === own.author) {
      chunks = [...chunks.slice(0, -1), ...mergeChunks([last, own], () => true)];
    } else chunks.push(own);
    const messages = chunks.map((chunk) => strip(chunk.text)).filter((text) => hasLength(text, minLength));
    const record = alternating(messages);
    if (!record || !('messages' in record)) continue;
    yield { messages: record.messages.map(({ role, content }) => ({ role, content: cut(content, maxChars) })) };
  }
}

/** Up to k comments above, and the post when it is reached; where nothing is, the post. Oldest first. */
function contextOf(comment: RedditComment, { post, byId }: Cleaned, { k, minLength }: RedditOptions): Chunk[] {
  const chunks: Chunk[] = [];
  let { parent } = comment;
  let found = 0;
  for (let steps = 0; steps < k && parent; steps++) {
    if (parent.kind === 'post') {
      found++;
      if (hasLength(post.text, minLength)) chunks.push(post);
      break;
    }
    const above = byId.get(parent.id);
    if (!above) break;
    found++;
    if (hasLength(above.text, minLength)) chunks.push({ text: above.text, author: above.author });
    parent = above.parent;
  }
  if (found === 0 && hasLength(post.text, minLength)) chunks.push(post);
  return chunks.reverse();
}

function cut(text: string, maxChars: number | null): string {
  return maxChars === null || maxChars <= 0 ? text : lastOf(text, maxChars);
}
