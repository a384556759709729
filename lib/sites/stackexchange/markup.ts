import {
  attr,
  elementsOf,
  elementsOutside,
  hasClass,
  parsePage,
  resolveUrl,
  type Element,
  type Parent,
} from '../../base/html';
import type { Page } from '../adapter';
import { questionAddress } from './address';
import { baseOfHost } from './hosts';
import { numberedId, wordsOf } from './walk';
import { oneLine } from './words';

/** A page of the network, taken in by one pass. */
export interface Markup {
  readonly tree: Parent;
  readonly url: URL;
  readonly base: string;
  /** What links of the page are relative to: saved pages lie elsewhere. */
  readonly linkBase: string;
  readonly siteName: string;
  readonly title: string;
  readonly ogTitle: string;
  readonly canonical: URL | null;
  readonly question: Element | null;
  readonly questionId: string | null;
  readonly header: Element | null;
  readonly answersHeader: Element | null;
  /** Containers of answers, in the order of the page. */
  readonly answers: readonly { readonly id: string; readonly element: Element }[];
  readonly rows: readonly Element[];
  /** Something leads to a further page. */
  readonly nextPage: boolean;
  readonly signedIn: boolean | null;
  readonly userName: string | null;
}

/**
 * @returns null when the page is none of the network: its own marks are missing, or nothing names a host of it (a saved
 * page names it in its canonical address)
 */
export function readMarkup(page: Page): Markup | null {
  // Every page of the network, of all times, loads from this host; a cheap test before a tree is built.
  if (!/sstatic\.net\//.test(page.html)) return null;
  const tree = parsePage(page.html);
  const found = scan(tree);
  if (!found.ownAssets || !found.search) return null;
  const canonical = [found.canonical, found.ogUrl].map(parsed).find((url) => url !== null) ?? null;
  const base = baseOfHost(page.url.host) ?? (canonical && baseOfHost(canonical.host));
  if (base === null) return null;
  const own = baseOfHost(page.url.host) === base;
  const url = own ? page.url : (canonical ?? page.url);
  const questionId =
    (found.question && (attr(found.question, 'data-questionid') ?? null)) ??
    questionAddress(canonical ?? url, base)?.questionId ??
    questionAddress(url, base)?.questionId ??
    found.linkedId(base);
  return {
    ...found,
    tree,
    url,
    base,
    linkBase: new URL((canonical ?? url).pathname, base).href,
    siteName: found.siteName || new URL(base).host,
    canonical,
    questionId: questionId !== null && /^[1-9]\d{0,14}$/.test(questionId) ? questionId : null,
  };
}

function parsed(text: string | null): URL | null {
  const href = resolveUrl(text, 'https://relative.invalid/');
  if (href === null) return null;
  const url = new URL(href);
  return baseOfHost(url.host) === null ? null : url;
}

interface Scan extends Omit<Markup, 'tree' | 'url' | 'base' | 'linkBase' | 'canonical' | 'questionId'> {
  readonly ownAssets: boolean;
  readonly search: boolean;
  readonly canonical: string | null;
  readonly ogUrl: string | null;
  linkedId(base: string): string | null;
}

/** What people wrote; nothing in it is a mark of the page. */
export function isBody(element: Element): boolean {
  return ['js-post-body', 'post-text', 'comment-copy', 'excerpt', 's-post-summary--content-excerpt'].some((name) =>
    hasClass(element, name),
  );
}

/** The link to one's own page in the top bar. */
function isProfileLink(element: Element): boolean {
  return hasClass(element, 'my-profile') || (attr(element, 'data-gps-track') ?? '').startsWith('profile_summary.click');
}

function scan(tree: Parent): Scan {
  let ownAssets = false;
  let search = false;
  let canonical: string | null = null;
  let ogUrl: string | null = null;
  let siteName = '';
  let title = '';
  let ogTitle = '';
  let question: Element | null = null;
  let header: Element | null = null;
  let answersHeader: Element | null = null;
  let heading: Element | null = null;
  let nextPage = false;
  let userName: string | null = null;
  const answers = new Map<string, Element>();
  const rows: Element[] = [];
  for (const element of elementsOutside(tree, isBody)) {
    const { tagName } = element;
    if (tagName === 'link') {
      const rel = attr(element, 'rel') ?? '';
      const href = attr(element, 'href') ?? '';
      if (/icon|image_src/.test(rel) && /^(?:https?:)?\/\/(?:cdn\.)?sstatic\.net\//.test(href)) ownAssets = true;
      if (rel === 'search') {
        search = true;
        siteName ||= oneLine(attr(element, 'title') ?? '');
      }
      if (rel === 'canonical') canonical ??= href;
      if (rel === 'next') nextPage = true;
    } else if (tagName === 'meta') {
      const name = `${attr(element, 'property') ?? ''} ${attr(element, 'name') ?? ''}`;
      const content = attr(element, 'content') ?? '';
      if (/\bog:url\b/.test(name)) ogUrl ??= content;
      if (/\bog:title\b/.test(name)) ogTitle ||= oneLine(content);
    } else if (tagName === 'title') title ||= wordsOf(element);
    else if (attr(element, 'id') === 'question') question ??= element;
    else if (attr(element, 'id') === 'question-header') header ??= element;
    else if (attr(element, 'id') === 'answers-header') answersHeader ??= element;
    else if (hasClass(element, 'answer')) {
      const id = numberedId(element, 'answer-');
      if (id !== null && !answers.has(id)) answers.set(id, element);
    } else if (isRow(element)) rows.push(element);
    else if (tagName === 'a') {
      if (hasClass(element, 'question-hyperlink')) heading ??= element;
      if (attr(element, 'rel') === 'next') nextPage = true;
      const href = attr(element, 'href') ?? '';
      if (userName === null && isProfileLink(element)) {
        userName = /\/users\/\d+\/([^/?#]{1,200})/.exec(href)?.[1] ?? '';
      }
    }
  }
  return {
    ownAssets,
    search,
    canonical,
    ogUrl,
    siteName,
    title,
    ogTitle,
    question,
    header,
    answersHeader,
    answers: [...answers].map(([id, element]) => ({ id, element })),
    rows,
    nextPage,
    // Whoever is signed out is shown all the same: nothing is said of what they miss.
    signedIn: userName === null ? null : true,
    userName: userName === '' ? null : userName,
    linkedId(base) {
      const href = heading && question ? resolveUrl(attr(heading, 'href'), base) : null;
      return href === null ? null : (questionAddress(new URL(href), base)?.questionId ?? null);
    },
  };
}

/** A question in a list; search results may be answers. */
function isRow(element: Element): boolean {
  return hasClass(element, 's-post-summary') || hasClass(element, 'question-summary');
}

/** Text of the page's heading without what the software adds. */
export function headingOf(markup: Markup): string {
  const { header } = markup;
  if (!header) return markup.ogTitle || markup.title;
  for (const element of elementsOf(header)) {
    if (element.tagName === 'h1' || hasClass(element, 'question-hyperlink')) return wordsOf(element);
  }
  return markup.ogTitle || markup.title;
}
