import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answerVector } from '../../lib/reference';
import { fourchanPairs, type FourchanOptions } from '../../lib/reference/fourchan-pairs';
import { redditPairs, type RedditOptions } from '../../lib/reference/reddit-pairs';
import { rawFourchan, rawReddit } from './reference-raw';

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
