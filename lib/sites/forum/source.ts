import { attr, type Element } from '../../base/html';
import { sourceParts, type Source } from './engine';
import { rangeOf, wordsOf, type Outline, type Range } from './outline';
import { select, selectOne } from './selector';

// Values an engine's description points to.

/** The first value a source gives, trimmed; null: none. */
export function valueOf(
  outline: Outline,
  source: Source | undefined,
  range: Range,
  block: Element | null,
): string | null {
  for (const value of valuesOf(outline, source, range, block)) return value;
  return null;
}

/** All values, those of the first alternative first. */
export function* valuesOf(
  outline: Outline,
  source: Source | undefined,
  range: Range,
  block: Element | null,
): Generator<string> {
  for (const one of source ?? []) {
    const { selector, attribute } = sourceParts(one);
    for (const element of select(outline, selector, range, block)) {
      const value = attribute === null ? wordsOf(outline, element, 1000) : attr(element, attribute)?.trim();
      if (value) yield value;
    }
  }
}

/** The first element a source points to. */
export function elementOf(
  outline: Outline,
  source: Source | undefined,
  range: Range,
  block: Element | null,
): Element | null {
  for (const one of source ?? []) {
    const element = selectOne(outline, sourceParts(one).selector, range, block);
    if (element) return element;
  }
  return null;
}

export function has(outline: Outline, selector: string | undefined, range: Range, block: Element | null): boolean {
  return selector !== undefined && selectOne(outline, selector, range, block) !== null;
}

/** The last number of an id or an address: `post-123`, `…#p123`, `…?p=123`. */
export function lastNumber(value: string | null): string | null {
  return value === null ? null : (/(\d{1,18})\D*$/.exec(value.slice(-200))?.[1] ?? null);
}

export function rangeIn(outline: Outline, element: Element): Range {
  return rangeOf(outline, element) ?? { start: 0, end: 0 };
}
