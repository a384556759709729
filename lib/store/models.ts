import { isDiskFull } from '../base/disk-full';
import { hashBlob } from '../base/hash-blob';
import { AppError, type ErrorInfo } from '../model/error';
import type { InstalledModel, ModelAccess, ModelFile } from '../model/installed-model';
import type { HeddleDb } from './db';
import type { ModelFiles } from './model-files';

export { modelFiles, type ModelFiles } from './model-files';

/** Whether what is done so far is also right is seen by `verifyModel` and when a file was fetched. */
function isWhole(file: ModelFile): boolean {
  return file.done === file.bytes;
}

/** @throws AppError `engine` (reason `modelUnknown`, `modelDamaged`) */
export async function openModel(db: HeddleDb, files: ModelFiles, id: string): Promise<ModelAccess> {
  const model = await readModel(db, id);
  const short = model.files.find((file) => !isWhole(file));
  if (model.state !== 'ready' || short) throw modelDamaged(model.name, short?.path ?? id);
  return {
    model,
    async open(path) {
      const file = model.files.some((one) => one.path === path) ? await files.open(model, path) : null;
      const bytes = model.files.find((one) => one.path === path)?.bytes;
      if (!file || file.size !== bytes) throw modelDamaged(model.name, path);
      return file;
    },
  };
}

/** @throws AppError `engine` (reason `modelUnknown`) */
export async function readModel(db: HeddleDb, id: string): Promise<InstalledModel> {
  const model = await db.models.get(id);
  if (model) return model;
  throw new AppError({
    code: 'engine',
    reason: 'modelUnknown',
    params: [id],
    message: `There is no model “${id}” here. Choose one on the Models page, or download or import it.`,
  });
}

/** @param what the file, or what is wrong with it */
export function modelDamaged(name: string, what: string): AppError {
  const shown = what.slice(0, 200);
  return new AppError({
    code: 'engine',
    reason: 'modelDamaged',
    params: [name, shown],
    message: `The model “${name}” is damaged or incomplete (${shown}). Delete it, then download or import it again.`,
  });
}

/** Share of a model that is read or written, 0 … 1, and the file at hand. */
export type ModelProgress = (fraction: number, path: string) => void;

/**
 * Reads every file and compares it with what was taken down of it. A file that is not what it should be is deleted, and
 * the model marked `damaged`; a downloaded one can be made whole by downloading it again.
 * @returns the model as it is then
 * @throws AppError `engine` (reason `modelUnknown`), the signal's reason
 */
export async function verifyModel(
  db: HeddleDb,
  files: ModelFiles,
  id: string,
  onProgress: ModelProgress,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const model = await readModel(db, id);
  const total = Math.max(bytesDone(model), 1);
  let read = 0;
  let problem: ErrorInfo | null = null;
  for (const file of model.files) {
    if (!isWhole(file)) continue;
    const onBytes = (bytes: Uint8Array): void => onProgress((read += bytes.byteLength) / total, file.path);
    if (await isSound(model, files, file, onBytes, signal)) continue;
    await files.deleteFile(model, file.path);
    await changeFile(db, id, file.path, { done: 0 });
    problem ??= modelDamaged(model.name, file.path).info;
  }
  await db.transaction('rw', db.models, async () => {
    const current = await db.models.get(id);
    if (current) await db.models.put(judged(current, problem));
  });
  return readModel(db, id);
}

async function isSound(
  model: InstalledModel,
  files: ModelFiles,
  file: ModelFile,
  onBytes: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const there = await files.open(model, file.path);
  if (there?.size !== file.bytes) return false;
  const gitSha1 = file.sha256 === null && file.gitSha1 !== undefined;
  const hashes = await hashBlob(there, { gitSha1, onBytes }, signal);
  if (file.sha256 !== null) return hashes.sha256 === file.sha256;
  return file.gitSha1 === undefined || hashes.gitSha1 === file.gitSha1;
}

