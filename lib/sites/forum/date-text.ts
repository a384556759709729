import { monthOf } from './months';

// What a text says of a date, before it is known which order of day and month its page uses.

export interface DateReading {
  /** null: the text has no year. */
  readonly year: number | null;
  /** Month and day where the text tells which is which. */
  readonly month: number | null;
  readonly day: number | null;
  /** The two numbers, as written, where it does not. */
  readonly pair: readonly [number, number] | null;
  /** Minutes since midnight; null: no time of day. */
  readonly minutes: number | null;
  /** Exact, with its zone or the site's clock: epoch ms. */
  readonly exact: number | null;
}

/** Longer texts are prose, in which a date means nothing. */
export const longestDateText = 160;

const none = { year: null, month: null, day: null, pair: null, minutes: null, exact: null };

/** @returns null when there is no absolute date in the text */
export function readDateText(text: string): DateReading | null {
  if (text.length > longestDateText || !/\d/.test(text)) return null;
  return isoDate(text) ?? eastAsianDate(text) ?? numericDate(text) ?? namedDate(text);
}

const iso =
  /(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)/;

function isoDate(text: string): DateReading | null {
  const match = iso.exec(text);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour, minute, second = '00', zone] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return null;
  const minutes = hour && minute ? Number(hour) * 60 + Number(minute) : null;
  let exact: number | null = null;
  if (minutes !== null && zone) {
    const stated = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
    const time = Date.parse(`${year}-${month}-${day}T${hour ?? ''}:${minute ?? ''}:${second}${stated}`);
    exact = Number.isFinite(time) ? time : null;
  }
  return {
    ...none,
    year: Number(year),
    month: Number(month),
    day: Number(day),
    minutes: minutes === null ? timeOfDay(text.slice(match.index + 10)) : minutes,
    exact,
  };
}

function eastAsianDate(text: string): DateReading | null {
  const match = /(\d{4})\s?[年년][\s,]{0,3}(\d{1,2})\s?[月월][\s,]{0,3}(\d{1,2})\s?[日일]/.exec(text);
  if (!match) return null;
  const [, year, month, day] = match.map(Number);
  if (!year || !month || !day || !isDay(year, month, day)) return null;
  return { ...none, year, month, day, minutes: timeOfDay(text.slice(match.index + match[0].length)) };
}

const numeric = /(?<![\d.:/-])(\d{1,4})(\s?[./-]\s?)(\d{1,2})\2(\d{4}|\d{2})(?![\d]|[./-]\d)/;

function numericDate(text: string): DateReading | null {
  const match = numeric.exec(text);
  if (!match) return null;
  const [whole, first = '', separator = '', second = '', third = ''] = match;
  const minutes = timeOfDay(text.slice(match.index + whole.length));
  if (first.length === 4) {
    const [year, month, day] = [Number(first), Number(second), Number(third)];
    return third.length === 2 && isDay(year, month, day) ? { ...none, year, month, day, minutes } : null;
  }
  if (first.length > 2) return null;
  const year = third.length === 4 ? Number(third) : century(Number(third));
  const a = Number(first);
  const b = Number(second);
  // Dots are written where the day comes first.
  if (separator.includes('.')) return isDay(year, b, a) ? { ...none, year, month: b, day: a, minutes } : null;
  if (a > 12 && isDay(year, b, a)) return { ...none, year, month: b, day: a, pair: [a, b], minutes };
  if (b > 12 && isDay(year, a, b)) return { ...none, year, month: a, day: b, pair: [a, b], minutes };
  return a >= 1 && b >= 1 && a <= 12 && b <= 12 && isYear(year) ? { ...none, year, pair: [a, b], minutes } : null;
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** `21. Apr 2020`, `April 21st, 2020`, `21-Nov-19`, `5 de mayo de 2018`, `Apr 21`. */
function namedDate(text: string): DateReading | null {
  const words = wordsOf(text);
  let best: { readonly reading: DateReading; readonly worth: number } | null = null;
  for (const [index, word] of words.entries()) {
    const month = /^\p{L}/u.test(word.text) ? monthOf(word.text) : null;
    if (month === null) continue;
    const found = around(words, index, month, text);
    // `Mar` is a Tuesday in French and a month in many languages: the one with day and year is meant.
    if (found && (!best || found.worth > best.worth)) best = found;
  }
  return best?.reading ?? null;
}

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/\d{1,2}[:h]\d\d(?::\d\d)?|\d+|[\p{L}\p{M}]+/gu)) {
    words.push({ text: match[0], at: match.index });
  }
  return words;
}

const between: ReadonlySet<string> = new Set([
  'de',
  'del',
  'of',
  'the',
  'do',
  'er',
  'st',
  'nd',
  'rd',
  'th',
  'ten',
  'e',
  'г',
]);

