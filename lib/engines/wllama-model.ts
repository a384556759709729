import type { ChatCompletionChunk, Wllama } from '@wllama/wllama/esm/index.js';
import type { AppError } from '../model/error';
import type { Completion, CompletionRequest, Model } from './engine';
import { engineFailed, stopped } from './engine-error';
import { grammarOf } from './gbnf';
import { isFatal, nameFailure, type EngineLog } from './wllama-errors';

/** A model loaded in wllama. */
export interface WllamaModel extends Model {
  /** Jinja template that turns messages into a prompt, as the file states it; null: the engine's own (ChatML). */
  readonly chatTemplate: string | null;
}

export interface LoadedWllama {
  readonly wllama: Wllama;
  /** As shown. */
  readonly name: string;
  readonly contextTokens: number;
  readonly device: string;
  /** What the token for the end of a text is written as; null: none that can be written. */
  readonly endToken: string | null;
  readonly log: EngineLog;
  /** Rejects when the worker is gone; never resolves. */
  readonly gone: Promise<never>;
  /** Ends the worker; what was running rejects with `why`. */
  readonly end: (why: AppError) => void;
}

/** llama.cpp takes the largest for "choose one yourself", which would make a run unrepeatable. */
const seeds = 0xffff_ffff;

/** llama.cpp rounds a context up to a multiple of this. */
const roundedTokens = 256;
/** Characters of a token, roughly, where the file has no token to count by. */
const estimatedChars = 3;

export function wllamaModel(loaded: LoadedWllama): WllamaModel {
  const { wllama, name, contextTokens, device, log, gone } = loaded;
  const padding = loaded.endToken && loaded.endToken.repeat(contextTokens + roundedTokens);
  /** Tokens of the padding, with what the engine puts before every prompt. */
  let base: number | null = null;
  let ended: AppError | null = null;
  /** The call before this one, which the engine may still be winding up. */
  let last: Promise<unknown> = Promise.resolve();

  const end = (why: AppError): void => {
    if (ended) return;
    ended = why;
    loaded.end(why);
  };

  /** One call at a time; what breaks the runtime ends it for good. */
  async function call<T>(work: () => Promise<T>): Promise<T> {
    const before = last;
    const mine = before.then(async () => {
      if (ended) throw ended;
      return Promise.race([work(), gone]);
    });
    last = mine.catch((thrown: unknown) => {
      // Whatever the runtime threw, its memory cannot be trusted any more (LLM servers in C++ do not unwind).
      if (isFatal(thrown)) end(nameFailure(thrown, log, name));
    });
    try {
      return await mine;
    } catch (thrown) {
      throw ended ?? nameFailure(thrown, log, name);
    }
  }

  return {
    contextTokens,
    device,
    chatTemplate: wllama.getChatTemplate(),

    async countTokens(text) {
      if (padding === null) return { tokens: Math.ceil(text.length / estimatedChars), exact: false };
      base ??= await call(() => countTokens(wllama, padding));
      const counted = await call(() => countTokens(wllama, padding + wellFormed(text)));
      return { tokens: counted - base, exact: true };
    },

    async complete(request, onText, signal) {
      if (signal.aborted) throw stopped();
      const running = call(() => complete(wllama, request, onText, signal));
      // The engine looks at the signal between two tokens, or two batches of a prompt, which may take seconds: who stops
      // it need not wait, and the next call does.
      return untilAborted(running, signal);
    },

    async unload() {
      end(stopped());
      await last;
    },
  };
}

async function complete(
  wllama: Wllama,
  request: CompletionRequest,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Completion> {
  const startedAt = performance.now();
  let text = '';
  let finish: string | undefined;
  let promptTokens = 0;
  let outputTokens = 0;
  const read = (chunk: ChatCompletionChunk): void => {
    if (signal.aborted) return;
    const [choice] = chunk.choices;
    const piece = choice?.delta.content;
    if (piece) {
      text += piece;
      onText(piece);
    }
    finish = choice?.finish_reason ?? finish;
    // The prompt's tokens that were known from the call before count as well.
    promptTokens = chunk.usage?.prompt_tokens ?? promptTokens;
    outputTokens = chunk.usage?.completion_tokens ?? outputTokens;
  };
  // Without a stream, nothing can be stopped before its end.
  await wllama.createChatCompletion({
    ...optionsOf(request),
    abortSignal: signal,
    stream: true,
    onData: read,
  } as unknown as Parameters<Wllama['createChatCompletion']>[0]);
  const ended = endOf(finish);
  if (!ended) throw engineFailed(`the reply ended without a reason (${finish ?? 'none'})`);
  return { text, finish: ended, promptTokens, outputTokens, ms: performance.now() - startedAt };
}

function endOf(finish: string | undefined): Completion['finish'] | null {
  return finish === 'stop' || finish === 'length' ? finish : null;
}

/** A request as llama.cpp's server understands it. */
export function optionsOf(request: CompletionRequest): Record<string, unknown> {
  const { schema } = request;
  const grammar = schema && grammarOf(schema.schema);
  const format = grammar
    ? { grammar }
    : schema && {
        response_format: {
          type: 'json_schema',
          json_schema: { name: schema.name, schema: schema.schema, strict: true },
        },
      };
  return {
    messages: request.messages.map(({ role, content }) => ({ role, content: wellFormed(content) })),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: seedOf(request.seed),
    // Calls on one chunk begin alike: what they share is worked through once.
    cache_prompt: true,
    stream_options: { include_usage: true },
    ...format,
  };
}

/**
 * Has llama.cpp count by refusing, since wllama 3 has no call for it: a prompt of more tokens than the context takes is
 * turned down before anything is computed, and the refusal says how many tokens it had.
 */
async function countTokens(wllama: Wllama, text: string): Promise<number> {
  try {
    await wllama.createCompletion({ prompt: text, max_tokens: 1 });
  } catch (thrown) {
    const counted = /request \((\d+) tokens\)/.exec(thrown instanceof Error ? thrown.message : '')?.[1];
    if (counted === undefined) throw thrown;
    return Number(counted);
  }
  throw engineFailed('a prompt larger than the context was taken');
}

/** Any whole number as a seed. */
function seedOf(seed: number): number {
  return ((Math.trunc(seed) % seeds) + seeds) % seeds;
}

/** Half a surrogate pair becomes bytes that are not UTF-8, and those end the engine. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

async function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(stopped());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
