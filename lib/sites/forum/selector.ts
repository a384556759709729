import { attr, hasClass, isElement, parentOf, type Element } from '../../base/html';
import { elementAt, type Outline, type Range } from './outline';

// The part of CSS selectors that descriptions of engines need: tag, class, id, attributes, `:not(…)`, descendants and
// children, lists by comma. `&` is the block that is searched in.

interface AttributeTest {
  readonly name: string;
  /** '' asks for presence alone. */
  readonly operator: '' | '=' | '^=' | '$=' | '*=' | '~=';
  readonly value: string;
}

interface Compound {
  readonly self: boolean;
  readonly tag: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly attributes: readonly AttributeTest[];
  readonly not: readonly Compound[];
  /** How it stands to the compound before it. */
  readonly below: 'child' | 'descendant';
}

export type Selector = readonly (readonly Compound[])[];

const parsed = new Map<string, Selector>();
/** How far up an ancestor is looked for; hostile nesting has no end. */
const maxLevelsUp = 48;

/** @throws TypeError for what is not understood: descriptions are our own */
export function selector(text: string): Selector {
  const known = parsed.get(text);
  if (known) return known;
  const made = split(text, ',').map((part) => compoundsOf(part.trim()));
  parsed.set(text, made);
  return made;
}

function split(text: string, at: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    else if (char === at && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function compoundsOf(text: string): readonly Compound[] {
  const compounds: Compound[] = [];
  let below: Compound['below'] = 'descendant';
  for (const part of split(text.replace(/\s*>\s*/g, ' > '), ' ').filter(Boolean)) {
    if (part === '>') below = 'child';
    else {
      compounds.push(compoundOf(part, below));
      below = 'descendant';
    }
  }
  if (compounds.length === 0) throw new TypeError(`Not a selector: ${text}`);
  return compounds;
}

const piece =
  /^(?:(&)|([a-z][a-z0-9-]*)|\.([\w-]+)|#([\w-]+)|\[([\w:-]+)(?:([\^$*~]?=)"?([^"\]]*)"?)?\]|:not\(([^)]+)\))/i;

function compoundOf(text: string, below: Compound['below']): Compound {
  let rest = text;
  let self = false;
  let tag: string | null = null;
  let id: string | null = null;
  const classes: string[] = [];
  const attributes: AttributeTest[] = [];
  const not: Compound[] = [];
  while (rest) {
    const match = piece.exec(rest);
    if (!match) throw new TypeError(`Not a selector: ${text}`);
    const [whole, block, tagName, className, idName, name, operator, value, without] = match;
    if (block) self = true;
    else if (tagName) tag = tagName.toLowerCase();
    else if (className) classes.push(className);
    else if (idName) id = idName;
    else if (name)
      attributes.push({ name, operator: (operator ?? '') as AttributeTest['operator'], value: value ?? '' });
    else if (without) not.push(compoundOf(without, 'descendant'));
    rest = rest.slice(whole.length);
  }
  return { self, tag, id, classes, attributes, not, below };
}

function fits(compound: Compound, element: Element, block: Element | null): boolean {
  if (compound.self && element !== block) return false;
  if (compound.tag !== null && element.tagName !== compound.tag) return false;
  if (compound.id !== null && attr(element, 'id') !== compound.id) return false;
  if (!compound.classes.every((name) => hasClass(element, name))) return false;
  if (!compound.attributes.every((test) => attributeFits(test, element))) return false;
  return compound.not.every((other) => !fits(other, element, block));
}

function attributeFits({ name, operator, value }: AttributeTest, element: Element): boolean {
  const has = attr(element, name);
  if (has === null) return false;
  switch (operator) {
    case '':
      return true;
    case '=':
      return has === value;
    case '^=':
      return has.startsWith(value);
    case '$=':
      return has.endsWith(value);
    case '*=':
      return has.includes(value);
    case '~=':
      return has.split(/\s+/).includes(value);
  }
}

export function matches(element: Element, wanted: Selector, block: Element | null = null): boolean {
  return wanted.some((compounds) => chainFits(compounds, element, block));
}

function chainFits(compounds: readonly Compound[], element: Element, block: Element | null): boolean {
  let at: Element | null = element;
  let last = compounds.at(-1);
  if (!last || !fits(last, element, block)) return false;
  for (let i = compounds.length - 2; i >= 0; i--) {
    const compound = compounds[i];
    if (!compound) return false;
    const direct: boolean = last.below === 'child';
    at = parentOf(at);
    for (let level = 0; at && !fits(compound, at, block) && !direct && level < maxLevelsUp; level++) at = parentOf(at);
    if (!at || !fits(compound, at, block)) return false;
    last = compound;
  }
  return true;
}

/** Elements of a range that match, in document order. */
export function* select(
  outline: Outline,
  text: string,
  range: Range = { start: 0, end: outline.nodes.length },
  block: Element | null = null,
): Generator<Element> {
  const wanted = selector(text);
  const places = range.start === 0 && range.end === outline.nodes.length ? candidates(outline, wanted) : null;
  if (places) {
    for (const place of places) {
      const element = elementAt(outline, place);
      if (element && matches(element, wanted, block)) yield element;
    }
    return;
  }
  for (let place = range.start; place < range.end; place++) {
    const node = outline.nodes[place];
    if (node && isElement(node) && matches(node, wanted, block)) yield node;
  }
}

/** Where matches can be at all, by the lists of classes and tags; null: anywhere. */
function candidates(outline: Outline, wanted: Selector): readonly number[] | null {
  const places = new Set<number>();
  for (const compounds of wanted) {
    const last = compounds.at(-1);
    const list = last?.classes[0]
      ? outline.byClass.get(last.classes[0])
      : last?.tag
        ? outline.byTag.get(last.tag)
        : null;
    if (list === null) return null;
    for (const place of list ?? []) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

/** The first match; null: none. */
export function selectOne(outline: Outline, text: string, range?: Range, block: Element | null = null): Element | null {
  for (const element of select(outline, text, range, block)) return element;
  return null;
}
