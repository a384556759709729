import { AppError } from '../model/error';
import { fourchanPairs, type FourchanOptions } from './fourchan-pairs';
import { cleanFourchan, fourchanReferences } from './fourchan-text';
import type { ReferenceRecord } from './record';
import { redditPairs, type RedditComment, type RedditOptions } from './reddit-pairs';
import { cleanReddit, redditAsks } from './reddit-text';
import { cleanStackExchange } from './stackexchange-text';

/**
 * The answer to one question `{fn, in, opt?}` about the reference tool, as JSON. Functions: `4chan.clean`, `4chan.refs`,
 * `4chan.pairs`, `reddit.clean`, `reddit.question`, `reddit.pairs`, `se.text`.
 *
 * @throws AppError `unsupported` for another function, `malformed` for what is no question
 */
export function answerVector(line: string): string {
  const vector = record(parsed(line));
  const { fn, in: given, opt } = vector;
  switch (fn) {
    case '4chan.clean':
      return JSON.stringify(cleanFourchan(text(given)));
    case '4chan.refs':
      // Numbers as long as they are written, which JavaScript's are not.
      return `[${fourchanReferences(text(given)).join(',')}]`;
    case '4chan.pairs':
      return JSON.stringify([...fourchanVector(record(given), record(opt))]);
    case 'reddit.clean':
      return JSON.stringify(cleanReddit(text(given)));
    case 'reddit.question':
      return JSON.stringify(redditAsks(text(given)));
    case 'reddit.pairs':
      return JSON.stringify([...redditVector(record(given), record(opt))]);
    case 'se.text':
      return JSON.stringify(cleanStackExchange(text(given)));
    default:
      throw new AppError({
        code: 'unsupported',
        message: `There is no function ${JSON.stringify(fn)} to answer for the reference tool.`,
      });
  }
}

function fourchanVector(given: Fields, opt: Fields): Iterable<ReferenceRecord> {
  const posts = list(given['posts']);
  const thread = {
    length: posts.length,
    number: (i: number) => String(posts[i]?.['no']),
    com: (i: number) => text(posts[i]?.['com']),
    posterId: (i: number) => asPosterId(posts[i]?.['id']),
  };
  return fourchanPairs(thread, {
    strategy: fourchanStrategy(opt),
    k: number(opt['k']) ?? 6,
    maxChars: number(opt['max_chars']),
    minLength: number(opt['min_len']) ?? 3,
    merge: opt['merge'] !== false,
    requireQuestion: opt['require_question'] === true,
  });
}

function asPosterId(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function fourchanStrategy({ mode, strategy }: Fields): FourchanOptions['strategy'] {
  if (mode === 'chatml') return 'conversation';
  if (mode !== 'contextual') return 'adjacent';
  if (strategy === 'quote_chain') return 'reply-chain';
  return strategy === 'last_k' ? 'last-k' : 'cumulative';
}

function redditVector(given: Fields, opt: Fields): Iterable<ReferenceRecord> {
  const post = record(given['post']);
  const comments = list(given['comments']).map((comment) => ({
    id: text(comment['id']),
    author: text(comment['author']),
    body: text(comment['body']),
    parent: parentOf(text(comment['parent_id'])),
  }));
  const thread = { title: text(post['title']), body: text(post['selftext']), author: text(post['author']), comments };
  return redditPairs(thread, {
    strategy: redditStrategy(opt),
    k: number(opt['k']) ?? 4,
    maxChars: number(opt['max_chars']),
    minLength: number(opt['min_len']) ?? 1,
    merge: opt['merge'] !== false,
    requireQuestion: opt['require_question'] === true,
    includeBots: opt['include_automod'] === true,
  });
}

function redditStrategy({ mode }: Fields): RedditOptions['strategy'] {
  if (mode === 'chatml') return 'conversation';
  return mode === 'contextual' ? 'reply-chain' : 'parent-child';
}

/** Reddit's full names: `t1_` a comment, `t3_` a submission. */
function parentOf(name: string): RedditComment['parent'] {
  if (name.startsWith('t1_')) return { kind: 'comment', id: name.slice(3) };
  return name.startsWith('t3_') ? { kind: 'post' } : null;
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (thrown) {
    throw new AppError({ code: 'malformed', message: `A line is no JSON: ${line.slice(0, 80)}` }, { cause: thrown });
  }
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
