import type { Completion, CompletionRequest } from '../../engines/engine';
import { estimateCounter } from '../../engines/estimate';
import {
  callSeed,
  chunkProblem,
  contextWanted,
  draftOf,
  ground,
  halvesOf,
  nextStep,
  pairsWanted,
  promptMessages,
  QuestionBook,
  readReply,
  saying,
  sayingOf,
  schemaOf,
  sourceOf,
  startChunk,
  type CallEvent,
  type ChunkState,
  type Reply,
  type Step,
} from '../../generate';
import { AppError } from '../../model/error';
import type { GenerateSpec, ModelChoice } from '../../model/generate';
import type { Job, ModelPulse, Task } from '../../model/job';
import type { Pair } from '../../model/pair';
import type { ChunkRow, HeddleDb } from '../../store/db';
import { eachGenerated, saveCall, type Usage } from '../../store/generated';
import { listPairs } from '../../store/queries';
import { isOverflow, type ModelUse } from '../model-use';

export interface GeneratePorts {
  readonly db: HeddleDb;
  readonly now: () => number;
  readonly use: ModelUse;
}

/** What the jobs at work have said so far; rebuilt from the store when it is not there. */
export type Books = Map<string, QuestionBook>;

/** Two jobs may take turns; more are rare, and a book can be made anew. */
const mostBooks = 2;

type CallStep = Extract<Step, { kind: 'call' }>;

const noUsage: Usage = { promptTokens: 0, outputTokens: 0, ms: 0 };

/** Contexts are asked for in steps of this, so that small changes of a prompt load no model anew. */
const contextStep = 512;
const leastContext = 4096;

/** The context a job's model is loaded with: enough for generation, and for a judge of the same model. */
export function contextFor({ generation }: GenerateSpec): number {
  const wanted = Math.max(contextWanted(generation), leastContext);
  return Math.ceil(wanted / contextStep) * contextStep;
}

/**
 * Makes pairs from a chunk, call by call; each is saved as it comes, so a kill repeats one call at most.
 * @throws AppError `malformed` where the chunk gave nothing at all; whatever the engine throws
 */
export async function executeGenerate(
  ports: GeneratePorts,
  task: Task,
  job: Job,
  books: Books,
  signal: AbortSignal,
): Promise<void> {
  const { db } = ports;
  const spec = job.spec;
  if (task.payload?.kind !== 'generate' || spec.kind !== 'generate') {
    throw new AppError({ code: 'bug', message: 'A generate task without a chunk.' });
  }
  const chunk = await db.chunks.get([job.id, task.payload.chunk]);
  if (!chunk) return;
  const run = await ChunkRun.open(ports, task, job, spec, chunk, books, signal);
  for (let state = run.first; ;) {
    if (state.step.kind === 'end') {
      const problem = chunkProblem(state);
      if (problem) throw new AppError(problem);
      return;
    }
    const next = await run.step(state, state.step);
    if (!next) {
      // What was said and not saved must not count as said.
      books.delete(job.id);
      return;
    }
    state = next;
  }
}

/** One chunk at work. */
class ChunkRun {
  readonly first: ChunkState;
  readonly #ports: GeneratePorts;
  readonly #task: Task;
  readonly #spec: GenerateSpec;
  readonly #chunk: ChunkRow;
  readonly #book: QuestionBook;
  readonly #asked: string[];
  readonly #signal: AbortSignal;
  readonly #contextTokens: number;
  #usage = noUsage;

  private constructor(
    ports: GeneratePorts,
    of: { readonly task: Task; readonly spec: GenerateSpec; readonly chunk: ChunkRow; readonly modelTokens: number },
    said: { readonly book: QuestionBook; readonly asked: string[]; readonly pairs: number },
    signal: AbortSignal,
  ) {
    const { task, spec, chunk } = of;
    this.#ports = ports;
    this.#task = task;
    this.#spec = spec;
    this.#chunk = chunk;
    this.#book = said.book;
    this.#asked = said.asked;
    this.#signal = signal;
    this.#contextTokens = contextFor(spec);
    this.first = startChunk({
      pairs: pairsWanted(spec.generation),
      maxTokens: spec.generation.maxTokens,
      contextTokens: of.modelTokens,
      canHalve: halvesOf(chunk.text) !== null,
      done: { pairs: said.pairs, calls: chunk.calls, repeats: chunk.repeats },
    });
  }

  static async open(
    ports: GeneratePorts,
    task: Task,
    job: Job,
    spec: GenerateSpec,
    chunk: ChunkRow,
    books: Books,
    signal: AbortSignal,
  ): Promise<ChunkRun> {
    const { type } = spec.generation;
    let book = books.get(job.id);
    if (!book) {
      const said: string[] = [];
      await eachGenerated(ports.db, job, ({ turns }) => said.push(sayingOf(type, turns)));
      book = new QuestionBook(said);
      for (const id of books.keys()) if (books.size >= mostBooks) books.delete(id);
      books.set(job.id, book);
    }
    const made = chunk.pairs[job.revision] ?? 0;
    const pairs = await listPairs(ports.db, job.id, job.revision, chunk.ordinal, 0, made);
    const asked = pairs.map(({ turns }) => sayingOf(type, turns));
    const model = await ports.use.open(task, spec.choice, contextFor(spec), signal);
    const of = { task, spec, chunk, modelTokens: model.contextTokens };
    return new ChunkRun(ports, of, { book, asked, pairs: made }, signal);
  }

