import { isDiskFull } from '../base/disk-full';
import { hashBlob } from '../base/hash-blob';
import { AppError } from '../model/error';
import { bytesOf, type InstalledModel, type ModelLibrary } from '../model/installed-model';
import type { HeddleDb } from './db';
import type { ModelFiles } from './model-files';
import { planImport, type ModelPlan, type PickedFile, type PlannedFile } from './model-formats';
import { modelExists, unreadable } from './model-refusals';
import {
  changeFile,
  checkRoom,
  deleteModel,
  modelDamaged,
  noRoom,
  type ModelFacts,
  type ModelProgress,
} from './models';
import { isNamed } from './opfs';

export type { PickedFile } from './model-formats';

export interface ImportPorts {
  readonly db: HeddleDb;
  readonly files: ModelFiles;
  readonly now: () => number;
  /**
   * Looks at the header of a GGUF file, and whether the file is as long as it says.
   * @throws AppError where it is not one, or cut short
   */
  readonly checkGguf: (file: File) => Promise<ModelFacts>;
  /** Library of that model in the package; null: there is none. */
  readonly packagedLibrary: (modelId: string) => ModelLibrary | null;
}

/**
 * Copies a model from picked files into the browser, in the page that has them. Nothing is left of one that fails.
 * @throws AppError `unsupported`, `engine` (see `planImport`), `storage-full`; the signal's reason
 */
export async function importModel(
  ports: ImportPorts,
  picked: readonly PickedFile[],
  onProgress: ModelProgress,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const { db, files } = ports;
  const plan = await planImport(picked);
  const facts = plan.engine === 'wllama' ? await checkParts(ports, plan) : {};
  const model = modelOf(ports, plan, facts);
  await checkRoom(files, bytesOf(model));
  const before = await db.models.get(model.id);
  // One that was cut off, or is damaged, gives way; it may hold files of another list.
  if (before?.state === 'ready') throw modelExists(before.name);
  if (before) await deleteModel(db, files, before.id);
  await db.models.put(model);
  try {
    return await copyAll(ports, plan, model, onProgress, signal);
  } catch (thrown) {
    await deleteModel(db, files, model.id).catch((second: unknown) => {
      // Where not even that finds room, its row says that it was cut off.
      if (!isDiskFull(thrown)) throw second;
    });
    throw isDiskFull(thrown) ? noRoom(bytesOf(model), await files.freeBytes()) : thrown;
  }
}

async function checkParts({ checkGguf }: ImportPorts, { files }: ModelPlan): Promise<ModelFacts> {
  let first: ModelFacts | null = null;
  for (const { file } of files) {
    const facts = await checkGguf(file);
    first ??= facts;
  }
  return first ?? {};
}

function modelOf({ packagedLibrary, now }: ImportPorts, plan: ModelPlan, facts: ModelFacts): InstalledModel {
  const files = plan.library ? [...plan.files, plan.library] : plan.files;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const id = idOf(plan.name);
  return {
    id,
    name: plan.name || id,
    engine: plan.engine,
    state: 'partial',
    origin: 'imported',
    license: '',
    files: files.map(({ path, file }) => ({ path, bytes: file.size, sha256: null, url: null, done: 0 })),
    // An imported one is named once its bytes are known.
    library: plan.engine === 'webllm' && !plan.library ? packagedLibrary(id) : null,
    contextTokens: plan.contextTokens,
    // Weights, and a fifth for context and buffers.
    memoryBytes: plan.memoryBytes ?? Math.round(bytes * 1.2),
    requires: plan.requires,
    problem: null,
    addedAt: now(),
    ...facts,
  };
}

/** A name that can be part of an address and of a file name. */
function idOf(name: string): string {
  const id = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return id.slice(0, 100) || 'model';
}

async function copyAll(
  ports: ImportPorts,
  plan: ModelPlan,
  model: InstalledModel,
  onProgress: ModelProgress,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const total = Math.max(bytesOf(model), 1);
  let current = model;
  let copied = 0;
  const copyOne = async (planned: PlannedFile, withLibrary: boolean): Promise<void> => {
    const { path, file } = planned;
    const seen = (bytes: number): void => onProgress((copied += bytes) / total, path);
    const sha256 = await copy(ports, current, planned, withLibrary, seen, signal);
    const next = await changeFile(ports.db, model.id, path, { done: file.size, sha256 });
    // Deleted by the person while it was copied.
    if (!next) throw new AppError({ code: 'aborted', message: 'Stopped.' });
    current = next;
  };
  // The library first: where it lies depends on its being known as one, and the model is ready with its last file.
  if (plan.library) await copyOne(plan.library, true);
  for (const planned of plan.files) await copyOne(planned, false);
  return current;
}

/** @returns its SHA-256 */
async function copy(
  ports: ImportPorts,
  model: InstalledModel,
  { path, file, md5 }: PlannedFile,
  isLibrary: boolean,
  seen: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { db, files } = ports;
  try {
    if (model.engine === 'wllama') return await copySegments(files, model, path, file, seen, signal);
    const hashes = await hashBlob(file, { md5: md5 !== null, onBytes: (bytes) => seen(bytes.byteLength) }, signal);
    if (md5 !== null && hashes.md5 !== md5) throw modelDamaged(model.name, path);
    let pinned = model;
    if (isLibrary) {
      const library: ModelLibrary = { name: path, sha256: hashes.sha256, from: 'imported' };
      pinned = { ...model, library };
      await db.models.update(model.id, { library });
    }
    await files.putWhole(pinned, path, file);
    return hashes.sha256;
  } catch (thrown) {
    // Moved, changed or unplugged while it was read.
    if (isNamed(thrown, 'NotReadableError') || isNamed(thrown, 'NotFoundError')) throw unreadable(path);
    throw thrown;
  }
}

/** Hashed as it is written: a file of gigabytes is read once. */
async function copySegments(
  files: ModelFiles,
  model: InstalledModel,
  path: string,
  file: File,
  seen: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const writer = await files.append(model, path, 0);
  try {
    const onBytes = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      await writer.write(bytes);
      seen(bytes.byteLength);
    };
    const { sha256 } = await hashBlob(file, { onBytes }, signal);
    await writer.close();
    return sha256;
  } catch (thrown) {
    await writer.abandon();
    throw thrown;
  }
}
