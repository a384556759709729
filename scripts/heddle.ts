import { readFile as readBytes } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
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
import type { FormatId } from '../lib/model/job';
import { joinPosts, joinThreads } from '../lib/model/join';
import type { CleanProfile } from '../lib/model/pairing';
import { sourceText } from '../lib/model/source-text';
import type { Harvest, Post, Target, Thread } from '../lib/model/thread';
import { pairThread, strategyById } from '../lib/pairing';
import { answerVector, referencePairs, type ReferenceOptions } from '../lib/reference';
import { readFile, siteById } from '../lib/sites';
import {
  oneOf,
  pairingOf,
  parse,
  profiles,
  referenceOf,
  strategyOf,
  UsageError,
  whole,
  type Values,
} from './heddle-options';

// The pure code from the command line: saved files in, threads or pairs out. Help is in heddle.mjs.

/** @returns the exit status */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has enough (`head`) is no failure.
  process.stdout.on('error', () => process.exit(0));
  try {
    const { values, positionals } = parse(args);
    const [command, ...files] = positionals;
    if (command === 'vectors') {
      if (files.length === 0) throw new UsageError('Name at least one file.');
      for (const path of files) await print(answersText(await textOf(path)));
      return 0;
    }
    if (command !== 'read' && command !== 'pairs') {
      throw new UsageError(`There is no command "${command ?? ''}": use read, pairs or vectors.`);
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
    const bytes = await readBytes(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return new TextDecoder().decode(isPacked ? gunzipSync(bytes) : bytes);
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

/** Images are named by their address: there are no files beside the output. */
const asIs = (address: string): string => address;

function* threadText(source: Source, values: Values): Generator<string> {
  const { thread, url } = source;
  const profile = oneOf('clean', values.clean, profiles, 'faithful');
  const head = { site: thread?.site ?? '', url: thread?.url ?? url.href, title: wellFormed(thread?.title ?? '') };
  yield `${JSON.stringify(head).slice(0, -1)},"posts":`;
  yield* encode(
    records(source.posts, (post) => postRecord(post, profile, source)),
    containerById('json'),
  );
  yield '}\n';
}

function* records<T>(items: readonly T[], record: (item: T) => Json): Generator<Json> {
  for (const item of items) yield record(item);
}

function postRecord(post: Post, profile: CleanProfile, { url, thread }: Source): Json {
  return {
    id: post.id,
    author: wellFormed(post.author.name),
    postedAt: isoTime(post.postedAt),
    score: post.score,
    kind: post.kind,
    ...(post.state === 'visible' ? {} : { state: post.state }),
    replyTo: post.replyTo,
    text: wellFormed(
      sourceText(post) ??
        clean(post.html, profile, {
          baseUrl: post.url || url.href,
          ...(thread ? { site: thread.site } : {}),
        }),
    ),
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

function* pairsText(source: Source, values: Values): Generator<string> {
  const reference = referenceOf(values);
  const { thread, posts, targets } = source;
  const most = whole('max-pairs', values['max-pairs'], 0) ?? Number.POSITIVE_INFINITY;
  const container = containerById(
    oneOf(
      'container',
      values.container,
      containers.map((one) => one.id),
      'json',
    ),
  );
  const strategy = strategyById(strategyOf(values));
  const ids = formats.map((one) => one.id);
  const format = formatById(oneOf('format', values.format, ids, defaultFormat(strategy.yields)));
  if (!format.accepts.includes(strategy.yields)) {
    const fitting = formats.filter((one) => one.accepts.includes(strategy.yields)).map((one) => one.id);
    throw new UsageError(
      `The format ${format.id} cannot hold what ${strategy.id} yields; use ${fitting.join(' or ')}.`,
    );
  }
  if (!thread) throw new UsageError(`This is a list of ${targets.length} threads, and pairs are made of one thread.`);
  if (reference) {
    yield* encode(first(referenceRecords(thread, posts, reference, format.id), most), container);
    return;
  }
  const drafts = pairThread(thread, posts, pairingOf(values), clean, asIs).slice(0, most);
  const of = { title: thread.title, url: thread.url };
  const made = drafts.map((draft) => format.record({ ...draft, source: of }, { image: asIs }));
  yield* encode(
    made.filter((record) => record !== null),
    container,
  );
}

/** Exactly what the reference tool gives, which no format of ours may mend. */
function* referenceRecords(
  thread: Thread,
  posts: readonly Post[],
  options: ReferenceOptions,
  format: FormatId,
): Generator<Json> {
  for (const made of referencePairs(thread, posts, options)) {
    if ('messages' in made || format === 'standard') yield { ...made };
    else {
      yield {
        messages: [
          { role: 'user', content: made.input },
          { role: 'assistant', content: made.output },
        ],
      };
    }
  }
}

function* first<T>(items: Iterable<T>, most: number): Generator<T> {
  let left = most;
  if (left <= 0) return;
  for (const item of items) {
    yield item;
    if (--left <= 0) return;
  }
}

function* answersText(text: string): Generator<string> {
  for (const line of text.split('\n')) if (line.trim() !== '') yield `${answerVector(line)}\n`;
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
