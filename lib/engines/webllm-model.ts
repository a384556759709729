import type { AppError } from '../model/error';
import type { TokenCounter } from '../model/doc';
import type { Completion, CompletionRequest, Model } from './engine';
import { engineFailed, stopped } from './engine-error';
import type { News, Order } from './webllm-messages';

// A model that web-llm has loaded, as seen from outside its worker.

export interface WorkerTalk {
  send(order: Order, transfer?: Transferable[]): void;
  /** In place of whoever listened; failures come once. */
  listen(onNews: (news: News) => void, onFailure: (error: AppError) => void): void;
  /** Ends the worker; whoever listens is told why, and so is whoever sends to it later. */
  end(error: AppError): void;
}

export interface RunningModel {
  readonly name: string;
  readonly contextTokens: number;
  readonly device: string;
  readonly counter: () => Promise<TokenCounter>;
}

/** How long a call may take to stop when asked, before its worker is ended. */
const drainMs = 5_000;

/** After these the model can go on; any other failure leaves the library in pieces. */
const harmless: ReadonlySet<string> = new Set(['contextOverflow']);

export function runningModel(talk: WorkerTalk, { name, contextTokens, device, counter }: RunningModel): Model {
  let calls = 0;
  let counting: Promise<TokenCounter> | null = null;
  let busy = false;

  async function complete(
    request: CompletionRequest,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Completion> {
    if (signal.aborted) throw stopped();
    if (busy) throw new Error('One call at a time.');
    busy = true;
    const id = (calls += 1);
    const startedAt = performance.now();
    let text = '';
    let drain: ReturnType<typeof setTimeout> | undefined;
    const interrupt = (): void => {
      talk.send({ op: 'interrupt', id });
      drain = setTimeout(() => talk.end(stopped()), drainMs);
    };
    try {
      signal.addEventListener('abort', interrupt, { once: true });
      const done = await new Promise<News & { op: 'done' }>((resolve, reject) => {
        talk.listen((news) => {
          if (news.op === 'text' && news.id === id && !signal.aborted) {
            text += news.piece;
            onText(news.piece);
          } else if (news.op === 'done' && news.id === id) resolve(news);
        }, reject);
        talk.send({ op: 'complete', id, request });
      });
      if (isAborted(signal)) throw stopped();
      return { ...completionOf(done, text, request), ms: performance.now() - startedAt };
    } catch (thrown) {
      const error = thrown as AppError;
      if (error.code === 'engine' && !harmless.has(error.info.reason ?? '')) talk.end(error);
      throw error;
    } finally {
      busy = false;
      signal.removeEventListener('abort', interrupt);
      clearTimeout(drain);
    }
  }

  return {
    contextTokens,
    device,
    countTokens: async (text) => {
      const tokens = await (counting ??= counter());
      return { tokens: tokens.count(text), exact: tokens.exact };
    },
    complete,
    unload: () => {
      talk.end(stopped());
      return Promise.resolve();
    },
  };

  function completionOf(
    { finish, promptTokens, outputTokens }: News & { op: 'done' },
    text: string,
    { schema, maxTokens }: CompletionRequest,
  ): Omit<Completion, 'ms'> {
    if (finish !== 'stop' && finish !== 'length' && finish !== 'tool_calls') {
      throw engineFailed(`${name}: the reply ended with “${finish ?? 'nothing'}”`);
    }
    return {
      text: schema ? withoutControls(text) : text,
      finish: finish === 'length' ? 'length' : 'stop',
      promptTokens: promptTokens ?? 0,
      // Up to 0.2.79 the token that was cut off is not counted.
      outputTokens: finish === 'length' && outputTokens === maxTokens - 1 ? maxTokens : outputTokens,
    };
  }
}

/** Asked anew: it changes while a call is waited for. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/**
 * The grammar of 0.2.79 lets raw control characters into strings, where JSON has none. Between values they are white
 * space, so a space in their place is right everywhere.
 */
function withoutControls(json: string): string {
  return json.replace(/[\u0000-\u001f]/g, ' ');
}
