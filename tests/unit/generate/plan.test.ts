import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  callSeed,
  chunkProblem,
  mostCalls,
  nextStep,
  startChunk,
  type CallEvent,
  type ChunkPlan,
  type ChunkState,
} from '../../../lib/generate/plan';

const plan: ChunkPlan = { pairs: 4, maxTokens: 500, contextTokens: 4096, canHalve: true };
const made: CallEvent = { kind: 'made' };
const repeated: CallEvent = { kind: 'repeated' };
const invalid: CallEvent = { kind: 'invalid' };
const cut: CallEvent = { kind: 'truncated', promptTokens: 1500 };
const overflow: CallEvent = { kind: 'overflow' };

function after(events: readonly CallEvent[], changes: Partial<ChunkPlan> = {}): ChunkState {
  return events.reduce(nextStep, startChunk({ ...plan, ...changes }));
}

const call = (n: number, more: object = {}): object => ({
  kind: 'call',
  part: 'whole',
  call: n,
  attempt: 0,
  maxTokens: 500,
  ...more,
});

describe('a chunk', () => {
  it('is asked for one pair after the other', () => {
    expect(after([]).step).toEqual(call(0));
    expect(after([made]).step).toEqual(call(1));
    expect(after([made, made, made, made]).step).toEqual({ kind: 'end', why: 'complete' });
  });

  it('ends after three repeats in a row, and not before', () => {
    expect(after([made, repeated, repeated]).step).toEqual(call(3));
    expect(after([repeated, repeated, made, repeated, repeated]).step).toEqual(call(5));
    expect(after([made, repeated, repeated, repeated]).step).toEqual({ kind: 'end', why: 'repeats' });
    expect(chunkProblem(after([repeated, repeated, repeated]))).toBeNull();
  });

  it('is taken up where it was left', () => {
    expect(after([], { done: { pairs: 2, calls: 5, repeats: 2 } }).step).toEqual(call(5));
    expect(after([repeated], { done: { pairs: 2, calls: 5, repeats: 2 } }).step).toEqual({
      kind: 'end',
      why: 'repeats',
    });
    expect(after([], { done: { pairs: 4, calls: 4, repeats: 0 } }).step).toEqual({ kind: 'end', why: 'complete' });
    expect(after([], { done: { pairs: 1, calls: 4, repeats: 3 } }).step).toEqual({ kind: 'end', why: 'repeats' });
  });

  it('stays ended', () => {
    const ended = after([made, made, made, made]);
    for (const event of [made, repeated, invalid, cut, overflow]) expect(nextStep(ended, event)).toBe(ended);
  });
});

describe('an invalid reply', () => {
  it('is asked for once more with another seed, then the call has failed', () => {
    expect(after([invalid]).step).toEqual(call(0, { attempt: 1 }));
    expect(after([invalid, made]).step).toEqual(call(1));
    expect(after([invalid, invalid]).step).toEqual(call(1));
    expect(after([invalid, invalid]).failures).toEqual(['invalid']);
  });

  it('ends the chunk when two calls in a row failed; what was made stays', () => {
    const events = [made, invalid, invalid, invalid, invalid];
    expect(after(events).step).toEqual({ kind: 'end', why: 'failures' });
    expect(chunkProblem(after(events))).toBeNull();
    expect(chunkProblem(after(events.slice(1)))).toMatchObject({ code: 'malformed', reason: 'replyInvalid' });
    expect(after([invalid, invalid, made, invalid, invalid]).step).toEqual(call(3));
  });
});