  /** @returns null when the task is not ours any more */
  async step(state: ChunkState, step: CallStep): Promise<ChunkState | null> {
    const [text, offset] = this.#part(step);
    const seed = callSeed(this.#spec.generation.seed, this.#chunk.ordinal, step.call, step.attempt);
    const completion = await this.#complete(state, step, text, seed);
    const reply = completion && readReply(this.#spec.generation.type, completion.text, completion.finish);
    let event: CallEvent;
    let pair: Pair | null = null;
    if (!completion || !reply) event = { kind: 'overflow' };
    else if (!reply.ok && reply.problem === 'truncated') {
      event = { kind: 'truncated', promptTokens: completion.promptTokens };
    } else if (!reply.ok) event = { kind: 'invalid' };
    else [event, pair] = this.#accept(reply.value, text, offset, step.call, seed);
    const next = nextStep(state, event);
    // A call that is tried again has not ended.
    if (next.calls === state.calls) return next;
    const outcome = { pair, repeats: next.repeats, calls: next.calls, usage: this.#usage };
    this.#usage = noUsage;
    return (await saveCall(this.#ports.db, this.#task, outcome, this.#ports.now())) ? next : null;
  }

  /** Whether a reply becomes a pair: it must cite the text, and say something new. */
  #accept(reply: Reply, text: string, offset: number, call: number, seed: number): readonly [CallEvent, Pair | null] {
    const grounding = ground(reply.evidence, text);
    if (!grounding.span) return [{ kind: 'invalid' }, null];
    const said = saying(reply);
    if (!this.#book.add(said)) return [{ kind: 'repeated' }, null];
    this.#asked.push(said);
    const { generation, choice } = this.#spec;
    const chunk = this.#chunk;
    const { kind, turns, postIds, outputPostId, position } = draftOf(reply, text, call, generation);
    const made = { choice, template: generation.template, seed };
    const source = sourceOf(chunk, reply.evidence, grounding, chunk.start + offset, made);
    const place = { jobId: chunk.jobId, revision: 1, threadOrdinal: chunk.ordinal, n: 0 };
    return [{ kind: 'made' }, { kind, turns, postIds, outputPostId, position, source, ...place }];
  }

  /** @returns null where the prompt does not fit */
  async #complete(state: ChunkState, step: CallStep, text: string, seed: number): Promise<Completion | null> {
    const { generation, choice } = this.#spec;
    const { docTitle, headings } = this.#chunk;
    const input = { text, title: docTitle, headings, call: step.call, asked: this.#asked };
    const request: CompletionRequest = {
      messages: promptMessages(input, generation),
      schema: schemaOf(generation.type),
      maxTokens: step.maxTokens,
      temperature: generation.temperature,
      topP: generation.topP,
      seed,
    };
    const calls: ModelPulse['calls'] = [state.calls, Math.max(state.plan.pairs, state.calls + 1)];
    const { use } = this.#ports;
    if (!(await this.#fits(choice, request))) return null;
    try {
      const done = await use.complete(this.#task, choice, this.#contextTokens, request, calls, this.#signal);
      this.#usage = {
        promptTokens: this.#usage.promptTokens + done.promptTokens,
        outputTokens: this.#usage.outputTokens + done.outputTokens,
        ms: this.#usage.ms + done.ms,
      };
      return done;
    } catch (thrown) {
      if (isOverflow(thrown)) return null;
      throw thrown;
    }
  }

  /** Looked at before each call, since an engine may take long to refuse; estimates are left to the engine. */
  async #fits(choice: ModelChoice, request: CompletionRequest): Promise<boolean> {
    const model = await this.#ports.use.open(this.#task, choice, this.#contextTokens, this.#signal);
    const text = request.messages.map(({ content }) => content).join('\n');
    // Counting takes the engine's time, so not where there is plenty of room by any measure.
    if (estimateCounter().count(text) * plentyFactor + request.maxTokens < model.contextTokens) return true;
    const { tokens, exact } = await model.countTokens(text);
    return !exact || tokens + contextReserve < model.contextTokens;
  }

  /** The text of a step, and where it begins in the chunk. */
  #part({ part }: CallStep): readonly [text: string, offset: number] {
    const { text } = this.#chunk;
    const halves = part === 'whole' ? null : halvesOf(text);
    const [start, end] = halves?.[part === 'first-half' ? 0 : 1] ?? [0, text.length];
    return [text.slice(start, end), start];
  }
}

/** No tokenizer makes so many times the tokens that are estimated; one that does is caught by the engine. */
const plentyFactor = 1.5;

/** Left for the chat template and the beginning of a reply. */
const contextReserve = 96;
