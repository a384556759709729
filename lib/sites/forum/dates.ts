import { readDateText, type DateReading } from './date-text';

// A page writes all its dates in one order, so that the order is decided once for the whole page and never date by date.

export type DayOrder = 'day-first' | 'month-first';

/** Languages and countries that write the month first; all others write the day first. */
const monthFirst = /^en(?:[-_](?:us|ph|bz))?$/i;

/**
 * The order by the evidence of the page: a number above twelve tells; else that the posts of a page stand in order of
 * time; else the language.
 */
export function dayOrderOf(readings: readonly DateReading[], language: string): DayOrder {
  let dayFirst = 0;
  let monthsFirst = 0;
  for (const { pair } of readings) {
    if (!pair) continue;
    if (pair[0] > 12) dayFirst++;
    else if (pair[1] > 12) monthsFirst++;
  }
  if (dayFirst !== monthsFirst) return dayFirst > monthsFirst ? 'day-first' : 'month-first';
  const asDays = disorder(readings, 'day-first');
  const asMonths = disorder(readings, 'month-first');
  if (asDays !== asMonths) return asDays < asMonths ? 'day-first' : 'month-first';
  return monthFirst.test(language.trim()) ? 'month-first' : 'day-first';
}

/** How often a date is before the one above it. */
function disorder(readings: readonly DateReading[], order: DayOrder): number {
  let last: number | null = null;
  let steps = 0;
  for (const reading of readings) {
    const time = timeOf(reading, order, null);
    if (time === null) continue;
    if (last !== null && time < last) steps++;
    last = time;
  }
  return steps;
}

/**
 * Epoch ms. A time without zone is taken as UTC: a page does not say which zone it is shown in.
 * @param year the one meant where the text has none; null: such a date is unknown
 */
export function timeOf(reading: DateReading, order: DayOrder, year: number | null): number | null {
  if (reading.exact !== null) return reading.exact;
  const inYear = reading.year ?? year;
  if (inYear === null) return null;
  let { month, day } = reading;
  if (month === null || day === null) {
    if (!reading.pair) return null;
    [day, month] = order === 'day-first' ? reading.pair : [reading.pair[1], reading.pair[0]];
  }
  const time = Date.UTC(inYear, month - 1, day) + (reading.minutes ?? 0) * 60_000;
  return Number.isFinite(time) ? time : null;
}

const weekdays: readonly string[] = [
  'sun son dom zon nie воскрес dim søn son',
  'mon mon lun maa pon понедел lun man man',
  'tue die mar din wto вторник mar tir tis',
  'wed mit mie woe sro сред mer ons ons',
  'thu don jue gio czw четверг jeu tor tor',
  'fri fre vie ven pia пятниц ven fre fre',
  'sat sam sab zat sob суббот sam lor lor',
];

/** The weekday a text names, 0 is Sunday; null: none, or it is ambiguous. */
function weekdayOf(text: string): number | null {
  const word = /[\p{L}]{3,}/u.exec(text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''))?.[0];
  if (word === undefined) return null;
  const found = weekdays.flatMap((line, day) => (line.split(' ').some((name) => word.startsWith(name)) ? [day] : []));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/**
 * The year of dates that have none. Forums leave it out in the year the page was made, which the page tells by another
 * date, or in its copyright line; a weekday must agree.
 * @param years all years found on the page
 */
export function impliedYear(text: string, reading: DateReading, years: readonly number[]): number | null {
  if (reading.year !== null || years.length === 0 || reading.month === null || reading.day === null) return null;
  const year = Math.max(...years);
  const weekday = weekdayOf(text);
  const { month, day } = reading;
  const fits = (at: number): boolean =>
    weekday === null || new Date(Date.UTC(at, month - 1, day)).getUTCDay() === weekday;
  return fits(year) ? year : fits(year - 1) ? year - 1 : null;
}

/** Readings of many texts, each resolved by one order. */
export function resolveDates(
  texts: readonly (string | null)[],
  language: string,
  years: readonly number[],
): readonly (number | null)[] {
  const readings = texts.map((text) => (text === null ? null : readDateText(text)));
  const known = readings.filter((reading) => reading !== null);
  const order = dayOrderOf(known, language);
  const seen = [...years, ...known.flatMap((reading) => (reading.year === null ? [] : [reading.year]))];
  return readings.map((reading, i) =>
    reading ? timeOf(reading, order, impliedYear(texts[i] ?? '', reading, seen)) : null,
  );
}
