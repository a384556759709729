import browser, { type Tabs } from 'webextension-polyfill';
import { AppError } from '../model/error';
import { tooLarge, type Http, type HttpReply, type HttpRequest } from '../model/http';

/** A page that has not loaded by then is asked as it is. */
const loadMs = 30_000;

/** What the injected function brings back; bytes as a string of their values, since results are JSON. */
interface PageReply {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: string;
  readonly large: boolean;
  readonly failure: string | null;
}

/**
 * Requests made inside an open tab of the host, so that they are the browser's own same-origin ones. Where no tab of the
 * host is open, one is opened behind the others.
 */
export class TabRoute {
  readonly #opened = new Set<number>();

  /** @throws AppError `network` (also when the tab goes away meanwhile), `forbidden` (too large), `aborted` */
  readonly http: Http = async (request, signal) => {
    const { origin } = new URL(request.url);
    const tabId = await this.#tabOf(origin);
    const { timeoutMs, maxBytes, url, accept, form, headers } = request;
    const stopped = new Promise<never>((_resolve, reject) => {
      const stop = (): void => reject(new AppError({ code: 'aborted', message: 'Stopped.' }));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
    const asked = browser.scripting.executeScript({
      target: { tabId },
      func: fetchInPage,
      args: [{ url, accept, form: form ?? null, headers: headers ?? {}, timeoutMs, maxBytes }],
    });
    const results = await Promise.race([
      asked.catch((cause: unknown) => {
        throw tabGone(cause);
      }),
      stopped,
      silence(timeoutMs + loadMs),
    ]);
    return toReply(results[0]?.result as PageReply | null | undefined, request);
  };

  /** Closes the tabs opened here; those of the person stay. */
  async close(): Promise<void> {
    const tabIds = [...this.#opened];
    this.#opened.clear();
    for (const tabId of tabIds) await browser.tabs.remove(tabId).catch(() => undefined);
  }

  async #tabOf(origin: string): Promise<number> {
    const open = await browser.tabs.query({ url: `${origin}/*`, discarded: false });
    const usable = open.filter((tab) => tab.id !== undefined && tab.status === 'complete');
    const found = usable.find((tab) => tab.active) ?? usable[0];
    if (found?.id !== undefined) return found.id;
    const tab = open[0] ?? (await browser.tabs.create({ url: `${origin}/`, active: false }));
    if (tab.id === undefined) throw tabGone(new Error('No tab'));
    if (!open[0]) this.#opened.add(tab.id);
    await loaded(tab.id);
    return tab.id;
  }
}

/** Waits until a tab has loaded, or long enough. */
async function loaded(tabId: number): Promise<void> {
  let settle = (): void => undefined;
  const done = new Promise<void>((resolve) => (settle = resolve));
  const watch = (changed: number, info: Tabs.OnUpdatedChangeInfoType): void => {
    if (changed === tabId && info.status === 'complete') settle();
  };
  const timer = setTimeout(settle, loadMs);
  browser.tabs.onUpdated.addListener(watch);
  const { status } = await browser.tabs.get(tabId).catch(() => ({ status: 'complete' }));
  if (status === 'complete') settle();
  await done;
  clearTimeout(timer);
  browser.tabs.onUpdated.removeListener(watch);
}

function tabGone(cause: unknown): AppError {
  return new AppError(
    {
      code: 'network',
      reason: 'tabGone',
      message: 'The tab that the site is read through was closed or left. It is tried again.',
      detail: String(cause).slice(0, 200),
    },
    { cause },
  );
}

async function silence(ms: number): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  throw new AppError({
    code: 'network',
    reason: 'tabSilent',
    message: 'The tab that the site is read through does not answer.',
  });
}

function toReply(reply: PageReply | null | undefined, request: HttpRequest): HttpReply {
  if (!reply) throw tabGone(new Error('No result'));
  if (reply.large) throw tooLarge(request.maxBytes);
  if (reply.failure !== null) {
    throw new AppError({
      code: 'network',
      reason: 'network',
      message: 'The connection failed.',
      detail: reply.failure,
    });
  }
  const bytes = new Uint8Array(reply.bytes.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = reply.bytes.charCodeAt(i);
  return { url: reply.url, status: reply.status, headers: reply.headers, bytes, redirects: false };
}

/** Runs in the page's isolated world: it may use nothing of this file, and nothing of the page can change it. */
async function fetchInPage(request: {
  readonly url: string;
  readonly accept: string;
  readonly form: Readonly<Record<string, string>> | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}): Promise<PageReply> {
  const empty = { url: request.url, status: 0, headers: {}, bytes: '', large: false, failure: null };
  try {
    const response = await fetch(request.url, {
      method: request.form ? 'POST' : 'GET',
      body: request.form ? new URLSearchParams(request.form) : null,
      headers: { ...request.headers, accept: request.accept },
      credentials: 'include',
      cache: 'no-store',
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    if (Number(response.headers.get('content-length') ?? 0) > request.maxBytes) return { ...empty, large: true };
    const body = await response.blob();
    if (body.size > request.maxBytes) return { ...empty, large: true };
    // Firefox keeps the page's buffers from scripts of extensions, and the page's text from nobody.
    const coded = await new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
      reader.onerror = () => reject(new Error('Unreadable'));
      reader.readAsDataURL(body);
    });
    const comma = coded.indexOf(',');
    const bytes = comma < 0 ? '' : atob(coded.slice(comma + 1));
    const headers: Record<string, string> = {};
    response.headers.forEach((value, name) => (headers[name] = value));
    const { url, status } = response;
    return { ...empty, url: url || request.url, status, headers, bytes };
  } catch (thrown) {
    return { ...empty, failure: String(thrown).slice(0, 200) };
  }
}
