import browser, { type Runtime } from 'webextension-polyfill';
import { AppError, toErrorInfo } from '../model/error';
import type { Answer, CommandName, Input, Output, Send } from './protocol';

interface Envelope {
  readonly heddle: 'command';
  readonly name: CommandName;
  readonly input: unknown;
}

/**
 * Sends a command to the background and waits for its answer.
 * @throws AppError with the code the handler failed with
 */
export const send: Send = async <N extends CommandName>(name: N, input: Input<N>): Promise<Output<N>> => {
  const envelope: Envelope = { heddle: 'command', name, input };
  const answer: unknown = await browser.runtime.sendMessage(envelope);
  if (!isAnswer<Output<N>>(answer)) {
    throw new AppError({ code: 'bug', reason: 'noAnswer', message: 'Heddle did not answer. Reload the extension.' });
  }
  if (!answer.ok) throw new AppError(answer.problem);
  return answer.value;
};

/** A missing handler does not compile. */
export type Handlers = {
  readonly [N in CommandName]: (input: Input<N>) => Output<N> | Promise<Output<N>>;
};

/** Answers commands that come from our own pages; anything else is left alone. Register at top level. */
export function answer(handlers: Handlers): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (!isEnvelope(message, handlers) || !isOurPage(sender)) return undefined;
    return handle(handlers, message);
  });
}

async function handle(handlers: Handlers, envelope: Envelope): Promise<Answer<unknown>> {
  try {
    const handler = handlers[envelope.name] as (input: unknown) => unknown;
    return { ok: true, value: await handler(envelope.input) };
  } catch (thrown) {
    return { ok: false, problem: toErrorInfo(thrown) };
  }
}

// A page script or another extension has another origin in `url`, or none.
function isOurPage(sender: Runtime.MessageSender): boolean {
  return sender.id === browser.runtime.id && (sender.url ?? '').startsWith(browser.runtime.getURL(''));
}

function isEnvelope(value: unknown, handlers: Handlers): value is Envelope {
  if (typeof value !== 'object' || value === null) return false;
  if (!('heddle' in value) || value.heddle !== 'command') return false;
  return 'name' in value && typeof value.name === 'string' && Object.hasOwn(handlers, value.name);
}

function isAnswer<T>(value: unknown): value is Answer<T> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
