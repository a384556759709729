import { attr, classesOf, isElement, isText, type Element } from '../../base/html';
import { epochOf, isRelativeDate, longestDateText, readDateText } from './date-text';
import { wordsIn, type Outline, type Range } from './outline';

// What each node of a page looks like when nothing is known about its software: prose, a date, a name. As running
// sums, so that any range is judged in no time.

export interface Traits {
  /** Letters of prose before each place: outside of links, buttons and navigation, and not a phrase the page repeats. */
  readonly prose: Int32Array;
  readonly dates: Int32Array;
  readonly names: Int32Array;
  readonly headings: Int32Array;
  /** Nodes that show a date, nearest to its text. */
  readonly isDate: Uint8Array;
  readonly isName: Uint8Array;
  /** Letters of prose in the whole page. */
  readonly total: number;
}

export function sumIn(sums: Int32Array, { start, end }: Range): number {
  return (sums[end] ?? 0) - (sums[start] ?? 0);
}

const quiet: ReadonlySet<string> = new Set([
  ...['a', 'button', 'nav', 'footer', 'select', 'option', 'textarea', 'label', 'title', 'head', 'h1', 'legend'],
]);
/** A phrase that stands on a page more often is its software's. */
const mostOften = 2;

export function traitsOf(outline: Outline): Traits {
  const size = outline.nodes.length;
  const muted = new Uint8Array(size);
  const seen = new Map<string, number>();
  const letters = textSums(outline);
  const most = (letters[size] ?? 0) * largestAside;
  const phrases: (string | null)[] = new Array<string | null>(size).fill(null);
  for (let place = 0; place < size; place++) {
    const node = outline.nodes[place];
    const parent = outline.parents[place] ?? -1;
    muted[place] = parent >= 0 ? (muted[parent] ?? 0) : 0;
    if (!node) continue;
    if (isElement(node)) {
      const length = (letters[outline.ends[place] ?? place] ?? 0) - (letters[place] ?? 0);
      if (quiet.has(node.tagName) || (length < most && isAside(node))) muted[place] = 1;
    } else if (isText(node) && /\p{L}/u.test(node.value)) {
      const phrase = node.value.length > 2000 ? node.value.slice(0, 2000) : node.value.replace(/\s+/g, ' ').trim();
      phrases[place] = phrase;
      seen.set(phrase, (seen.get(phrase) ?? 0) + 1);
    }
  }
  const prose = new Int32Array(size + 1);
  const dates = new Int32Array(size + 1);
  const names = new Int32Array(size + 1);
  const headings = new Int32Array(size + 1);
  const isDate = new Uint8Array(size);
  const isName = new Uint8Array(size);
  for (let place = 0; place < size; place++) {
    const node = outline.nodes[place];
    let weight = 0;
    if (node && isText(node)) {
      const phrase = phrases[place] ?? null;
      if (isDateText(node.value)) isDate[place] = 1;
      else if (phrase !== null && !muted[place] && (seen.get(phrase) ?? 0) <= mostOften) weight = lettersOf(node.value);
    } else if (node && isElement(node)) {
      if (isDateElement(node)) isDate[place] = 1;
      if (looksLikeName(node) && isShort(outline, place)) isName[place] = 1;
      if (/^h[1-6]$/.test(node.tagName)) headings[place + 1] = 1;
    }
    prose[place + 1] = (prose[place] ?? 0) + weight;
    dates[place + 1] = (dates[place] ?? 0) + (isDate[place] ?? 0);
    names[place + 1] = (names[place] ?? 0) + (isName[place] ?? 0);
    headings[place + 1] = (headings[place] ?? 0) + (headings[place + 1] ?? 0);
  }
  return { prose, dates, names, headings, isDate, isName, total: prose[size] ?? 0 };
}

/** A part with more of the page's text is no aside, whatever its name. */
const largestAside = 0.4;

function textSums(outline: Outline): Int32Array {
  const sums = new Int32Array(outline.nodes.length + 1);
  for (const [place, node] of outline.nodes.entries()) {
    sums[place + 1] = (sums[place] ?? 0) + (isText(node) ? node.value.trim().length : 0);
  }
  return sums;
}

function lettersOf(text: string): number {
  return text.length > 200 ? Math.round(text.length * 0.8) : (text.match(/\p{L}/gu)?.length ?? 0);
}

function isDateText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < 2 || trimmed.length > longestDateText || !/\d|[dryàa]/.test(trimmed)) return false;
  const words = trimmed.match(/\p{L}{2,}/gu)?.length ?? 0;
  // A date in a sentence is part of what somebody says.
  return readDateText(trimmed) ? words <= 12 : words <= 5 && isRelativeDate(trimmed);
}

