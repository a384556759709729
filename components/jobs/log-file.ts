import type { LogLine } from '../../lib/model/job';
import { logText } from '../i18n';

/** `scrape-1763800000.log`: the time is that of saving, in seconds. */
export function logFileName(now: number): string {
  return `scrape-${Math.floor(now / 1000)}.log`;
}

/** A log as text, one event a line, each with its time here; a line names the day where a new one begins. */
export function logFile(lines: readonly LogLine[]): string {
  let day = '';
  const texts: string[] = [];
  for (const line of lines) {
    const { date, time } = clock(line.at);
    if (date !== day) texts.push(`${time} ${date}`);
    day = date;
    const url = line.url === null ? '' : ` ${line.url}`;
    // Parameters come from the site: none of them may make a line of its own.
    texts.push(`${time} ${line.level} ${logText(line)}${url}`.replace(/[\r\n\u2028\u2029]+/g, ' '));
  }
  return texts.map((text) => `${text}\n`).join('');
}

function clock(at: number): { readonly date: string; readonly time: string } {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return {
    date: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  };
}
