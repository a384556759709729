import { attr } from '../base/html';
import { contentImage } from '../base/content-image';
import { codeBlockOf, codeText } from './code';
import { emojiText } from './emoji';
import { InlineText, type Mark } from './inline-text';
import { plainFormula, renderedFormula, scriptFormula, type Formula } from './math';
import { linkTarget, strikeOf, type LineOptions, type Render } from './render';
import { dateText, footnoteLabel, hashtagText, isChecked, videoLink } from './site-markup';
import { boxesOf, isBox, lineOf, textIn, type Box, type Node } from './tree';

/** Nodes as one paragraph, marked up and trimmed. */
export function renderLine(render: Render, nodes: readonly Node[], options: LineOptions = {}): string {
  const line = new Line(render);
  line.nodes(nodes);
  return render.style.text(line.text.take(), options.lineStart ?? true);
}

class Line {
  readonly text = new InlineText();
  private readonly render: Render;
  /** How the author's characters count here. */
  private literal: 'literal' | 'link-text' = 'literal';
  /** A reference alone on its line is left out with the line. */
  private lineDropped = false;

  constructor(render: Render) {
    this.render = render;
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (isBox(node)) {
        if (this.lineDropped && node.kind === 'break') this.lineDropped = false;
        else this.box(node);
      } else {
        if (this.lineDropped && /\S/.test(node)) this.lineDropped = false;
        this.text.text(node, this.literal);
      }
    }
  }

  private box(box: Box): void {
    const { style } = this.render;
    switch (box.kind) {
      case 'break':
      case 'rule':
        this.text.break();
        return;
      case 'strong':
      case 'emphasis':
      case 'strike':
        this.within(style.mark(box.tag === 's' ? strikeOf(this.render.context) : box.kind), box.children);
        return;
      case 'spoiler':
        this.within(style.mark('spoiler'), box.children);
        return;
      case 'tag':
        this.within(style.tag(box.tag), box.children);
        return;
      case 'code-span': {
        const code = codeText(box.children);
        if (code) this.text.raw(style.codeSpan(code));
        return;
      }
      case 'code':
        this.codeLines(box);
        return;
      case 'emoji':
        this.text.raw(emojiText(attr(box.element, 'alt') || attr(box.element, 'title') || ''));
        return;
      case 'image':
        this.image(box);
        return;
      case 'link':
      case 'preview':
        this.link(box);
        return;
      case 'reference':
        this.reference(box);
        return;
      case 'hashtag':
        this.text.text(hashtagText(box), this.literal);
        return;
      case 'math':
        this.formula(plainFormula(box), box);
        return;
      case 'math-text':
        // With its delimiters as the author wrote them; once the page has rendered it, the source stands inside.
        if (box.children.every((node) => !isBox(node))) this.text.raw(textIn(box.children).replace(/\s+/g, ' ').trim());
        else this.nodes(box.children);
        return;
      case 'math-source':
        this.formula(scriptFormula(box.element), box);
        return;
      case 'katex':
        this.formula(renderedFormula(box), box);
        return;
      case 'checkbox':
        this.text.raw(style.checkbox(isChecked(box.element)));
        return;
      case 'date':
        this.text.text(dateText(box), this.literal);
        return;
      case 'footnote-ref':
        this.text.raw(style.footnoteRef(footnoteLabel(box)));
        return;
      case 'video':
        this.video(box);
        return;
      default:
        if (box.block) this.apart(box);
        else this.nodes(box.children);
    }
  }

  /** A block where only a line fits. */
  private apart(box: Box): void {
    this.text.break();
    this.nodes(box.children);
    this.text.break();
  }

  private within(mark: Mark | null, children: readonly Node[]): void {
    this.text.open(mark);
    this.nodes(children);
    this.text.close();
  }

  private codeLines(box: Box): void {
    this.text.break();
    for (const line of codeBlockOf(box).code.split('\n')) {
      if (line) this.text.raw(this.render.style.codeSpan(line));
      this.text.break();
    }
  }

  private formula(formula: Formula | null, box: Box): void {
    if (!formula) this.nodes(box.children);
    else if (formula.tex) {
      // In a line, display maths stays in the line.
      const tex = formula.tex.replace(/\s*\n\s*/g, ' ');
      this.text.raw(formula.display ? `$$${tex}$$` : this.render.style.math(tex, false));
    }
  }

  private image(box: Box): void {
    const { style, context } = this.render;
    const image = contentImage(box.element, context.baseUrl || noBase);
    if (image) {
      const url = image.url.startsWith(noBase) ? image.url.slice(noBase.length - 1) : image.url;
      this.text.raw(style.image(context.image ? context.image(url) : url, image.alt));
    } else if (/\bsmil(?:ey|ies|ie)\b/.test(attr(box.element, 'class') ?? '')) {
      this.text.text(emojiText(attr(box.element, 'alt') ?? ''), this.literal);
    }
  }

  private link(box: Box): void {
    const { style, context } = this.render;
    const url = linkTarget(attr(box.element, 'href'), context.baseUrl);
    const text = lineOf(box.children);
    const hasMarks = [...boxesOf(box.children)].some(({ kind }) => kind === 'image' || kind === 'emoji');
    const isPicture = box.kind === 'preview' && hasMarks;
    if (!url || isPicture || (!text && !hasMarks)) {
      this.nodes(box.children);
      return;
    }
    if (!hasMarks && box.kind === 'preview') {
      this.text.raw(style.preview(url, isAddressOf(text, url) ? '' : text));
      return;
    }
    if (!hasMarks && isAddressOf(text, url)) {
      this.text.raw(style.bareLink(url.replace(/^mailto:/i, '')));
      return;
    }
    const before = this.literal;
    if (!balanced(text)) this.literal = 'link-text';
    this.within(style.link(url), box.children);
    this.literal = before;
  }

  /** `>>123` at the start of a line only says whom the line answers, which edges say too; in a sentence it is a word. */
  private reference(box: Box): void {
    const text = lineOf(box.children);
    if (/^>>\d{1,15}$/.test(text) && this.text.atLineStart()) this.lineDropped = true;
    else this.text.text(text, this.literal);
  }

  private video(box: Box): void {
    const video = videoLink(box, this.render.context.baseUrl);
    if (video) this.text.raw(this.render.style.preview(video.url, video.title));
    else this.nodes(box.children);
  }
}

/** Stands for the base where none is known, and is taken off again. */
const noBase = 'https://relative.invalid/';

/** Whether a link's text is its address, maybe without scheme or cut short. */
function isAddressOf(text: string, url: string): boolean {
  const bare = (value: string): string =>
    value
      .replace(/^(?:https?:\/\/|mailto:)/i, '')
      .replace(/\/$/, '')
      .toLowerCase();
  const shown = bare(text);
  const whole = bare(url);
  if (shown === whole || shown === bare(decoded(url))) return true;
  const cut = /^(.{8,})(?:…|\.\.\.)$/.exec(shown)?.[1];
  return cut !== undefined && whole.startsWith(cut);
}

function decoded(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[') depth++;
    else if (char === ']' && --depth < 0) return false;
  }
  return depth === 0;
}
