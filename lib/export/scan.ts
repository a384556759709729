import { sha256 } from '@noble/hashes/sha2.js';
import { shortHash } from '../base/hash';
import { isBelow, type Pair } from '../model/pair';
import { DataChanged, failureOf, type BundleCounts, type BundleData, type Entry, type Failure } from './data';
import type { Json } from './format';
import { ImageBook, type BookedFile } from './image-book';
import { chunkLine, jsonLine, outputUrl, provenanceLine, sourceLine } from './sources';

/** What the first reading of the data finds out, so that the second can write it as a stream. */
export interface Scan {
  readonly counts: BundleCounts;
  readonly failedThreads: readonly Failure[];
  readonly failedImages: readonly Failure[];
  readonly images: ImageBook;
  /** Image files in order of first appearance. */
  readonly files: readonly BookedFile[];
  /** Pairs (numbered in order, those beyond the limit not counted) that become no record. */
  readonly dropped: ReadonlySet<number>;
  /** Answers of further pairs that made the same record, by number of the pair that stays. */
  readonly also: ReadonlyMap<number, readonly string[]>;
  readonly records: Tally;
  readonly sources: Tally;
  readonly provenance: Tally;
}

/** Counts lines and recognises them: whoever reads twice must see the same. */
export class Tally {
  lines = 0;
  bytes = 0;
  private hash = '';

  add(line: string, bytes: number): void {
    this.lines++;
    this.bytes += bytes;
    this.hash = shortHash(this.hash + shortHash(line));
  }

  equals(other: Tally): boolean {
    return this.lines === other.lines && this.hash === other.hash;
  }
}

export interface Choice {
  readonly entry: Entry;
  /** false: the thread or chunk is not exported. */
  readonly usable: boolean;
  /** Pairs of it that are exported. */
  readonly take: number;
}

/**
 * Which threads are exported, and how many of their pairs: the limit cuts in order of (thread, n). What comes after the
 * thread that reaches it is as if it were not there, since how much of that was fetched is a matter of chance.
 */
export async function* choose(data: BundleData, limit: number | null): AsyncIterable<Choice> {
  let left = limit ?? Infinity;
  for await (const entry of data.entries()) {
    // A thread that failed or went away later keeps what was stored of it before.
    const whole = entry.state === 'done' || entry.pairs > 0;
    const usable = whole && (entry.kind === 'chunk' || (entry.thread !== null && entry.posts > 0));
    const take = usable ? Math.min(entry.pairs, left) : 0;
    left -= take;
    yield { entry, usable, take };
    if (left === 0) return;
  }
}

const encoder = new TextEncoder();

/**
 * The line of `sources.jsonl` for a thread or chunk.
 * @param images has read the thread's posts
 */
export async function lineOf(data: BundleData, entry: Entry, images: ImageBook): Promise<string | null> {
  if (entry.kind === 'chunk') return jsonLine(chunkLine(entry));
  if (!entry.thread) return null;
  const posts = await data.posts(entry);
  return jsonLine(sourceLine(entry.thread, entry, posts, (url) => images.ofUrl(url)));
}

export interface ScanOptions {
  /** Pairs rated lower are left out; null: none are. */
  readonly threshold: number | null;
  readonly data: BundleData;
  readonly limit: number | null;
  readonly withImages: boolean;
  /** null: the pair cannot be said in the format. */
  readonly record: (pair: Pair, images: ImageBook) => Json | null;
  readonly signal: AbortSignal;
}

export async function scan(options: ScanOptions): Promise<Scan> {
  const { data, signal } = options;
  const images = new ImageBook(options.withImages);
  const seen = new Map<string, number>();
  const dropped = new Set<number>();
  const also = new Map<number, string[]>();
  const records = new Tally();
  const sources = new Tally();
  const provenance = new Tally();
  const failedThreads: Failure[] = [];
  const threads = { found: 0, exported: 0, failed: 0, skipped: 0, pending: 0 };
  const pairs = { made: 0, cutByLimit: 0, notExpressible: 0, belowThreshold: 0, duplicates: 0, records: 0 };
  let posts = 0;
  let number = -1;

  const count = ({ entry, usable, take: taken }: Choice): void => {
    threads.found++;
    if (entry.state !== 'done') threads[entry.state]++;
    if (entry.state === 'failed') failedThreads.push(failureOf(entry.url, entry.problem));
    if (!usable) return;
    threads.exported++;
    pairs.made += entry.pairs;
    pairs.cutByLimit += entry.pairs - taken;
  };

  const take = (pair: Pair): void => {
    number++;
    if (isBelow(pair, options.threshold)) {
      pairs.belowThreshold++;
      dropped.add(number);
      return;
    }
    const record = options.record(pair, images);
    if (record === null) {
      pairs.notExpressible++;
      dropped.add(number);
      return;
    }
    const text = JSON.stringify(record);
    const bytes = encoder.encode(text);
    const key = String.fromCharCode(...sha256(bytes).subarray(0, 8));
    const first = seen.get(key);
    if (first !== undefined) {
      pairs.duplicates++;
      dropped.add(number);
      const url = outputUrl(pair);
      const known = also.get(first);
      if (known) known.push(url);
      else also.set(first, [url]);
      provenance.bytes += encoder.encode(url).byteLength + 16;
      return;
    }
    seen.set(key, number);
    pairs.records++;
    records.add(text, bytes.byteLength + 4);
    const line = jsonLine(provenanceLine(pair, []));
    provenance.add(line, encoder.encode(line).byteLength + 4);
  };

  for await (const choice of choose(data, options.limit)) {
    signal.throwIfAborted();
    count(choice);
    if (!choice.usable) continue;
    if (choice.entry.kind === 'thread') {
      const threadPosts = await data.posts(choice.entry);
      posts += threadPosts.length;
      await images.read(threadPosts, data);
    }
    const line = await lineOf(data, choice.entry, images);
    if (line !== null) sources.add(line, encoder.encode(line).byteLength + 4);
    let missing = choice.take;
    for await (const pair of data.pairs(choice.entry, choice.take)) {
      signal.throwIfAborted();
      take(pair);
      missing--;
    }
    if (missing > 0) throw new DataChanged();
  }
  return {
    counts: { threads, posts, pairs, images: images.counts },
    failedThreads,
    failedImages: images.failed,
    images,
    files: images.files(),
    dropped,
    also,
    records,
    sources,
    provenance,
  };
}
