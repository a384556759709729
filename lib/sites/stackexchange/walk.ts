import { attr, textOf, type Element } from '../../base/html';
import { oneLine } from './words';

/** Text below on one line. */
export function wordsOf(element: Element): string {
  return oneLine(textOf(element));
}

/** `2008-07-31 22:17:57Z`, `2018-02-25T21:05:12` and the same with more after a comma; always UTC. */
export function timeOf(text: string | null): number | null {
  const match =
    text === null ? null : /^\s{0,10}(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,7})?Z?\s{0,10}(?:$|,)/.exec(text);
  if (!match) return null;
  const time = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  return Number.isFinite(time) ? time : null;
}

/** A whole number, maybe with a sign of its own or marks between thousands. */
export function countOf(text: string | null): number | null {
  const written =
    text === null
      ? ''
      : text
          .trim()
          .slice(0, 20)
          .replace(/[\u2212\u2013]/g, '-')
          .replace(/[,\u00a0\u202f]/g, '');
  return /^-?\d{1,12}$/.test(written) ? Number(written) : null;
}

/** Id in the attribute `id`, as in `answer-123`. */
export function numberedId(element: Element, prefix: string): string | null {
  const value = attr(element, 'id');
  if (value === null || !value.startsWith(prefix)) return null;
  const rest = value.slice(prefix.length);
  return /^[1-9]\d{0,14}$/.test(rest) ? rest : null;
}
