import { shortHash } from '../base/hash';
import type { ErrorInfo } from '../model/error';
import { spareTokens } from './budget';

// What is asked of the model next. All decisions about a chunk are here, as a machine without effects: whoever talks to
// the model performs a step, says what came of it, and gets the next step.

/**
 * The seed of a call: it depends on nothing but its arguments, so a job made again asks the same.
 *
 * 31 bits: llama.cpp takes 2³² − 1 for "any seed", and some servers read a signed 32-bit number.
 *
 * @param chunk ordinal of the chunk in its job
 * @param call ordinal of the call in its chunk
 * @param attempt 0; 1 after an invalid reply
 */
export function callSeed(jobSeed: number, chunk: number, call: number, attempt: number): number {
  return Number.parseInt(shortHash(`${jobSeed}/${chunk}/${call}/${attempt}`).slice(-8), 16) & 0x7fffffff;
}

/** Repeats in a row after which a text has nothing more to give. */
export const repeatsToEnd = 3;
/** Calls in a row without a usable reply after which a text is given up. */
export const failuresToEnd = 2;
/** A larger budget has to be larger by this much, or the same reply is cut a few words later. */
const worthwhile = 1.25;

/** Calls that may end in a chunk, whatever comes of them. */
export function mostCalls(pairs: number): number {
  return 2 * pairs + 3;
}

export interface ChunkPlan {
  /** Pairs wanted of the chunk (see `pairsWanted`). */
  readonly pairs: number;
  /** Reply budget of one call. */
  readonly maxTokens: number;
  /** Of the loaded model. */
  readonly contextTokens: number;
  /** Whether the chunk's text has halves (see `halvesOf`). */
  readonly canHalve: boolean;
  /** What was done before the job was interrupted; absent: nothing. */
  readonly done?: { readonly pairs: number; readonly calls: number; readonly repeats: number };
}

/** Which text a call is about. */
export type Part = 'whole' | 'first-half' | 'second-half';

export type Step =
  | {
      readonly kind: 'call';
      readonly part: Part;
      /** Ordinal of the call in its chunk: part of its seed, and the position of its pair. */
      readonly call: number;
      /** Part of its seed. */
      readonly attempt: number;
      readonly maxTokens: number;
    }
  /** `complete`: as many pairs as wanted; `repeats`, `failures`: see above; `calls`: too many calls. */
  | { readonly kind: 'end'; readonly why: 'complete' | 'repeats' | 'failures' | 'calls' };

export type CallEvent =
  /** A pair was made. */
  | { readonly kind: 'made' }
  /** The reply says what was said before. */
  | { readonly kind: 'repeated' }
  /** The reply is not what the schema says. */
  | { readonly kind: 'invalid' }
  /** The reply was cut by its budget, or by the context. */
  | { readonly kind: 'truncated'; readonly promptTokens: number }
  /** The prompt alone does not fit. */
  | { readonly kind: 'overflow' };

/** Why a call gave nothing. */
export type Failure = 'truncated' | 'invalid' | 'overflow';

export interface ChunkState {
  readonly plan: ChunkPlan;
  readonly step: Step;
  /** Pairs made of the chunk. */
  readonly pairs: number;
  /** Calls that have ended. */
  readonly calls: number;
  /** Repeats in a row. */
  readonly repeats: number;
  /** Failed calls in a row. */
  readonly inRow: number;
  /** All failed calls, oldest first. */
  readonly failures: readonly Failure[];
  readonly part: Part;
  /** Pairs at which this part has given its share. */
  readonly goal: number;
  readonly attempt: number;
  /** The budget as it is now; once doubled it stays so, since the next replies will be as long. */
  readonly maxTokens: number;
}

/** The first step for a chunk, or the next one for a chunk that was begun. */
export function startChunk(plan: ChunkPlan): ChunkState {
  const done = plan.done ?? { pairs: 0, calls: 0, repeats: 0 };
  return decided({
    plan,
    step: { kind: 'end', why: 'complete' },
    ...done,
    inRow: 0,
    failures: [],
    part: 'whole',
    goal: plan.pairs,
    attempt: 0,
    maxTokens: plan.maxTokens,
  });
}