function around(
  words: readonly Word[],
  index: number,
  month: number,
  text: string,
): { readonly reading: DateReading; readonly worth: number } | null {
  const before = neighbour(words, index, -1);
  const after = neighbour(words, index, 1);
  const dayBefore = dayOf(before?.word.text);
  const dayAfter = dayOf(after?.word.text);
  const yearAfter = yearOf(after?.word.text, dayBefore !== null);
  let day: number | null = null;
  let year: number | null = null;
  let last: Word | undefined;
  if (dayBefore !== null) {
    // `2020 Apr 21` has its day behind, `Tue 14 Apr 2020` before.
    day = dayBefore;
    year = yearAfter;
    last = yearAfter === null ? words[index] : after?.word;
  } else if (dayAfter !== null) {
    day = dayAfter;
    const next = after && neighbour(words, after.index, 1);
    const longBefore = yearOf(before?.word.text, false);
    year = yearOf(next?.word.text, true) ?? longBefore;
    last = year === null || longBefore !== null ? after?.word : next?.word;
  }
  if (day === null || !isDay(year ?? 2020, month, day)) return null;
  const rest = text.slice((last?.at ?? 0) + (last?.text.length ?? 0));
  const minutes = timeOfDay(rest) ?? timeOfDay(text.slice(0, words[index]?.at ?? 0));
  return { reading: { ...none, year, month, day, minutes }, worth: year === null ? 1 : 2 };
}

function neighbour(
  words: readonly Word[],
  index: number,
  step: 1 | -1,
): { readonly word: Word; readonly index: number } | null {
  for (let i = index + step, skipped = 0; skipped < 3; i += step, skipped++) {
    const word = words[i];
    if (!word) return null;
    if (!between.has(word.text.toLowerCase())) return { word, index: i };
  }
  return null;
}

function dayOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 31 ? Number(text) : null;
}

function yearOf(text: string | undefined, short: boolean): number | null {
  if (text === undefined) return null;
  if (/^\d{4}$/.test(text) && isYear(Number(text))) return Number(text);
  return short && /^\d{2}$/.test(text) ? century(Number(text)) : null;
}

function century(year: number): number {
  return year < 70 ? 2000 + year : 1900 + year;
}

function isYear(year: number): boolean {
  return year >= 1980 && year <= 2100;
}

function isDay(year: number, month: number, day: number): boolean {
  return (
    isYear(year) && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  );
}

/** The first time of day in a text, in minutes; null: none. */
export function timeOfDay(text: string): number | null {
  const match = /(?<![\d.:])(\d{1,2})\s?[:h]\s?(\d\d)(?::\d\d)?(?!\d)\s{0,2}([ap])?\.?(m\b)?/i.exec(text.slice(0, 80));
  if (!match) return hourAlone(text);
  let hour = Number(match[1]);
  const minute = Number(match[2]);
  const half = match[4] ? match[3]?.toLowerCase() : undefined;
  if (half === 'p' && hour < 12) hour += 12;
  else if (half === 'a' && hour === 12) hour = 0;
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

/** `3 PM`; and `21.30 Uhr`, whose dot is otherwise a date's. */
function hourAlone(text: string): number | null {
  const clock = /(?<![\d.])(\d{1,2})\.(\d\d)\s?(?:uhr|kl)/i.exec(text.slice(0, 80));
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60) return Number(clock[1]) * 60 + Number(clock[2]);
  const match = /(?<![\d.:])(\d{1,2})\s?([ap])\.?m\b/i.exec(text.slice(0, 80));
  if (!match || Number(match[1]) > 12) return null;
  return ((Number(match[1]) % 12) + (match[2]?.toLowerCase() === 'p' ? 12 : 0)) * 60;
}

const relative = new RegExp(
  [
    String.raw`\b(?:today|yesterday|just now|gestern|heute|hier|aujourd|ayer|hoy|ieri|oggi|gisteren|vandaag|ontem|hoje|wczoraj|dzisiaj|dzis|igar|idag)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:вчера|сегодня|назад)(?!\p{L})`,
    String.raw`\d{1,3}\s?(?:s|sec|secs|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|yrs?|years?)\s(?:ago)\b`,
    String.raw`\b(?:an?|one|a few)\s(?:second|minute|hour|day|week|month|year)s?\sago\b`,
    String.raw`\b(?:vor|hace|il y a|há|for)\s(?:\d{1,3}|ein|einer|einem|un|une|una|um|uma|et|en)\s\p{L}{1,12}`,
    String.raw`\d{1,3}\s\p{L}{1,12}\s(?:fa|geleden|temu|her|atrás|siden|sedan|назад)(?!\p{L})`,
    String.raw`^\d{1,3}\s?(?:s|m|h|d|w|mo|y|min|hrs?|Std\.?|T\.?)$`,
    String.raw`\d\s?(?:分钟|小时|天|周|个月|月|年|日|時間|分|ヶ月|か月)\s?前`,
  ].join('|'),
  'iu',
);

/** Whether a short text gives a date by its distance from now, which has no fixed meaning. */
export function isRelativeDate(text: string): boolean {
  return text.length <= longestDateText && relative.test(text);
}

/** Epoch seconds or milliseconds, as attributes carry them. */
export function epochOf(value: string): number | null {
  if (!/^\d{9,13}$/.test(value)) return null;
  const time = value.length >= 12 ? Number(value) : Number(value) * 1000;
  return time > Date.UTC(1990, 0, 1) && time < Date.UTC(2100, 0, 1) ? time : null;
}
