import type { Segment } from '../../model/thread';
import { addressOf, decoded, threadKey, type Place } from './place';
import { attributeIn, isVoid, tokensOf } from './scan';

// References of a post to others. Four kinds are told apart by their address, never by their text, which extensions
// change: posts of the same thread (edges), dead ones, other threads, and other boards.

export type ReferenceKind = 'post' | 'dead' | 'thread' | 'board';

export interface Reference {
  readonly kind: ReferenceKind;
  /** Number of the post; null: it names none. */
  readonly no: number | null;
  /** It begins its line: what follows answers it. Otherwise the text speaks of it. */
  readonly leads: boolean;
}

/** Where a post stands. */
export interface Standing {
  readonly place: Place;
  readonly thread: number;
  readonly no: number;
}

export interface References {
  readonly all: readonly Reference[];
  /** Ids of earlier posts of the thread: those that begin a line in order, then those the text speaks of. */
  readonly replyTo: readonly string[];
  /** Set where parts of the post answer different posts. */
  readonly segments: readonly Segment[] | null;
}

const none: References = { all: [], replyTo: [], segments: null };

/** Elements after which a line begins. */
const lines: ReadonlySet<string> = new Set([
  'br',
  'p',
  'div',
  'pre',
  'blockquote',
  'li',
  'ul',
  'ol',
  'table',
  'tr',
  'hr',
]);

interface Part {
  readonly from: number;
  /** Spans of references left out of its HTML. */
  readonly cuts: { readonly from: number; readonly to: number }[];
  readonly leading: number[];
  readonly mentioned: number[];
  hasText: boolean;
}

/**
 * Finds what a post refers to. A part of the post is what follows references that begin a line, up to the next such
 * line; references with nothing between them belong together; text before the first one is a part that answers nobody,
 * and references with nothing after them belong to the part they end. A reference to what is not in the thread begins a
 * part too, so that its answer is not taken for one to somebody else.
 */
export function referencesOf(html: string, standing: Standing): References {
  // Most posts have none.
  if (!/quotelink|deadlink|highlight-?reply|backlink/i.test(html)) return none;
  const all: Reference[] = [];
  const parts: Part[] = [newPart(0)];
  let lineEmpty = true;
  let depth = 0;
  let inCode = 0;
  /** Where the outermost open element began, and whether it has text before here. */
  let top = { from: 0, hasText: false };
  let open: { readonly from: number; readonly reference: Omit<Reference, 'leads'>; readonly name: string } | null =
    null;

  for (const token of tokensOf(html)) {
    if (open) {
      if (token.kind !== 'close' || token.name !== open.name) continue;
      depth--;
      const splits = lineEmpty && (depth === 0 || !top.hasText);
      const reference = { ...open.reference, leads: lineEmpty };
      all.push(reference);
      let part = parts.at(-1) ?? newPart(0);
      if (splits && part.hasText) parts.push((part = newPart(depth === 0 ? open.from : top.from)));
      const earlier = reference.kind === 'post' && reference.no !== null && reference.no < standing.no;
      if (earlier) (splits ? part.leading : part.mentioned).push(reference.no ?? 0);
      if (splits) part.cuts.push({ from: open.from, to: token.to });
      else part.hasText = true;
      if (!lineEmpty) top.hasText = true;
      open = null;
      continue;
    }
    if (token.kind === 'text') {
      if (!hasWords(html, token.from, token.to)) continue;
      lineEmpty = false;
      top.hasText = true;
      const part = parts.at(-1);
      if (part) part.hasText = true;
      continue;
    }
    if (lines.has(token.name)) lineEmpty = true;
    if (isVoid(token.name)) continue;
    if (token.kind === 'close') {
      depth = Math.max(0, depth - 1);
      if (token.name === 'pre' || token.name === 'code') inCode = Math.max(0, inCode - 1);
      continue;
    }
    if (depth === 0) top = { from: token.from, hasText: false };
    depth++;
    // The server's own quirk: references inside of code are code.
    if (token.name === 'pre' || token.name === 'code') inCode++;
    const reference = inCode
      ? null
      : referenceOf(html.slice(token.from, token.to), token.name, html, token.to, standing);
    if (reference) open = { from: token.from, reference, name: token.name };
  }
  const leading = parts.flatMap((part) => part.leading);
  const replyTo = [...new Set([...leading, ...parts.flatMap((part) => part.mentioned)])].map(String);
  return { all, replyTo, segments: segmentsOf(html, parts, all) };
}