describe('a reply that was cut', () => {
  it('gets twice the budget, with the same seed; later calls keep it', () => {
    expect(after([cut]).step).toEqual(call(0, { maxTokens: 1000 }));
    expect(after([cut, made]).step).toEqual(call(1, { maxTokens: 1000 }));
  });

  it('gets no more than the context has', () => {
    const tight = { contextTokens: 1500 + 64 + 700 };
    expect(after([cut], tight).step).toEqual(call(0, { maxTokens: 700 }));
    // Hardly more than before would be cut again.
    expect(after([cut], { contextTokens: 1500 + 64 + 520 }).step).toMatchObject({ part: 'first-half', maxTokens: 500 });
  });

  it('then has the chunk halved; the pairs still wanted are shared', () => {
    const halved = after([made, cut, cut]);
    expect(halved.step).toEqual(call(1, { part: 'first-half', maxTokens: 1000 }));
    const second = nextStep(nextStep(halved, made), made);
    expect(second.step).toEqual(call(3, { part: 'second-half', maxTokens: 1000 }));
    expect(nextStep(second, made).step).toEqual({ kind: 'end', why: 'complete' });
  });

  it('leaves no half unread, though one pair was wanted', () => {
    const second = after([cut, cut, made], { pairs: 1 });
    expect(second.step).toMatchObject({ part: 'second-half', call: 1 });
    expect(nextStep(second, made).step).toEqual({ kind: 'end', why: 'complete' });
  });

  it('then has failed; so has the half after two, and the other half is tried', () => {
    expect(after([cut, cut, cut]).step).toMatchObject({ part: 'first-half', call: 1 });
    expect(after([cut, cut, cut, cut]).step).toMatchObject({ part: 'second-half', call: 2 });
    const ended = after([cut, cut, cut, cut, cut, cut]);
    expect(ended.step).toEqual({ kind: 'end', why: 'failures' });
    expect(chunkProblem(ended)).toMatchObject({ code: 'malformed', reason: 'replyTruncated' });
  });

  it('has failed at once where there are no halves', () => {
    expect(after([cut, cut], { canHalve: false }).step).toEqual(call(1, { maxTokens: 1000 }));
  });

  it('ends a half after three repeats, and goes on with the other', () => {
    expect(after([cut, cut, repeated, repeated, repeated]).step).toMatchObject({ part: 'second-half', call: 3 });
  });
});

describe('a prompt that does not fit', () => {
  it('has the chunk halved, and else failed', () => {
    expect(after([overflow]).step).toEqual(call(0, { part: 'first-half' }));
    expect(after([overflow, overflow]).step).toMatchObject({ part: 'first-half', call: 1 });
    const ended = after([overflow, overflow], { canHalve: false });
    expect(chunkProblem(ended)).toMatchObject({ reason: 'promptTooLong' });
  });
});

test('whatever the model does, a chunk ends, and calls are numbered without a gap', () => {
  const event = fc.constantFrom(made, repeated, invalid, cut, overflow, {
    kind: 'truncated',
    promptTokens: 4000,
  } as const);
  const plans = fc.record({
    pairs: fc.integer({ min: 1, max: 30 }),
    maxTokens: fc.constantFrom(64, 512, 4000),
    contextTokens: fc.constantFrom(512, 4096, 32768),
    canHalve: fc.boolean(),
  });
  fc.assert(
    fc.property(plans, fc.infiniteStream(event), (of, events) => {
      let state = startChunk(of);
      let requests = 0;
      while (state.step.kind === 'call') {
        const { step } = state;
        expect(step.call).toBe(state.calls);
        expect(step.maxTokens).toBeLessThanOrEqual(2 * of.maxTokens);
        expect(of.canHalve || step.part === 'whole').toBe(true);
        state = nextStep(state, events.next().value);
        expect(state.calls - step.call).toBeLessThanOrEqual(1);
        // Two tries, a larger budget and halves: a call is made five times at most.
        expect(++requests).toBeLessThanOrEqual(5 * mostCalls(of.pairs));
      }
      expect(state.calls).toBeLessThanOrEqual(mostCalls(of.pairs));
      expect(state.pairs).toBeLessThanOrEqual(of.pairs + 1);
      expect(chunkProblem(state) !== null).toBe(state.pairs === 0 && state.failures.length > 0);
    }),
  );
});

describe('seeds', () => {
  it('depend on their arguments alone, and differ with each', () => {
    expect(callSeed(1, 0, 0, 0)).toBe(callSeed(1, 0, 0, 0));
    const seeds = new Set<number>();
    for (let job = 0; job < 5; job++)
      for (let chunk = 0; chunk < 20; chunk++)
        for (let n = 0; n < 25; n++)
          for (let attempt = 0; attempt < 2; attempt++) seeds.add(callSeed(job, chunk, n, attempt));
    expect(seeds.size).toBe(5000);
  });

  it('are numbers that every engine takes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(), fc.nat(), fc.nat(1), (...of) => {
        const seed = callSeed(...of);
        expect(Number.isInteger(seed)).toBe(true);
        expect(seed).toBeGreaterThanOrEqual(0);
        expect(seed).toBeLessThan(2 ** 31);
      }),
    );
  });
});