export function isDateElement(element: Element): boolean {
  if (element.tagName === 'time') return true;
  return dateAttribute(element) !== null;
}

/** A date an attribute carries, as text for `readDateText` or as epoch. */
export function dateAttribute(element: Element): string | number | null {
  for (const { name, value } of element.attrs) {
    if (name === 'datetime' || (name === 'content' && /^date/.test(attr(element, 'itemprop') ?? ''))) {
      if (readDateText(value)) return value;
    } else if (name === 'data-time' || name === 'data-timestamp' || name === 'data-unixtime' || name === 'data-epoch') {
      const time = epochOf(value);
      if (time !== null) return time;
      if (readDateText(value)) return value;
    } else if (name === 'title' && value.length < 60 && readDateText(value)) return value;
  }
  return null;
}

/** Words of an element's classes and ids: `messageAuthor-name` is message, author, name. */
export function hintsOf(element: Element): readonly string[] {
  const given = `${attr(element, 'class') ?? ''} ${attr(element, 'id') ?? ''} ${attr(element, 'itemprop') ?? ''}`;
  return wordsOfName(given);
}

function wordsOfName(name: string): readonly string[] {
  return name
    .slice(0, 300)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}

const nameHints: ReadonlySet<string> = new Set([
  ...['author', 'username', 'nick', 'nickname', 'poster', 'creator', 'byline', 'autor', 'auteur', 'autore'],
  ...['usuario', 'benutzer', 'benutzername', 'hnuser', 'displayname', 'screenname', 'postedby', 'pseudo'],
]);

/** Words of addresses of people's pages. */
const nameAddress =
  /(?:^|[/?&=;._-])(?:users?|u|members?|memberlist|profiles?|people|persons?|accounts?|userinfo|showuser|viewprofile|authors?|mitglied(?:er)?|benutzer|nutzer|profil|usuarios?|utilisateurs?|membres?|membros?|perfil|gebruikers?|leden|uzytkownik|uzytkownicy|utenti?|profilo|user_profile)(?:[/?&=;._-]|\d|$)/i;

function looksLikeName(element: Element): boolean {
  if (element.tagName === 'a') {
    const href = attr(element, 'href') ?? '';
    if (attr(element, 'rel') === 'author') return true;
    if (href.length < 300 && nameAddress.test(href)) return true;
  }
  if (element.tagName === 'body' || element.tagName === 'html') return false;
  const hints = hintsOf(element);
  return hints.some((hint, i) => nameHints.has(hint) || (hint === 'user' && hints[i + 1] === 'name'));
}

export function isProfileLink(element: Element): boolean {
  const href = attr(element, 'href') ?? '';
  return element.tagName === 'a' && href.length < 300 && (attr(element, 'rel') === 'author' || nameAddress.test(href));
}

const longestName = 40;

function isShort(outline: Outline, place: number): boolean {
  const end = outline.ends[place] ?? place + 1;
  if (end - place > 24) return false;
  return isNameText(wordsIn(outline, { start: place, end }, 200));
}

/** Whether a text can be somebody's name. */
export function isNameText(text: string): boolean {
  return text.length > 0 && text.length <= longestName && /[\p{L}\p{N}]/u.test(text) && !isDateText(text);
}

const asideHints: ReadonlySet<string> = new Set([
  ...['nav', 'navbar', 'navigation', 'menu', 'footer', 'sidebar', 'breadcrumb', 'breadcrumbs', 'breadcrumblist'],
  ...['pagination', 'pager', 'copyright', 'cookie', 'consent', 'related', 'similar', 'recommended', 'suggested'],
  ...['trending', 'newsletter', 'advert', 'advertisement', 'ads', 'sponsored', 'login', 'modal', 'dropdown'],
  ...['tooltip', 'popup', 'signature', 'sig', 'offscreen', 'toolbar'],
]);

/** Parts of a page that hold no posts, by a name that begins or ends with such a word. */
function isAside(element: Element): boolean {
  if (element.tagName === 'body' || element.tagName === 'html' || element.tagName === 'main') return false;
  const names = [...classesOf(element).slice(0, 12), attr(element, 'id') ?? ''].map(wordsOfName);
  if (element.tagName === 'aside') return !names.some((words) => words.includes('quote'));
  return names.some((words) => {
    // `has-sidebar` and `sidebar-layout` are frames of the whole page.
    if (words.some((word) => frames.has(word))) return false;
    return asideHints.has(words[0] ?? '') || asideHints.has(words.at(-1) ?? '');
  });
}

const frames: ReadonlySet<string> = new Set(['has', 'with', 'no', 'layout', 'wrapper', 'container', 'content', 'page']);
