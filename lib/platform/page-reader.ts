import browser from 'webextension-polyfill';
import { AppError, type ErrorInfo } from '../model/error';
import type { PageReading } from '../model/job';

export interface ActivePage {
  readonly tabId: number;
  readonly windowId: number;
  /** null where the browser does not tell, e.g. on its own pages. */
  readonly url: string | null;
  readonly reading: PageReading | null;
  readonly problem: ErrorInfo | null;
}

/** Runs the page script in the tab the person is looking at; works only after a click on the toolbar button. */
export async function readActivePage(): Promise<ActivePage> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const tabId = tab?.id ?? -1;
  const place = { tabId, windowId: tab?.windowId ?? -1, url: tab?.url ?? null };
  try {
    const [result] = await browser.scripting.executeScript({ target: { tabId }, files: ['/page.js'] });
    const reading = result?.result as PageReading | undefined;
    return { ...place, reading: reading ?? null, problem: null };
  } catch {
    return {
      ...place,
      reading: null,
      problem: {
        code: 'unsupported',
        reason: 'pageClosed',
        message:
          'The browser does not let extensions read this page. Open a forum in a tab and press the button there.',
      },
    };
  }
}

/**
 * The page the person is looking at, as it stands; works only after a click on the toolbar button.
 * @throws AppError `unsupported` (reason `pageNotReadable`)
 */
export async function readPageHtml(): Promise<{ readonly url: string; readonly title: string; readonly html: string }> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const read = () => ({
    url: location.href,
    title: document.title,
    html: document.documentElement.outerHTML.slice(0, 50_000_000),
  });
  try {
    const [result] = await browser.scripting.executeScript({ target: { tabId: tab?.id ?? -1 }, func: read });
    const page = result?.result as ReturnType<typeof read> | undefined;
    if (page && /^https?:/.test(page.url)) return page;
  } catch {
    // Said below.
  }
  throw new AppError({
    code: 'unsupported',
    reason: 'pageNotReadable',
    message: 'Heddle may not read this page. Open the page in a tab, press the Heddle button there, and try again.',
  });
}
