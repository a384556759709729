import { Dexie } from 'dexie';
import { isDocSource, type Pair } from '../model/pair';
import type { AssetRow, ChunkRow, HeddleDb, PostRow, ThreadRow } from './db';

// What an export reads, a page at a time by key, so that its size does not matter.

/** Pages grow and shrink to about this many characters. */
const pageChars = 2_000_000;
const pageRows = { first: 16, most: 256 } as const;

/** Threads of a job in order of ordinal. */
export function exportThreads(db: HeddleDb, jobId: string): AsyncIterable<ThreadRow> {
  return pages(
    (after: ThreadRow | null, limit) =>
      db.threads
        .where('[jobId+ordinal]')
        .between([jobId, after?.ordinal ?? Dexie.minKey], [jobId, Dexie.maxKey], after === null)
        .limit(limit)
        .toArray(),
    () => 1000,
  );
}

/** Chunks of a job in order of ordinal. */
export function exportChunks(db: HeddleDb, jobId: string): AsyncIterable<ChunkRow> {
  return pages(
    (after: ChunkRow | null, limit) =>
      db.chunks
        .where('[jobId+ordinal]')
        .between([jobId, after?.ordinal ?? Dexie.minKey], [jobId, Dexie.maxKey], after === null)
        .limit(limit)
        .toArray(),
    (row) => row.text.length + 500,
  );
}

/** Posts of a thread in order of key, not of position. */
export function exportPosts(db: HeddleDb, jobId: string, threadId: string): AsyncIterable<PostRow> {
  return pages(
    (after: PostRow | null, limit) =>
      db.posts
        .where('[jobId+threadId+id]')
        .between([jobId, threadId, after?.id ?? Dexie.minKey], [jobId, threadId, Dexie.maxKey], after === null)
        .limit(limit)
        .toArray(),
    (row) => row.html.length + (row.source?.text.length ?? 0) + (row.segments ? row.html.length : 0) + 500,
  );
}

/** The first `count` pairs of a thread in order of n. */
export function exportPairs(
  db: HeddleDb,
  jobId: string,
  revision: number,
  threadOrdinal: number,
  count: number,
): AsyncIterable<Pair> {
  const key = [jobId, revision, threadOrdinal];
  return pages(
    (after: Pair | null, limit) =>
      db.pairs
        .where('[jobId+revision+threadOrdinal+n]')
        .between([...key, after?.n ?? Dexie.minKey], [...key, count], after === null, false)
        .limit(limit)
        .toArray(),
    pairChars,
  );
}

export async function exportAssets(db: HeddleDb, jobId: string, urls: readonly string[]): Promise<readonly AssetRow[]> {
  const rows: AssetRow[] = [];
  for (let from = 0; from < urls.length; from += 500) {
    const keys = urls.slice(from, from + 500).map((url): [string, string] => [jobId, url]);
    for (const row of await db.assets.bulkGet(keys)) if (row) rows.push(row);
  }
  return rows;
}

/** Words of images, by hash. */
export async function exportImageTexts(db: HeddleDb, rows: readonly AssetRow[]): Promise<ReadonlyMap<string, string>> {
  const hashes = [...new Set(rows.flatMap(({ hash }) => hash ?? []))];
  const texts = await db.imageTexts.bulkGet(hashes);
  return new Map(texts.flatMap((row) => (row ? [[row.hash, row.text] as const] : [])));
}

async function* pages<T>(
  read: (after: T | null, limit: number) => Promise<readonly T[]>,
  charsOf: (row: T) => number,
): AsyncIterable<T> {
  let after: T | null = null;
  let limit: number = pageRows.first;
  for (;;) {
    const rows: readonly T[] = await read(after, limit);
    yield* rows;
    if (rows.length < limit) return;
    after = rows.at(-1) ?? null;
    const chars = rows.reduce((sum, row) => sum + charsOf(row), 0) / rows.length;
    limit = Math.max(1, Math.min(pageRows.most, limit * 2, Math.floor(pageChars / chars)));
  }
}

function pairChars(pair: Pair): number {
  const turns = pair.turns.reduce((sum, turn) => sum + turn.text.length, 0);
  const rest = (pair.text?.length ?? 0) + (pair.chosen?.length ?? 0) + (pair.rejected?.length ?? 0);
  const source = isDocSource(pair.source) ? pair.source.evidence.length : pair.source.posts.length * 300;
  return turns + rest + source + 500;
}
