import { useEffect, useState } from 'preact/hooks';
import type { Chunk } from '../../lib/model/doc';
import type { GenerationOptions, ModelChoice } from '../../lib/model/generate';
import type { DocRow } from '../../lib/store/db';
import { readDocText } from '../../lib/store/queries';
import { useApp, useDocTools } from '../effects';

/** How long a person may go on typing before chunks are cut. */
const restMs = 250;

/**
 * How many chunks each document has, by estimate: the model's own count would take seconds for a long one, and it is
 * an outlook.
 * @returns null until all are cut
 */
export function useChunkCounts(
  docs: readonly DocRow[],
  options: GenerationOptions,
  contextTokens: number | null,
): readonly number[] | null {
  const { db, effects } = useApp();
  const { chunks } = useDocTools();
  const [counts, setCounts] = useState<readonly number[] | null>(null);
  const [known] = useState(() => new Map<string, number>());
  const sizes = `${options.chunkTokens} ${options.overlapTokens} ${options.maxTokens} ${options.type} ${contextTokens ?? ''}`;
  const keys = docs.map(({ id, chars, ocrPages }) => `${id} ${chars} ${ocrPages} ${sizes}`);
  useEffect(() => {
    const stop = new AbortController();
    const work = async (): Promise<void> => {
      const counter = await effects.counterOf(null);
      for (const [n, doc] of docs.entries()) {
        const key = keys[n] ?? '';
        if (known.has(key)) continue;
        const text = await readDocText(db, doc.id);
        if (stop.signal.aborted) return;
        known.set(key, text ? chunks(text.sections, options, counter, contextTokens).length : 0);
      }
      if (!stop.signal.aborted) setCounts(keys.map((key) => known.get(key) ?? 0));
    };
    const timer = setTimeout(() => {
      work().catch(() => !stop.signal.aborted && setCounts(null));
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [keys.join('\n')]);
  return counts?.length === docs.length ? counts : null;
}

export interface CutDoc {
  readonly chunks: readonly Chunk[];
  /** Places of those that are used. */
  readonly used: ReadonlySet<number>;
  /** false: tokens are estimated. */
  readonly exact: boolean;
}

/**
 * The chunks of one document as a job would cut them, counted by the model's own vocabulary where it can be read.
 * @returns null while they are cut
 */
export function useChunks(
  doc: DocRow,
  options: GenerationOptions,
  choice: ModelChoice | null,
  contextTokens: number | null,
): CutDoc | null {
  const { db, effects } = useApp();
  const { chunks, spread } = useDocTools();
  const [cut, setCut] = useState<{
    readonly key: string;
    readonly chunks: readonly Chunk[];
    readonly exact: boolean;
  } | null>(null);
  const key = [
    doc.id,
    doc.chars,
    doc.ocrPages,
    options.chunkTokens,
    options.overlapTokens,
    choice?.model,
    contextTokens,
  ].join(' ');
  useEffect(() => {
    const stop = new AbortController();
    const work = async (): Promise<void> => {
      const [counter, text] = await Promise.all([effects.counterOf(choice), readDocText(db, doc.id)]);
      if (stop.signal.aborted) return;
      const all = text ? chunks(text.sections, options, counter, contextTokens) : [];
      setCut({ key, chunks: all, exact: counter.exact });
    };
    const timer = setTimeout(() => {
      work().catch(() => !stop.signal.aborted && setCut({ key, chunks: [], exact: false }));
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  if (cut?.key !== key) return null;
  const used = new Set(spread(cut.chunks, options.maxChunks).map(({ n }) => n));
  return { chunks: cut.chunks, used, exact: cut.exact };
}
