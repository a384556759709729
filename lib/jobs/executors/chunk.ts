import { contextWanted } from '../../generate';
import type { TokenCounter } from '../../model/doc';
import { AppError } from '../../model/error';
import type { GenerationOptions, ModelChoice } from '../../model/generate';
import type { Job, Task } from '../../model/job';
import { cutChunks, spreadChunks } from '../../readers/chunk';
import type { HeddleDb } from '../../store/db';
import type { ChunkDraft } from '../../store/generated';

export interface ChunkPorts {
  readonly db: HeddleDb;
  /** The model's own tokenizer where it can be read without loading weights, else an estimate. */
  readonly counterOf: (choice: ModelChoice) => Promise<TokenCounter>;
}

export interface CutDoc {
  readonly name: string;
  /** All chunks it has; those used may be fewer. */
  readonly ofChunks: number;
  readonly chunks: readonly ChunkDraft[];
  readonly exact: boolean;
}

/**
 * Cuts a document into the chunks that a job makes pairs from. Reads the store, writes nothing.
 * @returns null where the document was deleted
 */
export async function executeChunk({ db, counterOf }: ChunkPorts, task: Task, job: Job): Promise<CutDoc | null> {
  if (task.payload?.kind !== 'chunk' || job.spec.kind !== 'generate') {
    throw new AppError({ code: 'bug', message: 'A chunk task without a document.' });
  }
  const { docId } = task.payload;
  const { choice, generation } = job.spec;
  const [doc, text] = await Promise.all([db.docs.get(docId), db.docTexts.get(docId)]);
  if (!doc || !text) return null;
  const counter = await counterOf(choice);
  const model = choice.engine === 'server' ? undefined : await db.models.get(choice.model);
  const all = cutChunks(text.sections, {
    budgetTokens: chunkBudget(generation, model?.contextTokens ?? null),
    overlapTokens: generation.overlapTokens,
    counter,
  });
  const chunks = spreadChunks(all, generation.maxChunks).map((chunk): ChunkDraft => ({
    ...chunk,
    docId,
    docName: doc.name,
    docTitle: doc.title,
    docUrl: doc.url,
    exact: counter.exact,
  }));
  return { name: doc.name, ofChunks: all.length, chunks, exact: counter.exact };
}

/** What the person chose, or what the model's context leaves beside prompt and reply. */
export function chunkBudget(options: GenerationOptions, contextTokens: number | null): number {
  if (contextTokens === null) return options.chunkTokens;
  const beside = contextWanted(options) - options.chunkTokens;
  return Math.max(64, Math.min(options.chunkTokens, contextTokens - beside));
}
