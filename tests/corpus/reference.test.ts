import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { answerVector } from '../../lib/reference';
import { fourchanPairs, type FourchanOptions } from '../../lib/reference/fourchan-pairs';
import { redditPairs, type RedditOptions } from '../../lib/reference/reddit-pairs';
import { stackExchangePair } from '../../lib/reference/stackexchange-pairs';
import { bundleHeddle } from '../../scripts/heddle-bundle.mjs';
import { rawFourchan, rawQuestions, rawReddit } from './reference-raw';

// What the reference tool's own code answered, for recorded threads and for 12,000 texts and small threads.

const corpus = '../shared/corpus';
const folder = `${corpus}/expected`;
const there = existsSync(folder);

function unpacked(path: string): string {
  return gunzipSync(readFileSync(path)).toString();
}

function indexLines(): readonly (readonly [file: string, option: string, pairs: number])[] {
  const lines = readFileSync(`${folder}/INDEX.tsv`, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [file = '', option = '', pairs = ''] = line.split('\t');
    return [file, option, Number(pairs)];
  });
}

const index = there ? indexLines() : [];

function expected(file: string, option: string): unknown {
  return JSON.parse(unpacked(`${folder}/pairs/${file.replace('/', '__')}.${option}.json.gz`));
}

const board: FourchanOptions = {
  strategy: 'adjacent',
  k: 6,
  maxChars: null,
  minLength: 3,
  merge: true,
  requireQuestion: false,
};
const boardOptions: Readonly<Record<string, FourchanOptions>> = {
  adjacent: board,
  cumulative: { ...board, strategy: 'cumulative', maxChars: 2000 },
  last_k: { ...board, strategy: 'last-k' },
  quote: { ...board, strategy: 'reply-chain' },
  quote_q_200: { ...board, strategy: 'reply-chain', maxChars: 200, requireQuestion: true },
  chatml: { ...board, strategy: 'conversation' },
};

const tree: RedditOptions = {
  strategy: 'parent-child',
  k: 4,
  maxChars: null,
  minLength: 1,
  merge: true,
  requireQuestion: false,
  includeBots: false,
};
const treeOptions: Readonly<Record<string, RedditOptions>> = {
  parent_child: tree,
  automod: { ...tree, includeBots: true },
  contextual: { ...tree, strategy: 'reply-chain', maxChars: 2000 },
  contextual_k2_200: { ...tree, strategy: 'reply-chain', k: 2, maxChars: 200 },
  chatml: { ...tree, strategy: 'conversation' },
};

const raw = index.filter(([file]) => !file.startsWith('stackexchange/'));

describe.skipIf(!there)('the reference tool’s answers to raw data', () => {
  it('has every recorded answer', () => {
    expect(index).toHaveLength(118);
    expect(raw).toHaveLength(116);
  });

  it.each(raw)('%s %s', (file, option, count) => {
    const text = readFileSync(`${corpus}/${file}`, 'utf8');
    const made = file.startsWith('reddit/')
      ? redditPairs(rawReddit(text), treeOptions[option]!)
      : fourchanPairs(rawFourchan(text), boardOptions[option]!);
    const pairs = [...made];
    expect(pairs).toHaveLength(count);
    expect(pairs).toEqual(expected(file, option));
  });

  it('answers every vector', () => {
    const lines = unpacked(`${folder}/parity-cases.jsonl.gz`).trim().split('\n');
    expect(lines).toHaveLength(12_000);
    const wrong = lines.filter((line) => {
      const { out } = JSON.parse(line) as { out: unknown };
      return JSON.stringify(JSON.parse(answerVector(line))) !== JSON.stringify(out);
    });
    expect(wrong).toEqual([]);
  });
});