/** What follows from what came of a step; an ended chunk stays ended. */
export function nextStep(state: ChunkState, event: CallEvent): ChunkState {
  if (state.step.kind === 'end') return state;
  switch (event.kind) {
    case 'made':
      return called(state, { pairs: state.pairs + 1, repeats: 0, inRow: 0 });
    case 'repeated':
      return called(state, { repeats: state.repeats + 1, inRow: 0 });
    case 'invalid':
      return state.attempt === 0 ? decided({ ...state, attempt: 1 }) : failed(state, 'invalid');
    case 'truncated':
      return afterCut(state, event.promptTokens);
    case 'overflow':
      return halved(state, 'overflow');
  }
}

/** A larger budget once, within the context; then less to read; then it failed. */
function afterCut(state: ChunkState, promptTokens: number): ChunkState {
  const { plan, maxTokens } = state;
  const room = plan.contextTokens - promptTokens - spareTokens;
  const larger = Math.min(plan.maxTokens * 2, room);
  // With the same seed: the reply begins as before and goes on from where it was cut.
  return larger >= maxTokens * worthwhile ? decided({ ...state, maxTokens: larger }) : halved(state, 'truncated');
}

/**
 * Goes on with the first half, with the same call. The pairs still wanted are shared between the halves, one each at
 * least: no half of a text goes unread.
 */
function halved(state: ChunkState, failure: Failure): ChunkState {
  if (state.part !== 'whole' || !state.plan.canHalve) return failed(state, failure);
  const goal = state.pairs + Math.ceil((state.plan.pairs - state.pairs) / 2);
  return decided({ ...state, part: 'first-half', goal, attempt: 0 });
}

function failed(state: ChunkState, failure: Failure): ChunkState {
  return called(state, { inRow: state.inRow + 1, failures: [...state.failures, failure] });
}

/** Ends a call. */
function called(state: ChunkState, change: Partial<ChunkState>): ChunkState {
  return decided({ ...state, ...change, calls: state.calls + 1, attempt: 0 });
}

/** The step that follows from a state. */
function decided(state: ChunkState): ChunkState {
  const { plan, calls, part, attempt, maxTokens } = state;
  const why = endOf(state);
  if (why === 'calls') return { ...state, step: { kind: 'end', why } };
  if (why === null) return { ...state, step: { kind: 'call', part, call: calls, attempt, maxTokens } };
  if (part !== 'first-half') return { ...state, step: { kind: 'end', why } };
  const goal = Math.max(plan.pairs, state.pairs + 1);
  return decided({ ...state, part: 'second-half', goal, repeats: 0, inRow: 0, attempt: 0 });
}

function endOf({
  plan,
  pairs,
  calls,
  repeats,
  inRow,
  goal,
}: ChunkState): 'complete' | 'repeats' | 'failures' | 'calls' | null {
  if (pairs >= goal) return 'complete';
  if (repeats >= repeatsToEnd) return 'repeats';
  if (inRow >= failuresToEnd) return 'failures';
  return calls >= mostCalls(plan.pairs) ? 'calls' : null;
}

const problems: Readonly<Record<Failure, ErrorInfo>> = {
  truncated: {
    code: 'malformed',
    reason: 'replyTruncated',
    message: 'The model did not come to an end with this part. Allow longer replies, or smaller chunks.',
  },
  invalid: {
    code: 'malformed',
    reason: 'replyInvalid',
    message: 'The model gave no usable reply for this part. A larger model may do better.',
  },
  overflow: {
    code: 'malformed',
    reason: 'promptTooLong',
    message: 'This part and the prompt do not fit into the memory of the model. Choose smaller chunks.',
  },
};

/** What is wrong with a chunk that gave no pair at all; null: it gave some, or had nothing to give. */
export function chunkProblem({ pairs, failures }: ChunkState): ErrorInfo | null {
  const last = failures.at(-1);
  return pairs > 0 || last === undefined ? null : problems[last];
}
