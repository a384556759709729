import type { Section } from '../model/doc';

/**
 * Puts headings and blocks in order into sections. A heading opens a section and is its first line, marked as in
 * Markdown, so that a chunk that spans several sections still shows where each begins and no heading is lost that
 * has nothing below it.
 */
export interface SectionBuilder {
  /** @param level from 1; a heading ends those of its level and deeper */
  heading(level: number, text: string): void;
  /** @param tight a line of the block before, such as the next item of a list */
  block(text: string, tight?: boolean): void;
  /** What follows is on this page or slide. */
  page(number: number): void;
  /** What follows stands under no heading. */
  top(): void;
  finish(): readonly Section[];
}

/** More is a fault of the document; what is deeper or longer is still text. */
const maxHeadingLength = 300;

export function sectionBuilder(): SectionBuilder {
  const sections: Section[] = [];
  let path: readonly { readonly level: number; readonly text: string }[] = [];
  let page: number | null = null;
  let parts: string[] = [];
  const close = (): void => {
    const text = parts.join('').trim();
    parts = [];
    if (text) sections.push({ headings: path.map((heading) => heading.text), page, text });
  };
  const add = (text: string, tight: boolean): void => {
    if (parts.length > 0) parts.push(tight ? '\n' : '\n\n');
    parts.push(text);
  };
  return {
    heading(level, raw) {
      const text = tidy(raw).replace(/\s+/g, ' ').trim();
      if (!text) return;
      if (text.length > maxHeadingLength) {
        add(text, false);
        return;
      }
      close();
      path = [...path.filter((heading) => heading.level < level), { level, text }];
      add(`${'#'.repeat(Math.min(path.length, 6))} ${text}`, false);
    },
    block(raw, tight = false) {
      const text = tidy(raw).replace(/^\n+|\s+$/g, '');
      if (text.trim()) add(text, tight);
    },
    page(number) {
      if (page === number) return;
      close();
      page = number;
    },
    top() {
      close();
      path = [];
    },
    finish() {
      close();
      return sections;
    },
  };
}

// Controls that are no white space, the soft hyphen, zero-width space, word joiner and byte order mark: seen by nobody,
// and words with them inside are not found. Joiners and marks of direction stay: Persian and Arabic need them.
const unseen = /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b\u2060\ufeff]/g;

/** Text as all readers give it: `\n` for line ends, plain spaces, nothing unseen, no broken halves of characters. */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
    .replace(/\u000b|\f/g, '\n')
    .replace(/\u00a0|\u202f|\u2007/g, ' ')
    .replace(unseen, '')
    .replace(/[ \t]+(?=\n)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\p{Surrogate}/gu, '');
}