function newPart(from: number): Part {
  return { from, cuts: [], leading: [], mentioned: [], hasText: false };
}

function hasWords(html: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (html.startsWith('&nbsp;', i) || html.startsWith('&#160;', i)) i += 5;
    else if (!/\s/.test(html.charAt(i))) return true;
  }
  return false;
}

function segmentsOf(html: string, parts: Part[], all: readonly Reference[]): readonly Segment[] | null {
  if (new Set(all.filter((one) => one.leads).map((one) => `${one.kind} ${String(one.no)}`)).size < 2) return null;
  const last = parts.at(-1);
  const before = parts.at(-2);
  if (last && before && !last.hasText) {
    before.leading.push(...last.leading);
    before.cuts.push(...last.cuts);
    parts.pop();
  }
  const segments: Segment[] = [];
  parts.forEach((part, index) => {
    const replyTo = [...new Set([...part.leading, ...part.mentioned])].map(String);
    const piece = without(html, part, parts[index + 1]?.from ?? html.length);
    const previous = segments.at(-1);
    if (previous?.replyTo.join() === replyTo.join()) {
      segments[segments.length - 1] = { replyTo, html: previous.html + piece };
    } else segments.push({ replyTo, html: piece });
  });
  return segments.length > 1 && segments.some((segment) => segment.replyTo.length) ? segments : null;
}

function without(html: string, { from, cuts }: Part, to: number): string {
  const pieces: string[] = [];
  let at = from;
  for (const cut of cuts) {
    pieces.push(html.slice(at, cut.from));
    at = cut.to;
  }
  pieces.push(html.slice(at, Math.max(at, to)));
  return pieces.join('');
}

/** What a tag refers to; null: it is no reference. */
function referenceOf(
  tag: string,
  name: string,
  html: string,
  after: number,
  standing: Standing,
): Omit<Reference, 'leads'> | null {
  if (name !== 'a' && name !== 'span') return null;
  const classes = (attributeIn(tag, 'class') ?? '').toLowerCase().split(/\s+/);
  if (classes.includes('deadlink')) return { kind: 'dead', no: numberAfter(html, after) };
  if (name !== 'a') return null;
  const marked =
    classes.includes('quotelink') ||
    (classes.includes('backlink') && /\sdata-post=/.test(tag)) ||
    /\sonclick\s*=\s*["']\s*highlightReply\b/i.test(tag) ||
    /\sdata-highlight-reply=/i.test(tag);
  if (!marked) return null;
  return targetOf(attributeIn(tag, 'href') ?? '', standing);
}

function targetOf(href: string, { place, thread }: Standing): Omit<Reference, 'leads'> {
  const here = `https://board.invalid/${encodeURIComponent(place.board)}/thread/${String(thread)}`;
  const fragment = /^#(?:p|q)?(\d{1,15})$/.exec(href);
  if (fragment) return { kind: 'post', no: Number(fragment[1]) };
  if (!URL.canParse(href, here)) return { kind: 'board', no: null };
  const url = new URL(href, here);
  const single = /^\/([^/]{1,120})\/post\/(\d{1,15})\/?$/.exec(url.pathname);
  if (single) return { kind: decoded(single[1] ?? '') === place.board ? 'thread' : 'board', no: Number(single[2]) };
  const address = addressOf(url);
  if (address?.thread == null) return { kind: 'board', no: null };
  const no = address.post ?? address.thread;
  if (address.place.board !== place.board) return { kind: 'board', no };
  const same = threadKey(address.place.board, address.thread) === threadKey(place.board, thread);
  return { kind: same ? 'post' : 'thread', no };
}

/** The number in the text of a dead reference. */
function numberAfter(html: string, at: number): number | null {
  const match = /^\s{0,10}(?:&gt;|>){2,3}(?:\/[^/<\s]{1,40}\/)?(\d{1,15})/.exec(html.slice(at, at + 100));
  return match ? Number(match[1]) : null;
}
