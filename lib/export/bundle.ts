import { sha256 } from '../base/hash';
import type { Pair } from '../model/pair';
import { DamagedFile, DataChanged, type BundleData, type BundleFacts, type Bytes } from './data';
import { containerById, type Container } from './container';
import type { ExportFormat, Json } from './format';
import type { BookedFile, ImageBook } from './image-book';
import { manifest } from './manifest';
import { choose, lineOf, scan, Tally, type Scan } from './scan';
import { jsonLine, provenanceLine } from './sources';
import { writeText, type TextFile } from './text-file';
import { Volumes, volumeLimits, type FileInfo, type VolumeInfo, type VolumeLimits, type VolumeSink } from './volumes';

/** Everything that goes into an archive, and how. */
export interface BundlePlan {
  /** Of the archive, without extension; made safe here. */
  readonly name: string;
  readonly format: ExportFormat;
  readonly container: Container;
  /** Image files too; without them texts name addresses. */
  readonly withImages: boolean;
  /** Most pairs, cut in order of (thread, n). */
  readonly limit: number | null;
  readonly facts: BundleFacts;
  readonly data: BundleData;
  readonly volume?: VolumeLimits;
  /** Longest text file; longer ones are cut into `train-0001.jsonl` and so on. */
  readonly textBytes?: number;
  onProgress?(progress: BundleProgress): void;
}

export interface BundleProgress {
  readonly recordsDone: number;
  readonly recordsTotal: number;
  /** Written to volumes so far. */
  readonly bytesDone: number;
}

export interface BundleResult {
  readonly volumes: readonly VolumeInfo[];
  readonly counts: Scan['counts'];
}

/** Below this JSZip writes the archive: it needs several times its size in memory. */
const smallBytes = 32_000_000;
const longestText = 512_000_000;

/**
 * Writes a dataset as ZIP volumes. The same data gives the same bytes but for `manifest.capturedAt`, and only the piece
 * being written is in memory.
 * @throws DataChanged, DamagedFile when it must be made anew; the signal's reason when stopped
 */
export async function writeBundle(plan: BundlePlan, sink: VolumeSink, signal: AbortSignal): Promise<BundleResult> {
  const found = await scan({
    data: plan.data,
    limit: plan.limit,
    withImages: plan.withImages,
    threshold: plan.facts.kind === 'generate' ? plan.facts.threshold : null,
    record: (pair, images) => recordOf(plan, pair, images),
    signal,
  });
  const limits = plan.volume ?? volumeLimits;
  const recordsTotal = found.records.lines;
  let recordsDone = 0;
  let bytesDone = 0;
  const report = (): void => plan.onProgress?.({ recordsDone, recordsTotal, bytesDone });
  report();

  const volumes = new Volumes({
    sink,
    name: safeName(plan.name),
    limits,
    small: isSmall(found, limits),
    onBytes: (bytes) => {
      bytesDone += bytes;
      report();
    },
  });
  const atMost = Math.min(plan.textBytes ?? longestText, Math.max(1, Math.floor(limits.bytes / 2)));
  const text = (file: Omit<TextFile, 'atMost'>): Promise<readonly FileInfo[]> =>
    writeText(volumes, { ...file, atMost }, signal);
  try {
    const files: FileInfo[] = [];
    const { extension, syntax } = plan.container;
    const onRecord = (): void => {
      recordsDone++;
      report();
    };
    files.push(
      ...(await text({
        name: 'train',
        extension,
        syntax,
        bytes: found.records.bytes,
        lines: records(plan, found, onRecord, signal),
      })),
    );
    const lines = containerById('jsonl');
    files.push(
      ...(await text({
        name: 'provenance',
        extension: lines.extension,
        syntax: lines.syntax,
        bytes: found.provenance.bytes,
        lines: provenance(plan, found),
      })),
      ...(await text({
        name: 'sources',
        extension: lines.extension,
        syntax: lines.syntax,
        bytes: found.sources.bytes,
        lines: sources(plan, found),
      })),
    );
    await volumes.endText('manifest.json', encoded(manifestOf(plan, found, files)));
    for (const file of found.files) {
      signal.throwIfAborted();
      await volumes.add(file.name, imageBytes(plan.data, file), 'store', file.bytes);
    }
    return { volumes: await volumes.finish(), counts: found.counts };
  } catch (thrown) {
    await volumes.abandon();
    throw thrown;
  }
}