/** Its state by its files. */
function judged(model: InstalledModel, problem: ErrorInfo | null): InstalledModel {
  if (problem) return { ...model, state: 'damaged', problem };
  if (model.files.every(isWhole)) return { ...model, state: 'ready', problem: null };
  return model;
}

/**
 * Takes down a change of one file; with the last one that is whole, the model is ready.
 * @param facts told with the last file, such as what its header says
 * @returns the model as it is then; null: it was deleted meanwhile
 */
export async function changeFile(
  db: HeddleDb,
  id: string,
  path: string,
  change: Partial<Pick<ModelFile, 'done' | 'sha256' | 'etag'>>,
  facts: ModelFacts | null = null,
): Promise<InstalledModel | null> {
  return db.transaction('rw', db.models, async () => {
    const model = await db.models.get(id);
    if (!model) return null;
    const files = model.files.map((file) => (file.path === path ? { ...file, ...change } : file));
    const next = { ...model, ...facts, files };
    const ready = files.every(isWhole);
    const changed: InstalledModel = ready ? { ...next, state: 'ready', problem: null } : next;
    await db.models.put(changed);
    return changed;
  });
}

/** What the files of a model say of it. */
export type ModelFacts = Partial<Pick<InstalledModel, 'name' | 'contextTokens' | 'memoryBytes' | 'license'>>;

/** Deletes a model with its files; does nothing where there is none. */
export async function deleteModel(db: HeddleDb, files: ModelFiles, id: string): Promise<void> {
  const model = await db.models.get(id);
  if (!model) return;
  // Marked first: a kill in between leaves a model that says that it is not whole, and can be deleted again.
  const marked = db.models.put({
    ...model,
    state: 'partial',
    files: model.files.map((file) => ({ ...file, done: 0 })),
  });
  // Where there is no room for the mark, deleting the files is what makes room.
  await marked.catch((thrown: unknown) => {
    if (!isDiskFull(thrown)) throw thrown;
  });
  await files.deleteModel(model);
  await db.models.delete(id);
}

export interface ModelStorage {
  /** Of all models together. */
  readonly modelBytes: number;
  /** Of each, by its id. */
  readonly byModel: ReadonlyMap<string, number>;
  /** What the browser would still give; null: it does not say. */
  readonly freeBytes: number | null;
}

/** What models take on the disk, and what is left. */
export async function storageOf(db: HeddleDb, files: ModelFiles): Promise<ModelStorage> {
  const byModel = new Map<string, number>();
  await db.models.each((model) => byModel.set(model.id, bytesDone(model)));
  const modelBytes = [...byModel.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { modelBytes, byModel, freeBytes: await files.freeBytes() };
}

export function bytesDone(model: Pick<InstalledModel, 'files'>): number {
  return model.files.reduce((sum, file) => sum + file.done, 0);
}

/** @throws AppError `storage-full` where fewer bytes are free than are needed */
export async function checkRoom(files: ModelFiles, neededBytes: number): Promise<void> {
  const free = await files.freeBytes();
  if (free !== null && free < neededBytes) throw noRoom(neededBytes, free);
}

/** @param freeBytes what the browser says; null: nothing. What would be enough is not told: that was no measure of the disk */
export function noRoom(neededBytes: number, freeBytes: number | null): AppError {
  const megabytes = (bytes: number): string => Math.ceil(bytes / 1_000_000).toLocaleString('en');
  const needed = megabytes(neededBytes);
  if (freeBytes === null || freeBytes >= neededBytes) {
    return new AppError({
      code: 'storage-full',
      reason: 'modelNoRoom',
      params: [needed],
      message: `The browser has no room for ${needed} MB. Delete models or jobs you do not need, or free disk space.`,
    });
  }
  const free = megabytes(freeBytes);
  return new AppError({
    code: 'storage-full',
    reason: 'modelNoRoomOf',
    params: [needed, free],
    message: `The model needs ${needed} MB more, and the browser has ${free} MB left. Delete models or jobs you do not need, or free disk space.`,
  });
}
