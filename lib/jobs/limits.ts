import picomatch from 'picomatch';
import { AppError } from '../model/error';
import type { Limits } from '../model/job';
import type { Target } from '../model/thread';

// Which threads of a listing are wanted, by what the listing says of them. Unknown facts never leave a thread out.

type Pattern = (text: string) => boolean;

/**
 * A glob, or a regular expression between slashes (`/…/i`).
 * @throws AppError `unsupported` when it is neither
 */
export function compilePattern(text: string): Pattern {
  const regexp = /^\/(.+)\/([a-z]*)$/s.exec(text);
  try {
    if (regexp) {
      const compiled = new RegExp(regexp[1] ?? '', (regexp[2] ?? '').replace(/[gy]/g, ''));
      return (value) => compiled.test(value);
    }
    // `bash`: a star crosses slashes, as people expect of addresses and titles.
    return picomatch(text, { dot: true, bash: true, nocase: true });
  } catch (cause) {
    throw new AppError(
      {
        code: 'unsupported',
        reason: 'badPattern',
        params: [text],
        message: `“${text}” is neither a glob nor a regular expression. Correct it and start again.`,
      },
      { cause },
    );
  }
}

/** @throws AppError `unsupported` for a pattern that does not compile */
export function threadFilter(limits: Limits): (target: Target) => boolean {
  const inUrl = limits.urlInclude.map(compilePattern);
  const outUrl = limits.urlExclude.map(compilePattern);
  const inTitle = limits.titleInclude.map(compilePattern);
  const outTitle = limits.titleExclude.map(compilePattern);
  return ({ url, title, hints = {} }) => {
    if (inUrl.length > 0 && !inUrl.some((match) => match(url))) return false;
    if (outUrl.some((match) => match(url))) return false;
    if (inTitle.length > 0 && !inTitle.some((match) => match(title))) return false;
    if (outTitle.some((match) => match(title))) return false;
    if (limits.minReplies !== null && hints.replies !== undefined && hints.replies < limits.minReplies) return false;
    if (limits.minScore !== null && hints.score !== undefined && hints.score < limits.minScore) return false;
    return !isTooOld(limits, hints.lastPostedAt ?? hints.bumpedAt);
  };
}

function isTooOld(limits: Limits, at: number | undefined): boolean {
  return limits.newerThan !== null && at !== undefined && at < limits.newerThan;
}

/**
 * Whether the pages after this one can only hold older threads: the listing is in order of activity, and its last
 * thread is too old already.
 */
export function listingPastDate(limits: Limits, targets: readonly Target[]): boolean {
  const times = targets.filter((t) => t.hints?.pinned !== true).map((t) => t.hints?.bumpedAt ?? t.hints?.lastPostedAt);
  if (limits.newerThan === null || times.length === 0) return false;
  const descending = times.every((at, i) => at !== undefined && (i === 0 || at <= (times[i - 1] ?? 0)));
  return descending && isTooOld(limits, times.at(-1));
}
