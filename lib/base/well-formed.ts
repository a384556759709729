import { QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { defaultTreeAdapter as nodes, html as names, type DefaultTreeAdapterTypes as T } from 'parse5';

// Reads HTML that needs no mending, such as servers send for the bodies of posts, into the tree that parse5 makes of
// it and several times as fast. htmlparser2 tells tags from text; an element is taken only where the HTML standard
// (13.2.6.4, "in body" and the modes of tables) would just insert it. Whatever the standard would move, close, repeat,
// rename or leave out is not for here.

type Rule =
  | 'inline'
  | 'link'
  | 'empty'
  /** A block: paragraphs end before it, so there may be none around it. */
  | 'block'
  | 'paragraph'
  | 'heading'
  | 'line'
  | 'pre'
  /** What is within is no HTML; only the empty element is read here. */
  | 'frame'
  | 'table'
  /** Of a table; holds nothing but white space and other parts. */
  | 'part'
  | 'cell'
  | 'drawing';

interface Row {
  readonly rule: Rule;
  /** Tags, one of which must be the parent; null: any that may hold HTML. */
  readonly inside: readonly string[] | null;
}

const rows: readonly (readonly [tags: string, rule: Rule, inside?: string])[] = [
  ['b big code em font i s small strike strong tt u', 'inline'],
  ['abbr bdi bdo cite del dfn ins kbd label map mark picture q samp span sub sup time var video audio', 'inline'],
  ['a', 'link'],
  ['br img wbr input source track', 'empty'],
  ['address article aside blockquote center details div dl fieldset figcaption figure footer header', 'block'],
  ['hgroup main menu nav ol section summary ul', 'block'],
  ['p', 'paragraph'],
  ['h1 h2 h3 h4 h5 h6', 'heading'],
  ['hr', 'line'],
  ['pre', 'pre'],
  ['iframe', 'frame'],
  ['li', 'block', 'ul ol menu'],
  ['dt dd', 'block', 'dl'],
  ['table', 'table'],
  ['thead tbody tfoot', 'part', 'table'],
  ['tr', 'part', 'thead tbody tfoot'],
  ['td th', 'cell', 'tr'],
  ['svg', 'drawing'],
  ['use path', 'drawing', 'svg'],
];
const rowOf = new Map<string, Row>();
for (const [tags, rule, inside] of rows) {
  for (const tag of tags.split(' ')) rowOf.set(tag, { rule, inside: inside?.split(' ') ?? null });
}

/** Rules of what holds text and elements of every kind. */
const holders: ReadonlySet<Rule> = new Set(['inline', 'link', 'block', 'paragraph', 'heading', 'pre', 'cell']);
const endsParagraph: ReadonlySet<Rule> = new Set(['block', 'paragraph', 'heading', 'line', 'pre', 'table']);
/** Attributes of drawings, and what the standard makes of their names. */
const drawn = new Map<string, { readonly name: string; readonly prefix?: string; readonly namespace?: names.NS }>();
for (const name of 'class id style d fill fill-rule width height href aria-hidden'.split(' '))
  drawn.set(name, { name });
for (const name of ['viewBox', 'viewbox']) drawn.set(name, { name: 'viewBox' });
drawn.set('xlink:href', { name: 'href', prefix: 'xlink', namespace: names.NS.XLINK });

/** More attributes than anybody writes, each compared with those before it. */
const maxAttributes = 50;

const onlySpace = /^[ \t\n\f]*$/;
const attributeName = /^[a-z_][a-z\d_.:-]*$/;

interface Open {
  readonly element: T.Element;
  readonly row: Row;
  /** Whether a paragraph, or a link, is open that an element in here would end. */
  readonly paragraph: boolean;
  readonly link: boolean;
}

/** The tree of a piece of HTML; null when it is not plainly well-formed. */
export function readWellFormed(html: string): T.DocumentFragment | null {
  if (html.includes('\0') || html.startsWith('\ufeff') || html.lastIndexOf('<') > html.lastIndexOf('>')) return null;
  return new Reader(html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html).read();
}

class Reader implements TokenizerCallbacks {
  private readonly html: string;
  private readonly tokenizer = new Tokenizer({}, this);
  private readonly fragment = nodes.createDocumentFragment();
  private readonly open: Open[] = [];
  private top: Open | null = null;
  private stopped = false;
  /** parse5 takes no end tags before the first start tag. */
  private begun = false;

  private row: Row | null = null;
  private tag = '';
  private attrs: T.Element['attrs'] = [];
  private name = '';
  private value = '';
  /** Text that may go on. */
  private text: T.TextNode | null = null;
  private atPreStart = false;

  constructor(html: string) {
    this.html = html;
  }

  read(): T.DocumentFragment | null {
    this.tokenizer.write(this.html);
    if (!this.stopped) this.tokenizer.end();
    return this.stopped || this.row ? null : this.fragment;
  }

  onopentagname(start: number, end: number): void {
    this.tag = this.html.slice(start, end);
    this.attrs = [];
    this.row = rowOf.get(this.tag) ?? null;
    // A picture in its box within a paragraph: the paragraph ends.
    if (this.row && endsParagraph.has(this.row.rule) && this.top?.row.rule === 'paragraph') this.close();
    if (!this.row || !this.fits(this.row)) this.stop();
  }

  private fits({ rule, inside }: Row): boolean {
    const { top } = this;
    if (inside ? !top || !inside.includes(top.element.tagName) : top && !holders.has(top.row.rule)) return false;
    if (!top) return true;
    if (top.paragraph && endsParagraph.has(rule)) return false;
    return !(top.link && rule === 'link') && !(top.row.rule === 'heading' && rule === 'heading');
  }

  onattribname(start: number, end: number): void {
    this.name = this.html.slice(start, end);
    this.value = '';
    const { name, attrs, row } = this;
    if (row?.rule === 'drawing' ? !drawn.has(name) : !attributeName.test(name)) this.stop();
    if (attrs.length === maxAttributes || attrs.some((attr) => attr.name === name)) this.stop();
  }

  onattribdata(start: number, end: number): void {
    const data = this.html.slice(start, end);
    this.value = this.value ? this.value + data : data;
  }

  onattribentity(code: number): void {
    this.value += String.fromCodePoint(code);
  }

  onattribend(quote: QuoteType): void {
    if (quote === QuoteType.Unquoted) this.stop();
    const { name, value } = this;
    this.attrs.push(this.row?.rule === 'drawing' ? { name, value, ...drawn.get(name) } : { name, value });
  }

  onopentagend(): void {
    const { row, top } = this;
    if (!row || this.stopped) return;
    const { rule } = row;
    const space = rule === 'drawing' ? names.NS.SVG : names.NS.HTML;
    const element = nodes.createElement(this.tag, space, this.attrs);
    this.append(element);
    this.begun = true;
    this.row = null;
    this.atPreStart = rule === 'pre';
    if (rule === 'empty' || rule === 'line') return;
    const isCell = rule === 'cell';
    const paragraph = rule === 'paragraph' || (!!top?.paragraph && !isCell);
    const link = rule === 'link' || (!!top?.link && !isCell);
    this.top = { element, row, paragraph, link };
    this.open.push(this.top);
  }

  onselfclosingtag(): void {
    const isDrawing = this.row?.rule === 'drawing';
    this.onopentagend();
    // Of HTML the slash means nothing.
    if (isDrawing) this.close();
  }

  onclosetag(start: number, end: number): void {
    const { html, top } = this;
    const tag = html.slice(start, end);
    this.atPreStart = false;
    // What else stands in an end tag is read in another way by the standard.
    if (html.charAt(end) !== '>') this.stop();
    else if (top?.element.tagName === tag) this.close();
    else if (top && !holders.has(top.row.rule)) this.stop();
    else if (tag === 'p' && this.begun && !top?.paragraph) this.append(nodes.createElement(tag, names.NS.HTML, []));
    else if (tag === 'br' || rowOf.get(tag)?.rule !== 'empty') this.stop();
  }

  private close(): void {
    this.open.pop();
    this.top = this.open.at(-1) ?? null;
    this.text = null;
    this.atPreStart = false;
  }

  ontext(start: number, end: number): void {
    const text = this.html.slice(this.atPreStart && this.html.charAt(start) === '\n' ? start + 1 : start, end);
    this.atPreStart = false;
    if (text.includes('<')) this.stop();
    else if (text) this.write(text);
  }

  ontextentity(code: number): void {
    if (this.atPreStart) this.stop();
    this.write(String.fromCodePoint(code));
  }

  private write(text: string): void {
    const rule = this.top?.row.rule;
    const blank = rule === 'table' || rule === 'part';
    if (rule && !holders.has(rule) && !(blank && onlySpace.test(text))) this.stop();
    else if (this.text) this.text.value += text;
    else {
      const node = nodes.createTextNode(text);
      this.append(node);
      this.text = node;
    }
  }

  oncomment(start: number, end: number, offset: number): void {
    const data = this.html.slice(start, end - offset);
    // Two: it ended with "-->".
    if (offset !== 2 || data.includes('--')) this.stop();
    this.append(nodes.createCommentNode(data));
  }

  private append(node: T.ChildNode): void {
    nodes.appendChild(this.top ? this.top.element : this.fragment, node);
    this.text = null;
    this.atPreStart = false;
  }

  oncdata(): void {
    this.stop();
  }

  ondeclaration(): void {
    this.stop();
  }

  onprocessinginstruction(): void {
    this.stop();
  }

  onend(): void {
    // What is open stays as it is.
  }

  private stop(): void {
    this.stopped = true;
    this.tokenizer.pause();
  }
}
