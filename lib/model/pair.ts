import type { EngineId, Judgement } from './generate';
import type { PostKind, SiteId, ThreadId } from './thread';

/** `pair`: one prompt, one answer; `turns`: a conversation; `text`: a whole thread as text. */
export type PairKind = 'pair' | 'turns' | 'preference' | 'text';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** One training example as a strategy makes it, before it has a place in the store. */
export interface Draft {
  readonly kind: PairKind;
  /**
   * `pair`: a user turn and an assistant turn. `turns`: alternating, ending with the assistant. `preference`: the
   * prompt alone, ending with the user. `text`: empty.
   */
  readonly turns: readonly Turn[];
  /** `preference` only. */
  readonly chosen?: string;
  readonly rejected?: string;
  /** `text` only: the thread as blocks. */
  readonly text?: string;
  /** Ids of the posts whose words are in it, in order of appearance. */
  readonly postIds: readonly string[];
  /** The post that is the answer (chosen answer; last turn; root of a transcript): pairs are ordered by its position. */
  readonly outputPostId: string;
  readonly position: number;
  /** Tells apart drafts with the same output post; from 0. */
  readonly ordinal: number;
}

/** Where a pair's words are from. Kept with each pair, never inside the training text. */
export type PairSource = ThreadSource | DocSource;

export interface ThreadSource {
  readonly threadId: ThreadId;
  readonly site: SiteId;
  readonly url: string;
  readonly title: string;
  readonly posts: readonly SourcePost[];
}

export interface SourcePost {
  readonly id: string;
  readonly url: string;
  readonly author: string;
  readonly kind: PostKind;
  readonly postedAt: number | null;
  readonly score: number | null;
  readonly license: string | null;
}

/** The chunk of a document that a model made a pair from, and how. */
export interface DocSource {
  readonly docId: string;
  /** File name, or the address it was fetched from. */
  readonly name: string;
  readonly title: string;
  readonly url: string | null;
  /** Place of the chunk in its document, from 0. */
  readonly chunk: number;
  readonly pages: readonly [first: number, last: number] | null;
  readonly headings: readonly string[];
  /** What the model cited. */
  readonly evidence: string;
  /** Where that stands in the document's text; null: it does not stand there. */
  readonly span: readonly [start: number, end: number] | null;
  /** 0 … 1: how much of what the model cited stands in the chunk. */
  readonly grounded: number;
  readonly engine: EngineId;
  readonly model: string;
  /** Template and version: `qa@1`. */
  readonly prompt: string;
  /** Of the call that made it. */
  readonly seed: number;
}

export function isDocSource(source: PairSource): source is DocSource {
  return 'docId' in source;
}

/** Whether a judge rated a pair lower than the threshold; pairs that nobody judged are not. */
export function isBelow({ judgement }: Pick<Pair, 'judgement'>, threshold: number | null): boolean {
  return threshold !== null && judgement !== undefined && judgement !== null && judgement.rating < threshold;
}

/** A stored training example. Key: job, revision, thread ordinal, place in the thread. */
export interface Pair extends Omit<Draft, 'ordinal'> {
  readonly jobId: string;
  readonly revision: number;
  /** Ordinal of its thread, or of its chunk. */
  readonly threadOrdinal: number;
  /** Dense number within the thread or chunk, from 0, in order of (position, ordinal). */
  readonly n: number;
  readonly source: PairSource;
  /** null or absent: not judged. */
  readonly judgement?: Judgement | null;
}
