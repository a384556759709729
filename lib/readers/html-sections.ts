import { attr, childrenOf, classesOf, isElement, isText, type Element, type HtmlNode, type Parent } from '../base/html';
import { codeText, collapse, inlineText, isBlock, isDropped, spaced, wholeText } from './html-inline';
import type { SectionBuilder } from './section-builder';
import { captionOf, markdownTable, rowsOf } from './tables';

// HTML to blocks of text under headings, for all kinds of document that are HTML or are made into it. Emphasis and the
// addresses of links are left out, lists, tables and code are Markdown. Walks without recursion: pages nest as deep as
// whoever wrote them likes.

export interface TocHeading {
  readonly level: number;
  readonly text: string;
}

export interface HtmlOptions {
  /** Headings that the markup lacks, by the id of the element that each stands at (a book's table of contents). */
  readonly headings?: ReadonlyMap<string, TocHeading>;
  /** A heading that has been given and may be repeated as the first paragraph. */
  readonly said?: string;
  readonly isDropped?: (element: Element) => boolean;
}

/** Adds everything below a node to the sections. */
export function addHtml(root: Parent, to: SectionBuilder, options: HtmlOptions = {}): void {
  new Walk(to, options).run(root);
}

interface List {
  readonly ordered: boolean;
  next: number;
}

/** What stands before each line of a block in here: the first line of the first block, and all others. */
interface Margin {
  readonly first: string;
  readonly rest: string;
  used: boolean;
}

/** Deeper lists and quotes are shown at this depth. */
const maxMargins = 8;

class Walk {
  private readonly to: SectionBuilder;
  private readonly options: HtmlOptions;
  private readonly stack: (HtmlNode | (() => void))[] = [];
  private line: string[] = [];
  private readonly margins: Margin[] = [];
  private readonly lists: List[] = [];
  /** The outermost list that the block before was in. */
  private listBefore: List | null = null;
  /** A heading out of the table of contents that may be repeated as a paragraph. */
  private said: string | null = null;

  constructor(to: SectionBuilder, options: HtmlOptions) {
    this.to = to;
    this.options = options;
    if (options.said !== undefined) this.said = plain(options.said);
  }

  run(root: Parent): void {
    this.goInto(root);
    for (let next = this.stack.pop(); next; next = this.stack.pop()) {
      if (typeof next === 'function') next();
      else if (isText(next)) this.line.push(spaced(next.value));
      else if (isElement(next) && !isDropped(next) && !this.options.isDropped?.(next)) this.enter(next);
    }
    this.flush();
  }

  private goInto(parent: Parent | HtmlNode): void {
    const children = childrenOf(parent);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) this.stack.push(child);
    }
  }

  private enter(element: Element): void {
    this.headFromToc(element);
    if (isBlock(element)) {
      this.flush();
      this.block(element);
      return;
    }
    const { tagName } = element;
    // Code of several lines without a <pre>: a style makes a block of it.
    const lines = tagName === 'code' ? codeText(element) : '';
    const whole = lines.includes('\n') ? null : wholeText(element);
    if (lines.includes('\n')) this.code(element, lines);
    else if (whole === null) this.goInto(element);
    else this.line.push(whole);
  }

  private headFromToc(element: Element): void {
    const id = this.options.headings ? attr(element, 'id') : null;
    const heading = id === null ? undefined : this.options.headings?.get(id);
    if (!heading) return;
    this.flush();
    this.heading(heading.level, heading.text);
    this.said = plain(heading.text);
  }

  private block(element: Element): void {
    const { tagName: tag } = element;
    if (/^h[1-6]$/.test(tag)) {
      this.heading(Number(tag.slice(1)), inlineText(element));
      return;
    }
    switch (tag) {
      case 'pre':
        this.code(element, codeText(element));
        return;
      case 'table':
        if (this.table(element)) return;
        break;
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
      case 'dl':
        this.lists.push({ ordered: tag === 'ol', next: startOf(element) });
        this.stack.push(() => {
          this.flush();
          this.lists.pop();
        });
        this.goInto(element);
        return;
      case 'li':
        this.within(element, this.marker(element));
        return;
      case 'dd':
        this.within(element, ': ');
        return;
      case 'blockquote':
        this.within(element, '> ', '> ');
        return;
      default:
    }
    this.stack.push(() => this.flush());
    this.goInto(element);
  }

  private marker(item: Element): string {
    const list = this.lists.at(-1);
    if (!list?.ordered) return '- ';
    const value = Number(attr(item, 'value') ?? NaN);
    if (Number.isSafeInteger(value)) list.next = value;
    return `${list.next++}. `;
  }

  private within(element: Element, first: string, rest = ' '.repeat(first.length)): void {
    if (this.margins.length < maxMargins) {
      const margin = { first, rest, used: false };
      this.margins.push(margin);
      this.stack.push(() => {
        this.flush();
        this.margins.pop();
      });
    } else this.stack.push(() => this.flush());
    this.goInto(element);
  }

  private heading(level: number, text: string): void {
    this.listBefore = null;
    if (this.said !== null && plain(text) === this.said) return;
    this.said = null;
    this.to.heading(level, text);
  }

  private code(element: Element, text: string): void {
    this.flush();
    if (!text.trim()) return;
    let longest = 2;
    for (const [, ticks = ''] of text.matchAll(/^\s*(`{3,})/gm)) longest = Math.max(longest, ticks.length);
    const fence = '`'.repeat(longest + 1);
    this.put(`${fence}${languageOf(element)}\n${text}\n${fence}`);
  }

  /** @returns false where its cells are to be read one by one */
  private table(element: Element): boolean {
    const rows = rowsOf(element);
    if (!rows) return false;
    const caption = captionOf(element);
    if (caption) this.put(caption);
    this.put(markdownTable(rows));
    return true;
  }

  private flush(): void {
    const text = collapse(this.line.join(''));
    this.line = [];
    if (!text) return;
    const isRepeated = this.said !== null && plain(text) === this.said;
    this.said = null;
    if (!isRepeated) this.put(text);
  }

  private put(text: string): void {
    if (!text) return;
    let first = '';
    let rest = '';
    for (const margin of this.margins) {
      first += margin.used ? margin.rest : margin.first;
      rest += margin.rest;
      margin.used = true;
    }
    const list = this.lists[0] ?? null;
    const isTight = list !== null && list === this.listBefore;
    this.listBefore = list;
    this.to.block(first + text.replaceAll('\n', `\n${rest}`), isTight);
  }
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

function startOf(list: Element): number {
  const start = Number(attr(list, 'start') ?? 1);
  return Number.isSafeInteger(start) ? start : 1;
}

const language = /^(?:lang|language|highlight-source|sourceCode|brush)[-:]([\w+#.-]{1,20})$/;

function languageOf(pre: Element): string {
  const inner = childrenOf(pre).find(isElement);
  for (const element of inner ? [pre, inner] : [pre]) {
    for (const name of classesOf(element)) {
      const found = language.exec(name)?.[1];
      if (found && found !== 'none' && found !== 'plaintext') return found;
    }
  }
  return '';
}
