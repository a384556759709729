import { isDiskFull } from '../base/disk-full';

/**
 * The one error of the program. A code decides what follows (see `dispositions`); the message is a sentence a person
 * can act on. Classes survive neither messages nor storage, so `info` is plain data.
 */
export type ErrorCode =
  | 'network' // connection lost, timeout, 5xx: tried again with back-off
  | 'rate-limited' // 429: waits till `dueAt`
  | 'blocked' // challenge, login wall, lost session: the job pauses and asks the person
  | 'forbidden' // this one thing is not for us: it fails alone
  | 'gone' // 404, deleted: skipped
  | 'malformed' // a reply that is not what it should be
  | 'unsupported' // not something we can read: a file, a page, a combination of options
  | 'too-heavy' // claimed ten times without ever settling
  | 'permission' // a host or an API the person has not granted
  | 'storage-full'
  | 'engine' // what runs the model cannot go on: no GPU, out of memory, a damaged model
  | 'aborted' // stopped by the person
  | 'bug';

export interface ErrorInfo {
  readonly code: ErrorCode;
  /** A sentence in plain English that says what happened and what to do. */
  readonly message: string;
  /**
   * Name of the translated sentence (`error_<reason>` in the locale files) with its parameters; the interface falls
   * back to `message` where it knows no such sentence.
   */
  readonly reason?: string;
  readonly params?: readonly string[];
  /** When to try again (epoch ms); with `rate-limited`. */
  readonly dueAt?: number;
  /** The address a person should open to mend it. */
  readonly url?: string;
  /** An excerpt of what came, for the log; at most 500 characters. */
  readonly detail?: string;
}

export class AppError extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo, options?: ErrorOptions) {
    super(info.message, options);
    this.name = 'AppError';
    this.info = info;
  }

  get code(): ErrorCode {
    return this.info.code;
  }
}

/** Makes any thrown value an `ErrorInfo`; what is not ours is a `bug`. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof AppError) return thrown.info;
  // Before the rest: a transaction that finds no room is aborted.
  if (isDiskFull(thrown)) {
    return {
      code: 'storage-full',
      reason: 'storageFull',
      message: 'The browser has no room left. Delete jobs you no longer need or free disk space, then press Resume.',
    };
  }
  if (nameOf(thrown) === 'AbortError') return { code: 'aborted', message: 'Stopped.' };
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return {
    code: 'bug',
    reason: 'bug',
    params: [text.slice(0, 200)],
    message: `Something in Heddle broke: ${text.slice(0, 200)}. Please report it with the log.`,
    detail: stack.slice(0, 500),
  };
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  return typeof value.name === 'string' ? value.name : null;
}

/** What the task and its job do when an error with this code is thrown. */
export interface Disposition {
  readonly task: 'retry' | 'wait' | 'fail' | 'skip' | 'keep';
  readonly job: 'continue' | 'pause' | 'fail';
}

/** The one table of consequences (ARCHITECTURE, section 9). */
export const dispositions: Readonly<Record<ErrorCode, Disposition>> = {
  network: { task: 'retry', job: 'continue' },
  'rate-limited': { task: 'wait', job: 'continue' },
  blocked: { task: 'keep', job: 'pause' },
  forbidden: { task: 'fail', job: 'continue' },
  gone: { task: 'skip', job: 'continue' },
  malformed: { task: 'fail', job: 'continue' },
  unsupported: { task: 'fail', job: 'continue' },
  'too-heavy': { task: 'fail', job: 'continue' },
  permission: { task: 'keep', job: 'pause' },
  'storage-full': { task: 'keep', job: 'pause' },
  engine: { task: 'keep', job: 'pause' },
  aborted: { task: 'keep', job: 'pause' },
  bug: { task: 'fail', job: 'fail' },
};
