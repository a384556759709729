/** Post HTML → text: `faithful` is Markdown, `plain` has no markup. */
export type CleanProfile = 'faithful' | 'plain';

export type StrategyId =
  | 'adjacent'
  | 'cumulative'
  | 'last-k'
  | 'reply-chain'
  | 'parent-child'
  | 'answers'
  | 'conversation'
  | 'preference'
  | 'transcript';

/** How threads become pairs; part of a job's spec, so that a job can be repeated. */
export interface PairingOptions {
  readonly strategy: StrategyId;
  readonly clean: CleanProfile;
  /** Posts of context: `last-k`, `reply-chain`, `conversation`. */
  readonly k: number;
  /** Characters (code points) of input kept; null: no limit. Cut at a boundary, the question (first post) kept. */
  readonly maxInputChars: number | null;
  /** Characters (code points) each side must have after cleaning, outer white space not counted. */
  readonly minLength: number;
  /** Consecutive posts of one known author become one. */
  readonly mergeSameAuthor: boolean;
  readonly requireQuestion: boolean;
  /** `conversation`: roles by author (the root's author asks), or by position as the reference tool does. */
  readonly roles: 'author' | 'parity';
  /** A post that answers nobody: no pair, or the k posts before it as context. */
  readonly fallback: 'none' | 'last-k';
  readonly includeBots: boolean;
  /** Leave out a quote of a post that is already in the input. */
  readonly dropKnownQuotes: boolean;
  /** `answers`: which answers count. */
  readonly answers: 'accepted' | 'accepted-or-best' | 'above-score' | 'best-n';
  readonly answersMinScore: number;
  readonly answersBestN: number;
  /** `preference`: how far apart two scores must be. */
  readonly preferenceGap: number;
  /** Put the thread's title before its first post. */
  readonly includeTitle: boolean;
  /** Replace author names in transcripts by stable pseudonyms (`user-1`, in order of appearance in the thread). */
  readonly pseudonyms: boolean;
}

export const defaultPairing: PairingOptions = {
  strategy: 'reply-chain',
  clean: 'faithful',
  k: 6,
  maxInputChars: 4000,
  minLength: 3,
  mergeSameAuthor: true,
  requireQuestion: false,
  roles: 'author',
  fallback: 'none',
  includeBots: false,
  dropKnownQuotes: true,
  answers: 'accepted-or-best',
  answersMinScore: 1,
  answersBestN: 1,
  preferenceGap: 2,
  includeTitle: true,
  pseudonyms: false,
};
