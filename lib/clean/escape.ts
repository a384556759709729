import type { Piece } from './inline-text';

// Escapes the author's characters only where Markdown would read them as something else. Every pass is linear.

const RAW = 0;
const LITERAL = 1;
const LINK_TEXT = 2;
const MARK = 3;
const codes: Readonly<Record<Piece['kind'], number>> = {
  raw: RAW,
  literal: LITERAL,
  'link-text': LINK_TEXT,
  mark: MARK,
};

interface Source {
  readonly text: string;
  /** What each character is. */
  readonly kinds: Uint8Array;
  /** Where a backslash goes. */
  readonly marks: Set<number>;
}

const isLiteral = (source: Source, at: number): boolean =>
  source.kinds[at] === LITERAL || source.kinds[at] === LINK_TEXT;

function mark(source: Source, at: number, length = 1): void {
  for (let i = at; i < at + length; i++) if (isLiteral(source, i)) source.marks.add(i);
}

/** What is done about characters of the author's, where there are such. */
const passes: readonly (readonly [chars: string, pass: (source: Source) => void])[] = [
  ['\\', backslashes],
  ['*', (source) => emphasis(source, '*')],
  ['_', (source) => emphasis(source, '_')],
  ['~', (source) => pairedRuns(source, /~~+/g)],
  ['`', (source) => pairedRuns(source, /`+/g)],
  ['[]!', brackets],
  ['<', tags],
  ['&', references],
];
/** For each character the passes that look for it, as bits: most text has none, and is done. */
const passesFor = new Uint8Array(128);
passes.forEach(([chars], i) => {
  for (const char of chars) passesFor[char.charCodeAt(0)] = 1 << i;
});
const bracketsBit = passesFor['['.charCodeAt(0)] ?? 0;

/** @param lineStart whether the text may begin a block (a list item, a heading), so that its first characters count */
export function escapeMarkdown(pieces: readonly Piece[], lineStart: boolean): string {
  let text = '';
  let needed = 0;
  for (const piece of pieces) {
    text += piece.text;
    if (piece.kind === 'literal' || piece.kind === 'link-text') needed |= passesOver(piece.text);
  }
  // Exclamation marks are many, and mean something before a bracket only.
  if (!text.includes('[')) needed &= ~bracketsBit;
  const starts = lineStart ? lineStarts(text) : [];
  if (needed === 0 && starts.length === 0) return text;
  const source: Source = { text, kinds: new Uint8Array(text.length), marks: new Set() };
  let at = 0;
  for (const piece of pieces) {
    source.kinds.fill(codes[piece.kind], at, at + piece.text.length);
    at += piece.text.length;
  }
  leaveMaths(source);
  if (text.includes('://')) leaveAddresses(source);
  for (const [i, [, pass]] of passes.entries()) if (needed & (1 << i)) pass(source);
  for (const start of starts) mark(source, start);
  return withBackslashes(source);
}

function passesOver(text: string): number {
  let needed = 0;
  for (let i = 0; i < text.length; i++) needed |= passesFor[text.charCodeAt(i)] ?? 0;
  return needed;
}

function backslashes(source: Source): void {
  for (const match of source.text.matchAll(/\\(?=[!-/:-@[-`{-~])/g)) mark(source, match.index);
}

/** What would read as a character reference. */
function references(source: Source): void {
  for (const match of source.text.matchAll(/&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g)) {
    mark(source, match.index);
  }
}

/** TeX stays as it was written. */
function leaveMaths({ text, kinds }: Source): void {
  for (const match of text.matchAll(/\$\$[^$]+\$\$|\$(?=[^\s$])[^$\n]*\$(?!\d)/g)) {
    if (/\s\$$/.test(match[0].slice(-2)) && !match[0].startsWith('$$')) continue;
    kinds.fill(RAW, match.index, match.index + match[0].length);
  }
}