function recordOf(plan: BundlePlan, pair: Pair, images: ImageBook): Json | null {
  return plan.format.record(pair, { image: (key) => images.ofKey(key), imageText: (key) => images.textOf(key) });
}

async function* records(
  plan: BundlePlan,
  found: Scan,
  onRecord: () => void,
  signal: AbortSignal,
): AsyncIterable<string> {
  const tally = new Tally();
  for await (const [, pair] of keptPairs(plan, found)) {
    signal.throwIfAborted();
    const record = recordOf(plan, pair, found.images);
    if (record === null) throw new DataChanged();
    const text = JSON.stringify(record);
    tally.add(text, 0);
    yield text;
    onRecord();
  }
  if (!tally.equals(found.records)) throw new DataChanged();
}

async function* provenance(plan: BundlePlan, found: Scan): AsyncIterable<string> {
  const tally = new Tally();
  for await (const [number, pair] of keptPairs(plan, found)) {
    tally.add(jsonLine(provenanceLine(pair, [])), 0);
    yield jsonLine(provenanceLine(pair, found.also.get(number) ?? []));
  }
  if (!tally.equals(found.provenance)) throw new DataChanged();
}

async function* sources(plan: BundlePlan, found: Scan): AsyncIterable<string> {
  const tally = new Tally();
  for await (const { entry, usable } of choose(plan.data, plan.limit)) {
    const line = usable ? await lineOf(plan.data, entry, found.images) : null;
    if (line === null) continue;
    tally.add(line, 0);
    yield line;
  }
  if (!tally.equals(found.sources)) throw new DataChanged();
}

async function* keptPairs(plan: BundlePlan, found: Scan): AsyncIterable<readonly [number, Pair]> {
  let number = -1;
  for await (const { entry, usable, take } of choose(plan.data, plan.limit)) {
    if (!usable) continue;
    for await (const pair of plan.data.pairs(entry, take)) {
      number++;
      if (!found.dropped.has(number)) yield [number, pair];
    }
  }
}

async function* imageBytes(data: BundleData, file: BookedFile): AsyncIterable<Bytes> {
  const bytes = await data.readFile(file.hash);
  if (bytes?.byteLength !== file.bytes || (await sha256(bytes)) !== file.hash) throw new DamagedFile(file.hash);
  yield bytes;
}

function manifestOf(plan: BundlePlan, found: Scan, text: readonly FileInfo[]): Iterable<string> {
  const files = function* (): Iterable<FileInfo> {
    yield* text;
    for (const { name, bytes, hash } of found.files) yield { name, bytes, sha256: hash };
  };
  return manifest({
    facts: plan.facts,
    format: plan.format.id,
    container: plan.container.id,
    withImages: plan.withImages,
    counts: found.counts,
    failedThreads: found.failedThreads,
    failedImages: found.failedImages,
    files: files(),
  });
}

async function* encoded(pieces: Iterable<string>): AsyncIterable<Bytes> {
  const encoder = new TextEncoder();
  await Promise.resolve();
  for (const piece of pieces) yield encoder.encode(piece);
}

/** Decided by the data alone, since the two writers pack differently. */
function isSmall(found: Scan, limits: VolumeLimits): boolean {
  // Text files and their share of the manifest.
  const entries = found.files.length + 4;
  const images = found.files.reduce((sum, file) => sum + file.bytes + 500, 0);
  const failures = (found.failedThreads.length + found.failedImages.length) * 2000;
  const bytes = found.records.bytes + found.sources.bytes + found.provenance.bytes + images + failures + 10_000;
  return bytes <= Math.min(smallBytes, limits.bytes / 2) && entries <= limits.entries;
}

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A file name that every system takes, whatever a forum calls itself. */
export function safeName(name: string): string {
  const clean = name
    .normalize('NFC')
    // Control, format (bidi) and unassigned characters, lone surrogates, and what file systems forbid.
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*~%]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '');
  // Whole characters.
  const short = (/^.{0,80}/su.exec(clean)?.[0] ?? '').replace(/[. ]+$/, '');
  return short === '' || reserved.test(short) ? `heddle-${short === '' ? 'export' : short}` : short;
}
