import { readFile as readBytes } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { clean } from '../lib/clean';
import {
  containerById,
  containers,
  defaultFormat,
  encode,
  formatById,
  formats,
  wellFormed,
  type Json,
} from '../lib/export';
import { AppError } from '../lib/model/error';
import { joinPosts, joinThreads } from '../lib/model/join';
import type { CleanProfile, PairingOptions } from '../lib/model/pairing';
import { defaultPairing } from '../lib/model/pairing';
import type { Harvest, Post, Target, Thread } from '../lib/model/thread';
import { pairThread, strategies, strategyById } from '../lib/pairing';
import { readFile, siteById } from '../lib/sites';

// The pure code from the command line: saved files in, threads or pairs out. Help is in heddle.mjs.

/** Something the person can mend; the message is the sentence they get. */
class UsageError extends Error {}

/** @returns the exit status */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has enough (`head`) is no failure.
  process.stdout.on('error', () => process.exit(0));
  try {
    const { values, positionals } = parse(args);
    const [command, ...files] = positionals;
    if (command !== 'read' && command !== 'pairs') {
      throw new UsageError(`There is no command "${command ?? ''}": use read or pairs.`);
    }
    const source = await readFiles(files, values);
    if (command === 'read') await print(source.thread ? threadText(source, values) : listingText(source));
    else await print(pairsText(source, values));
    return 0;
  } catch (thrown) {
    process.stderr.write(`${sentenceOf(thrown)}\n`);
    return 1;
  }
}

