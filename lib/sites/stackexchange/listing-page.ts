import { attr, elementsOf, elementsOutside, hasClass, resolveUrl, type Element } from '../../base/html';
import type { Target, TargetHints } from '../../model/thread';
import { questionAddress, questionTarget } from './address';
import { isBody, type Markup } from './markup';
import { countOf, timeOf, wordsOf } from './walk';

/** The questions a page lists, in order, each once; search results may be answers to them. */
export function readListingPage(markup: Markup, first = 0): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const row of markup.rows) {
    const target = readRow(row, markup, first + targets.size);
    if (target && !targets.has(target.key)) targets.set(target.key, target);
  }
  return [...targets.values()];
}

function readRow(row: Element, markup: Markup, ordinal: number): Target | null {
  const inside = [...elementsOutside(row, isBody)].filter((element) => !isBody(element));
  for (const link of inside) {
    if (link.tagName !== 'a' || !isTitle(link)) continue;
    const href = resolveUrl(attr(link, 'href'), markup.linkBase);
    const question = href === null ? null : questionAddress(new URL(href), markup.base);
    if (!question) continue;
    // Search results put `Q:` and `A:` before titles.
    const title = wordsOf(link).replace(/^[QA]: /, '');
    return { ...questionTarget(markup.base, { ...question, title }, ordinal), hints: hintsOf(row, inside) };
  }
  return null;
}

function isTitle(link: Element): boolean {
  if (hasClass(link, 'question-hyperlink') || hasClass(link, 'answer-hyperlink')) return true;
  for (let box = link.parentNode, level = 0; box && level < 4 && 'tagName' in box; box = box.parentNode, level++) {
    if (hasClass(box, 's-post-summary--content-title') || box.tagName === 'h3') return true;
  }
  return false;
}

function hintsOf(row: Element, inside: readonly Element[]): TargetHints {
  let score: number | null = null;
  let replies: number | null = null;
  let accepted = hasClass(row, 'answered-accepted');
  let answered = false;
  const numbers: (number | null)[] = [];
  for (const element of inside) {
    if (hasClass(element, 's-post-summary--stats-item-number')) numbers.push(countOf(wordsOf(element)));
    else if (hasClass(element, 'vote-count-post')) score ??= countOf(wordsOf(element));
    else if (hasClass(element, 'status')) {
      answered = true;
      replies ??= countOf(firstNumber(wordsOf(element)));
    } else if (hasClass(element, 'votes') || hasClass(element, 'mini-counts'))
      score ??= countOf(firstNumber(wordsOf(element)));
    if (hasClass(element, 'answered-accepted') || hasClass(element, 'has-accepted-answer')) accepted = true;
  }
  if (numbers.length > 0) {
    score = numbers[0] ?? null;
    replies = numbers[1] ?? null;
  }
  const times = timesOf(inside);
  return {
    ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
    ...(score === null ? {} : { score }),
    ...times,
    ...(accepted || numbers.length > 0 || answered ? { solved: accepted } : {}),
  };
}

function firstNumber(text: string): string | null {
  return /^-?\d[\d,]{0,12}/.exec(text)?.[0] ?? null;
}

/** A row says when the question was asked, or when something last happened to it; the link there tells which. */
function timesOf(inside: readonly Element[]): Pick<TargetHints, 'postedAt' | 'bumpedAt'> {
  for (const element of inside) {
    const time = timeOf(attr(element, 'title'));
    if (time === null) continue;
    for (let box = element.parentNode, level = 0; box && level < 3 && 'tagName' in box; box = box.parentNode, level++) {
      if (box.tagName === 'a' && (attr(box, 'href') ?? '').includes('lastactivity')) return { bumpedAt: time };
    }
    return [...elementsOf(element)].length > 3 ? {} : { postedAt: time };
  }
  return {};
}
