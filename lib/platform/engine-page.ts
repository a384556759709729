import browser from 'webextension-polyfill';

// The hidden page that writes exports (later: holds models). Chromium: an offscreen document; Firefox, whose background
// is a page: an iframe in it. Nobody else knows. Both sides of the talk with it are here.

export type EngineRequest =
  /** Look for work. `version` is Heddle's: an offscreen document is not told it. */
  | { readonly op: 'wake'; readonly version: string }
  /** Answered with a blob URL of an export's file, or null where there is none. */
  | { readonly op: 'url'; readonly jobId: string; readonly name: string }
  | { readonly op: 'revoke'; readonly jobId: string; readonly name: string };

/** `ping`: still at work; `settled`: an export ended; `idle`: not needed any more. */
export type EngineNews = 'ping' | 'settled' | 'idle';

interface RequestEnvelope {
  readonly heddle: 'engine';
  readonly request: EngineRequest;
}

interface NewsEnvelope {
  readonly heddle: 'engine';
  readonly news: EngineNews;
}

const path = 'engine.html';

interface Offscreen {
  createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
  closeDocument(): Promise<void>;
}

interface ChromiumGlobals {
  readonly chrome?: {
    readonly offscreen?: Offscreen;
    readonly runtime?: { getContexts(filter: { contextTypes: string[] }): Promise<readonly unknown[]> };
  };
}

const { chrome } = globalThis as ChromiumGlobals;
let opening: Promise<void> | null = null;

/** Opens the page unless it is open, and makes it look for work. */
export async function openEnginePage(): Promise<void> {
  opening ??= create().finally(() => (opening = null));
  await opening;
  await ask({ op: 'wake', version: browser.runtime.getManifest().version });
}

export async function closeEnginePage(): Promise<void> {
  if (chrome?.offscreen) {
    if (await hasOffscreen()) await chrome.offscreen.closeDocument();
  } else frame()?.remove();
}

/** A blob URL of an export's file, to save it from: a service worker cannot make one. */
export async function exportUrl(jobId: string, name: string): Promise<string | null> {
  opening ??= create().finally(() => (opening = null));
  await opening;
  const url = await ask({ op: 'url', jobId, name });
  return typeof url === 'string' ? url : null;
}

/** Frees the URL; does nothing where the page is gone and the URL with it. */
export async function revokeExportUrl(jobId: string, name: string): Promise<void> {
  await ask({ op: 'revoke', jobId, name });
}

/** Calls back when the page reports; closes it when it is not needed. Register at top level, in the background. */
export function onEnginePing(callback: () => void): void {
  browser.runtime.onMessage.addListener((message: unknown) => {
    if (!isNews(message)) return undefined;
    if (message.news === 'idle') void closeEnginePage().then(callback, callback);
    else callback();
    return undefined;
  });
}

/** The page's side: answers the background. */
export function answerBackground(handle: (request: EngineRequest) => Promise<string | null>): void {
  browser.runtime.onMessage.addListener((message: unknown) =>
    isRequest(message) ? handle(message.request) : undefined,
  );
}

/** The page's side: reports. That nobody listens just now is no error. */
export async function tellBackground(news: EngineNews): Promise<void> {
  const envelope: NewsEnvelope = { heddle: 'engine', news };
  await browser.runtime.sendMessage(envelope).catch(() => undefined);
}

async function create(): Promise<void> {
  if (!chrome?.offscreen) {
    await createFrame();
    return;
  }
  if (await hasOffscreen()) return;
  await chrome.offscreen.createDocument({
    url: path,
    reasons: ['WORKERS', 'BLOBS'],
    justification: 'Writes export archives in a worker and makes the addresses they are saved from.',
  });
}

async function hasOffscreen(): Promise<boolean> {
  const contexts = await chrome?.runtime?.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  return (contexts?.length ?? 0) > 0;
}

function frame(): HTMLIFrameElement | null {
  return document.querySelector<HTMLIFrameElement>('iframe#engine');
}

async function createFrame(): Promise<void> {
  if (frame()) return;
  const made = document.createElement('iframe');
  made.id = 'engine';
  const loaded = new Promise((resolve) => made.addEventListener('load', resolve, { once: true }));
  made.src = browser.runtime.getURL(path);
  document.body.append(made);
  await loaded;
}

async function ask(request: EngineRequest): Promise<unknown> {
  const envelope: RequestEnvelope = { heddle: 'engine', request };
  try {
    return await browser.runtime.sendMessage(envelope);
  } catch {
    // The page is gone; whoever needs it opens it again.
    return null;
  }
}

function isNews(value: unknown): value is NewsEnvelope {
  return isEngine(value) && 'news' in value;
}

function isRequest(value: unknown): value is RequestEnvelope {
  return isEngine(value) && 'request' in value;
}

function isEngine(value: unknown): value is { readonly heddle: 'engine' } {
  return typeof value === 'object' && value !== null && 'heddle' in value && value.heddle === 'engine';
}