function sentenceOf(thrown: unknown): string {
  if (thrown instanceof UsageError || thrown instanceof AppError) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

const options = {
  url: { type: 'string' },
  site: { type: 'string' },
  clean: { type: 'string' },
  strategy: { type: 'string' },
  k: { type: 'string' },
  'max-chars': { type: 'string' },
  'min-length': { type: 'string' },
  'no-merge': { type: 'boolean' },
  'require-question': { type: 'boolean' },
  roles: { type: 'string' },
  fallback: { type: 'string' },
  'include-bots': { type: 'boolean' },
  'max-pairs': { type: 'string' },
  format: { type: 'string' },
  container: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`${message.split(/\.\s/)[0]?.replace(/\.$/, '') ?? ''}. See --help.`);
  }
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${known.join(', ')}, not "${value}".`);
  return found;
}

function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (number < least) throw new UsageError(`--${name} must be a whole number from ${least} on, not "${value}".`);
  return number;
}

interface Source {
  readonly url: URL;
  /** null: the files are a listing. */
  readonly thread: Thread | null;
  readonly posts: readonly Post[];
  readonly targets: readonly Target[];
  readonly site: string;
}

async function readFiles(files: readonly string[], values: Values): Promise<Source> {
  if (files.length === 0) throw new UsageError('Name at least one file.');
  const url = URL.canParse(values.url ?? '') ? new URL(values.url ?? '') : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('Say with --url where the file is from, as https://…');
  }
  const read = values.site === undefined ? readFile : siteById(values.site).readFile.bind(siteById(values.site));
  const harvests: Harvest[] = [];
  for (const path of files) {
    const harvest = read({ url, text: await textOf(path) });
    if (!harvest) throw new UsageError(`${path} is no page and no reply of a site that Heddle can read.`);
    harvests.push(harvest);
  }
  return join(url, harvests);
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readBytes(path));
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'permission denied',
    };
    throw new UsageError(`${path} cannot be read: ${reasons[code] ?? String(thrown)}.`);
  }
}

function join(url: URL, harvests: readonly Harvest[]): Source {
  const threads = new Map<string, Thread>();
  for (const thread of harvests.flatMap((harvest) => harvest.threads ?? [])) {
    const known = threads.get(thread.id);
    threads.set(thread.id, known ? joinThreads(known, thread) : thread);
  }
  if (threads.size > 1) {
    throw new UsageError(
      `This is not one thread but ${threads.size}: ${[...threads.values()].map((t) => t.url).join(', ')}.`,
    );
  }
  const [thread = null] = threads.values();
  const posts = joinPosts(harvests.map((harvest) => harvest.posts ?? []));
  const targets = new Map<string, Target>();
  for (const target of harvests.flatMap((harvest) => harvest.targets ?? [])) {
    const key = `${target.kind} ${target.key}`;
    if (!targets.has(key)) targets.set(key, target);
  }
  if (!thread && !harvests.some((harvest) => harvest.targets)) {
    throw new UsageError('The file shows neither a thread nor a list of threads.');
  }
  const site = thread?.site ?? [...targets.values()][0]?.site ?? '';
  return { url, thread, posts, targets: [...targets.values()], site };
}

/** null for what is no time. */
function isoTime(at: number | null | undefined): string | null {
  return at === null || at === undefined || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString();
}

const profiles: readonly CleanProfile[] = ['faithful', 'plain'];
/** Images are named by their address: there are no files beside the output. */
const asIs = (address: string): string => address;

function* threadText({ thread, posts, url }: Source, values: Values): Generator<string> {
  const profile = oneOf('clean', values.clean, profiles, 'faithful');
  const head = { site: thread?.site ?? '', url: thread?.url ?? url.href, title: wellFormed(thread?.title ?? '') };
  yield `${JSON.stringify(head).slice(0, -1)},"posts":`;
  yield* encode(
    records(posts, (post) => postRecord(post, profile, url)),
    containerById('json'),
  );
  yield '}\n';
}

function* records<T>(items: readonly T[], record: (item: T) => Json): Generator<Json> {
  for (const item of items) yield record(item);
}

function postRecord(post: Post, profile: CleanProfile, url: URL): Json {
  return {
    id: post.id,
    author: wellFormed(post.author.name),
    postedAt: isoTime(post.postedAt),
    score: post.score,
    kind: post.kind,
    ...(post.state === 'visible' ? {} : { state: post.state }),
    replyTo: post.replyTo,
    text: wellFormed(clean(post.html, profile, { baseUrl: post.url || url.href })),
    images: post.images.map((image) => image.url),
    url: post.url,
  };
}

function* listingText({ url, targets, site }: Source): Generator<string> {
  yield `${JSON.stringify({ site, url: url.href, kind: 'listing' }).slice(0, -1)},"targets":`;
  yield* encode(records(targets, targetRecord), containerById('json'));
  yield '}\n';
}

function targetRecord({ kind, key, url, title, ordinal, hints = {} }: Target): Json {
  const facts = Object.entries(hints).map(([name, value]: [string, number | boolean]) => [
    name,
    name.endsWith('At') && typeof value === 'number' ? isoTime(value) : value,
  ]);
  return {
    kind,
    key,
    url,
    title: wellFormed(title),
    ordinal,
    hints: Object.fromEntries(facts) as Record<string, Json>,
  };
}

function* pairsText({ thread, posts, targets }: Source, values: Values): Generator<string> {
  const pairing = pairingOf(values);
  const most = whole('max-pairs', values['max-pairs'], 0) ?? Number.POSITIVE_INFINITY;
  const container = containerById(
    oneOf(
      'container',
      values.container,
      containers.map((one) => one.id),
      'json',
    ),
  );
  const strategy = strategyById(pairing.strategy);
  const ids = formats.map((one) => one.id);
  const format = formatById(oneOf('format', values.format, ids, defaultFormat(strategy.yields)));
  if (!format.accepts.includes(strategy.yields)) {
    const fitting = formats.filter((one) => one.accepts.includes(strategy.yields)).map((one) => one.id);
    throw new UsageError(
      `The format ${format.id} cannot hold what ${strategy.id} yields; use ${fitting.join(' or ')}.`,
    );
  }
  if (!thread) throw new UsageError(`This is a list of ${targets.length} threads, and pairs are made of one thread.`);
  const drafts = pairThread(thread, posts, pairing, clean, asIs).slice(0, most);
  const source = { title: thread.title, url: thread.url };
  const made = drafts.map((draft) => format.record({ ...draft, source }, { image: asIs }));
  yield* encode(
    made.filter((record) => record !== null),
    container,
  );
}

function pairingOf(values: Values): PairingOptions {
  const ids = strategies.map((strategy) => strategy.id);
  if (values.strategy === undefined) throw new UsageError(`Say with --strategy how to pair: ${ids.join(', ')}.`);
  const maxChars = whole('max-chars', values['max-chars'], 0) ?? defaultPairing.maxInputChars;
  return {
    ...defaultPairing,
    strategy: oneOf('strategy', values.strategy, ids, defaultPairing.strategy),
    clean: oneOf('clean', values.clean, profiles, defaultPairing.clean),
    k: whole('k', values.k, 1) ?? defaultPairing.k,
    maxInputChars: maxChars === 0 ? null : maxChars,
    minLength: whole('min-length', values['min-length'], 0) ?? defaultPairing.minLength,
    mergeSameAuthor: values['no-merge'] !== true,
    requireQuestion: values['require-question'] === true,
    roles: oneOf('roles', values.roles, ['author', 'parity'], defaultPairing.roles),
    fallback: oneOf('fallback', values.fallback, ['none', 'last-k'], defaultPairing.fallback),
    includeBots: values['include-bots'] === true,
  };
}

/** Waits for a slow reader, so that nothing is cut and memory stays small. */
async function print(pieces: Iterable<string>): Promise<void> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < 65_536) continue;
    await write(waiting);
    waiting = '';
  }
  await write(waiting);
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