/** An address written out is a link to every reader of Markdown; a backslash in it would lead elsewhere. */
function leaveAddresses({ text, kinds }: Source): void {
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>]+/g)) {
    if (kinds[match.index] !== LITERAL) continue;
    let end = match[0].length;
    while (end > 0 && '*_~`!?.,:;"\'()[]'.includes(match[0].charAt(end - 1))) end--;
    const until = match.index + end;
    for (let i = match.index; i < until; i++) if (kinds[i] === LITERAL) kinds[i] = RAW;
  }
}

const isSpace = (char: string): boolean => char === '' || /\s/.test(char);
const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char);

/** Runs that would open or close emphasis, and have a partner in the text. */
function emphasis(source: Source, char: '*' | '_'): void {
  const runs: { at: number; length: number; opens: boolean; closes: boolean; partner: boolean }[] = [];
  for (const match of source.text.matchAll(char === '*' ? /\*+/g : /_+/g)) {
    const at = match.index;
    const { length } = match[0];
    if (source.kinds[at] === RAW) continue;
    const before = source.text.charAt(at - 1);
    const after = source.text.charAt(at + length);
    const left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
    const right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
    const opens = left && (char === '*' || !right || isPunctuation(before));
    const closes = right && (char === '*' || !left || isPunctuation(after));
    runs.push({ at, length, opens, closes, partner: false });
  }
  let seen = false;
  for (const run of runs) {
    if (run.closes && seen) run.partner = true;
    seen ||= run.opens;
  }
  seen = false;
  for (const run of runs.reverse()) {
    if (run.opens && seen) run.partner = true;
    seen ||= run.closes;
  }
  for (const run of runs) if (run.partner) mark(source, run.at, run.length);
}

/** Runs that mean something as soon as there are two. */
function pairedRuns(source: Source, pattern: RegExp): void {
  const runs = [...source.text.matchAll(pattern)];
  if (runs.length < 2) return;
  for (const match of runs) mark(source, match.index, match[0].length);
}

function brackets(source: Source): void {
  const { text, kinds } = source;
  const first = text.indexOf('[');
  if (first < 0) return;
  for (const match of text.matchAll(/\]\(/g)) {
    if (match.index > first && isLiteral(source, match.index)) mark(source, match.index);
  }
  for (const match of text.matchAll(/!\[/g)) {
    if (isLiteral(source, match.index) && !isLiteral(source, match.index + 1)) mark(source, match.index);
  }
  for (const match of text.matchAll(/[[\]]/g)) if (kinds[match.index] === LINK_TEXT) mark(source, match.index);
}

function tags(source: Source): void {
  const last = source.text.lastIndexOf('>');
  for (const match of source.text.matchAll(/<(?=[A-Za-z/!?])/g)) if (match.index < last) mark(source, match.index);
}

/** What begins a block when it begins a line. */
const opener =
  /^(?:(?<first>#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|`{3}|~{3}|(?:-{2,}|={1,}|\*{3,}|_{3,})[ \t]*$|\[[^\]\n]{1,200}\]:)|(?<number>\d{1,9})[.)](?=[ \t]|$))/;

const openers: ReadonlySet<string> = new Set('#>-+*`~=_[0123456789');

/** Where a backslash keeps a line from beginning a block. */
function lineStarts(text: string): readonly number[] {
  const starts: number[] = [];
  for (let from = 0; from >= 0 && from < text.length;) {
    const end = text.indexOf('\n', from);
    if (openers.has(text.charAt(from))) {
      const match = opener.exec(text.slice(from, end < 0 ? undefined : Math.max(end, from)));
      const number = match?.groups?.['number'];
      if (match) starts.push(from + (number?.length ?? 0));
    }
    from = end < 0 ? -1 : end + 1;
  }
  return starts;
}

function withBackslashes({ text, marks }: Source): string {
  if (marks.size === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const at of [...marks].sort((a, b) => a - b)) {
    parts.push(text.slice(from, at), '\\');
    from = at;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