/** Each option as it is said on the command line. */
const said: Readonly<Record<string, readonly string[]>> = {
  'fourchan adjacent': ['adjacent', '--min-length', '3'],
  'fourchan cumulative': ['cumulative', '--max-chars', '2000'],
  'fourchan last_k': ['last-k', '--k', '6'],
  'fourchan quote': ['reply-chain'],
  'fourchan quote_q_200': ['reply-chain', '--require-question', '--max-chars', '200'],
  'fourchan chatml': ['conversation', '--roles', 'parity', '--k', '6'],
  'reddit parent_child': ['parent-child'],
  'reddit automod': ['parent-child', '--include-bots'],
  'reddit contextual': ['reply-chain', '--k', '4', '--max-chars', '2000', '--min-length', '1'],
  'reddit contextual_k2_200': ['reply-chain', '--k', '2', '--max-chars', '200'],
  'reddit chatml': ['conversation', '--roles', 'parity', '--max-chars', '0'],
  'stackexchange accepted': ['answers'],
};

const addresses = new Map(
  there
    ? readFileSync(`${corpus}/INDEX.tsv`, 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .map(([file = '', , , address = '']) => [file, /https:\S+/.exec(address)?.[0] ?? ''] as const)
    : [],
);

let main: (args: readonly string[]) => Promise<number> = () => Promise.resolve(1);

/** What the command line prints. */
async function printed(...args: readonly string[]): Promise<string> {
  let out = '';
  let err = '';
  const spies = [
    vi.spyOn(process.stdout, 'on').mockReturnThis(),
    vi.spyOn(process.stdout, 'write').mockImplementation((text, done) => {
      out += String(text);
      if (typeof done === 'function') (done as () => void)();
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      return true;
    }),
  ];
  try {
    const code = await main(args);
    expect([code, err], args.join(' ')).toEqual([0, '']);
    return out;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe.skipIf(!there)('the command line with --preset reference', () => {
  beforeAll(async () => {
    const bundled = (await import(pathToFileURL(await bundleHeddle()).href)) as { main: typeof main };
    ({ main } = bundled);
  });

  it.each(index)('%s %s', async (file, option, count) => {
    const site = file.startsWith('other-boards/') ? 'fourchan' : file.slice(0, file.indexOf('/'));
    const [strategy = '', ...more] = said[`${site} ${option}`] ?? [];
    const url = addresses.get(file) ?? '';
    const chosen = ['--url', url, '--preset', 'reference', '--strategy', strategy, ...more];
    const pairs = JSON.parse(await printed('pairs', `${corpus}/${file}`, ...chosen)) as unknown[];
    expect(pairs).toHaveLength(count);
    expect(pairs).toEqual(expected(file, option));
  });

  const items = there
    ? readdirSync(`${corpus}/stackexchange`).filter((name) => name.endsWith('-question-item.json'))
    : [];
  it('has questions to join with their answers', () => {
    expect(items).toHaveLength(10);
  });

  it.each(items)('joins %s with its answers', async (name) => {
    const question = `${corpus}/stackexchange/${name}`;
    const answers = question.replace('-question-item', '-answers-items');
    const files = existsSync(answers) ? [question, answers] : [question];
    const url = addresses.get(`stackexchange/${name}`) ?? '';
    const chosen = ['--url', url, '--preset', 'reference', '--strategy', 'answers'];
    const pairs = JSON.parse(await printed('pairs', ...files, ...chosen)) as unknown[];
    const [found] = files.map((path) => readFileSync(path, 'utf8'));
    const raws = rawQuestions(found ?? '', existsSync(answers) ? readFileSync(answers, 'utf8') : '[]');
    expect(pairs).toEqual(raws.map((raw) => stackExchangePair(raw, 0)));
  });

  it('answers vectors one a line, packed as they are', async () => {
    const path = `${folder}/parity-cases.jsonl.gz`;
    const answers = (await printed('vectors', path)).trimEnd().split('\n');
    const outs = unpacked(path)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { out: unknown }).out);
    expect(answers.map((line) => JSON.parse(line) as unknown)).toEqual(outs);
  });
});
