import type english from '../public/_locales/en/messages.json';
import type { ErrorInfo } from '../lib/model/error';
import type { LogLine } from '../lib/model/job';

export type MessageKey = keyof typeof english;
type Stem<K> = K extends `${infer S}_other` ? S : never;
/** A message with a form for one and a form for more: `<stem>_one`, `<stem>_other`. */
export type CountKey = Stem<MessageKey>;

/** As the browser's own look-up: '' where there is no such message. */
export type Lookup = (key: string, params: readonly string[]) => string;

/** A look-up in a locale file, for pages that are drawn without a browser's own. */
export function tableLookup(messages: Readonly<Record<string, { readonly message: string }>>): Lookup {
  return (key, params) => fill(Object.hasOwn(messages, key) ? (messages[key]?.message ?? '') : '', params);
}

// The browser has the texts, and English ones where a language lacks some: no page carries a copy.
let lookup: Lookup = () => '';
let language = 'en';

/** Called once by a page, before it draws. */
export function setLanguage(next: string, nextLookup: Lookup): void {
  language = next.replaceAll('_', '-');
  lookup = nextLookup;
}

export function uiLanguage(): string {
  return language;
}

export function t(key: MessageKey, ...params: readonly (string | number)[]): string {
  const texts = params.map((param) => (typeof param === 'number' ? formatNumber(param) : param));
  return lookup(key, texts);
}

/** “1 post”, “1,200 posts”. */
export function tn(stem: CountKey, count: number): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return t(`${stem}_${form}`, count);
}

/** Replaces `$1` … `$9`; `$$` is a dollar. */
export function fill(message: string, params: readonly string[]): string {
  return message.replace(/\$(\$|[1-9])/g, (_, mark: string) => (mark === '$' ? '$' : (params[Number(mark) - 1] ?? '')));
}

/** A key made at run time; the fallback is said where the locale files do not know it. */
function tryKey(key: string, params: readonly string[], fallback: string): string {
  return lookup(key, params) || fallback;
}

export function errorText(problem: ErrorInfo): string {
  return problem.reason === undefined
    ? problem.message
    : tryKey(`error_${problem.reason}`, problem.params ?? [], problem.message);
}

export function logText(line: LogLine): string {
  return tryKey(`log_${line.event}`, line.params, [line.event, ...line.params].join(' ')).trim();
}

/** What is wrong with an option of a generation (`check_<reason>`). */
export function checkText({ reason, params }: { readonly reason: string; readonly params: readonly string[] }): string {
  return tryKey(
    `check_${reason}`,
    params.map((param) => (/^\d{4,}$/.test(param) ? formatNumber(Number(param)) : param)),
    reason,
  );
}

/** What a variable of a prompt stands for. */
export function variableText(key: string): string {
  return tryKey(key, [], '');
}

/** A sentence in the words of a site where it has some of its own (`<key>_<site>`). */
export function siteText(key: MessageKey, site: string, ...params: readonly (string | number)[]): string {
  const own = `${key}_${site}`;
  const texts = params.map((param) => (typeof param === 'number' ? formatNumber(param) : param));
  return tryKey(own, texts, '') || t(key, ...params);
}

/** What is said of one site alone (`<stem>_<site>`); '' where nothing is. */
export function siteNote(stem: string, site: string): string {
  return tryKey(`${stem}_${site}`, [], '');
}

/** The words of a site's own option: its name, its hint (part `Hint`), or one of its choices (part `_<choice>`). */
export function optionText(site: string, option: string, part: string, fallback: string): string {
  return tryKey(`opt_${site}_${option}${part.replaceAll(/[^A-Za-z0-9_]/g, '_')}`, [], fallback);
}

/** A label made of a prefix and an identifier of the model; identifiers may have hyphens, keys may not. */
export function label(
  prefix:
    | 'strategy'
    | 'strategyHint'
    | 'format'
    | 'container'
    | 'state'
    | 'level'
    | 'site'
    | 'kind'
    | 'docKind'
    | 'generation'
    | 'generationHint'
    | 'difficulty',
  id: string,
): string {
  return tryKey(`${prefix}_${id.replaceAll('-', '_')}`, [], id);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}

/** As short as a narrow column wants it: exact to five digits, “1.2M” beyond. */
export function formatAmount(value: number): string {
  if (value < 100_000) return formatNumber(value);
  return new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** Sizes as storage is sold: 1 MB is a million bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  const digits = at > 1 && value < 9.95 ? 1 : 0;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return `${number} ${units[at] ?? 'B'}`;
}

/** “40 s”, “2 min 10 s”, “3 h 5 min”. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t('unit_seconds', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(t('unit_minutes', minutes), seconds % 60, 'unit_seconds');
  return join(t('unit_hours', Math.floor(minutes / 60)), minutes % 60, 'unit_minutes');
}

function join(first: string, rest: number, key: MessageKey): string {
  return rest === 0 ? first : `${first} ${t(key, rest)}`;
}

export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(at);
}

/** “3 minutes ago”; the absolute time belongs in the title beside it. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 45) return format.format(0, 'second');
  if (size < 3600) return format.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}

/** A language of text recognition: “German (deu)”; its name among the data's where the browser has no word for it. */
export function recognitionName(language: string): string {
  try {
    const name = new Intl.DisplayNames([uiLanguage()], { type: 'language' }).of(language.split('_')[0] ?? '');
    return name === undefined || language.startsWith(name) ? language : t('ocr_language', name, language);
  } catch {
    // Not a language at all: scripts and formulas have data as well.
    return language;
  }
}
