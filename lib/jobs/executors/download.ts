import { isDiskFull } from '../../base/disk-full';
import { hashBlob } from '../../base/hash-blob';
import { AppError } from '../../model/error';
import type { InstalledModel, ModelFile } from '../../model/installed-model';
import type { HeddleDb } from '../../store/db';
import type { ModelFiles, SegmentWriter } from '../../store/model-files';
import { changeFile, checkRoom, modelDamaged, noRoom, readModel, type ModelFacts } from '../../store/models';
import { hubRefusal } from '../hub';

export interface DownloadPorts {
  readonly db: HeddleDb;
  readonly files: ModelFiles;
  /** Guarded: in offline mode it lets nothing through. */
  readonly fetchIt: typeof fetch;
  readonly now: () => number;
  /** Looks at a whole GGUF file. @throws AppError where it is none */
  readonly checkGguf: (file: File) => Promise<ModelFacts>;
  /** Nothing for this long is the end of a connection; default 60 s. */
  readonly stallMs?: number;
}

/** @param doneBytes of the file that are here */
export type DownloadProgress = (doneBytes: number, bytes: number) => void;

const stallMs = 60_000;
/** Up to here a file is fetched anew, not gone on with: small files may come compressed, and then have no ranges. */
const resumeFromBytes = 1_000_000;
/** How often the row is told. */
const rowBytes = 16 * 1024 * 1024;

/**
 * Fetches one file of a model, from where it stopped before, and checks it before it counts. With the last one, the
 * model is ready.
 * @throws AppError `network` (cut, stalled, 5xx: goes on next time), `rate-limited`, `engine` (`modelFileMissing`,
 *   `modelGated`, `modelDamaged`: deleted), `storage-full`, `gone` where the model was deleted, `aborted`
 */
export async function downloadFile(
  ports: DownloadPorts,
  modelId: string,
  path: string,
  onProgress: DownloadProgress,
  signal: AbortSignal,
): Promise<void> {
  const { db, files } = ports;
  try {
    const model = await readModel(db, modelId);
    const file = model.files.find((one) => one.path === path);
    if (file?.url == null) throw modelGone(model.name);
    const here = await partHere(ports, model, file);
    onProgress(here, file.bytes);
    if (here < file.bytes) {
      await checkRoom(files, roomFor(model, file, here));
      await receive(ports, model, file, here, onProgress, signal);
    }
    await settleFile(ports, model, file, signal);
  } catch (thrown) {
    if (signal.aborted) throw new AppError({ code: 'aborted', message: 'Stopped.' });
    throw thrown;
  }
}

/** Bytes that are still needed: files of web-llm lie in two places while they are moved. */
function roomFor(model: InstalledModel, file: ModelFile, here: number): number {
  return file.bytes - here + (model.engine === 'webllm' ? file.bytes : 0);
}

/** What is missing after a write found no room. */
async function roomMissing({ files }: DownloadPorts, model: InstalledModel, file: ModelFile): Promise<AppError> {
  // Firefox does not even read where nothing is left.
  const part = await files.open(model, file.path).catch(() => null);
  const here = part?.size ?? 0;
  return noRoom(roomFor(model, file, here), await files.freeBytes());
}

/** Bytes to go on from. */
async function partHere({ files }: DownloadPorts, model: InstalledModel, file: ModelFile): Promise<number> {
  const size = (await files.open(model, file.path))?.size ?? 0;
  if (size === file.bytes || (size < file.bytes && size >= resumeFromBytes)) return size;
  if (size > 0) await files.deleteFile(model, file.path);
  return 0;
}

async function receive(
  ports: DownloadPorts,
  model: InstalledModel,
  file: ModelFile,
  from: number,
  onProgress: DownloadProgress,
  signal: AbortSignal,
): Promise<void> {
  const watchdog = new Watchdog(ports.stallMs ?? stallMs);
  const until = AbortSignal.any([signal, watchdog.signal]);
  let [writer, at]: [SegmentWriter | null, number] = [null, from];
  try {
    const response = await ask(ports.fetchIt, file, from, until);
    watchdog.feed();
    at = startOf(response, file, from);
    const refusal = refusalOf(ports, model, file, response);
    if (refusal) {
      await response.body?.cancel();
      throw refusal;
    }
    if (!response.body) throw cut(file.path, 'no body');
    writer = await ports.files.append(model, file.path, at);
    await takeEtag(ports.db, model, file, response);
    let told = at;
    const reader = response.body.getReader();
    until.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
    for (;;) {
      const { done, value } = await reader.read();
      until.throwIfAborted();
      if (done) break;
      watchdog.feed();
      if (at + value.byteLength > file.bytes) {
        await reader.cancel();
        throw modelDamaged(model.name, file.path);
      }
      await writer.write(value);
      at += value.byteLength;
      onProgress(at, file.bytes);
      if (at - told < rowBytes) continue;
      told = at;
      if (!(await changeFile(ports.db, model.id, file.path, { done: Math.min(at, file.bytes - 1) }))) {
        throw modelGone(model.name);
      }
    }
    await writer.close();
    if (at < file.bytes) throw cut(file.path, `${at} of ${file.bytes} bytes`);
  } catch (thrown) {
    await keepPart(writer, thrown);
    if (isDamage(thrown)) await ports.files.deleteFile(model, file.path);
    else if (writer) await tellPart(ports, model, file);
    throw await nameFailure(ports, model, file, thrown, signal, watchdog);
  } finally {
    watchdog.stop();
  }
}

function ask(fetchIt: typeof fetch, file: ModelFile, from: number, signal: AbortSignal): Promise<Response> {
  const range = { range: `bytes=${from}-`, ...(file.etag === undefined ? {} : { 'if-range': file.etag }) };
  return fetchIt(file.url ?? '', {
    headers: from > 0 ? range : {},
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    signal,
  });
}

/** 0 where the server begins anew: it knows no ranges, or has another file by now. */
function startOf(response: Response, file: ModelFile, from: number): number {
  if (response.status !== 206) return 0;
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range')?.trim() ?? '');
  const [, start, , total] = range ?? [];
  // Across origins the header may be hidden; then the hash at the end decides.
  if (!range) return from;
  if (Number(start) === from && (total === '*' || Number(total) === file.bytes)) return from;
  throw cut(file.path, `another range than asked for: ${range[0]}`);
}

function refusalOf(
  { now }: DownloadPorts,
  model: InstalledModel,
  file: ModelFile,
  response: Response,
): AppError | null {
  // More is here than there is: begun anew the next time.
  if (response.status === 416) return modelDamaged(model.name, file.path);
  return hubRefusal(response.status, response.headers.get('retry-after'), model.name, file.path, now());
}

/** Weak ones say only that the meaning is the same: not enough to join two halves. */
async function takeEtag(db: HeddleDb, model: InstalledModel, file: ModelFile, response: Response): Promise<void> {
  const etag = response.headers.get('etag');
  if (etag === null || !/^"[^"]{1,200}"$/.test(etag) || etag === file.etag) return;
  await changeFile(db, model.id, file.path, { etag });
}

/** What came is kept, but where writing itself failed. */
async function keepPart(writer: SegmentWriter | null, thrown: unknown): Promise<void> {
  if (isDiskFull(thrown)) return writer?.abandon();
  try {
    await writer?.close();
  } catch {
    await writer?.abandon();
  }
}

async function tellPart({ db, files }: DownloadPorts, model: InstalledModel, file: ModelFile): Promise<void> {
  const done = (await files.open(model, file.path))?.size ?? 0;
  // Never all of it: whole is what was checked.
  const told = await changeFile(db, model.id, file.path, { done: Math.max(Math.min(done, file.bytes - 1), 0) });
  // Deleted meanwhile: nobody would ever find what was written since.
  if (!told) await files.deleteModel(model);
}

async function settleFile(
  ports: DownloadPorts,
  model: InstalledModel,
  file: ModelFile,
  signal: AbortSignal,
): Promise<void> {
  const { db, files, checkGguf } = ports;
  const { path } = file;
  const there = await files.open(model, path);
  const gitSha1 = file.gitSha1 !== undefined && file.sha256 === null;
  const hashes = there && (await hashBlob(there, { gitSha1 }, signal));
  const sound =
    hashes && (file.sha256 === null ? !gitSha1 || hashes.gitSha1 === file.gitSha1 : hashes.sha256 === file.sha256);
  if (!sound) {
    await files.deleteFile(model, path);
    await changeFile(db, model.id, path, { done: 0 });
    throw modelDamaged(model.name, path);
  }
  const facts = model.engine === 'wllama' && /\.gguf$/i.test(path) ? await checkGguf(there) : null;
  try {
    await files.seal(model, path);
  } catch (thrown) {
    throw isDiskFull(thrown) ? await roomMissing(ports, model, file) : thrown;
  }
  const contextTokens = model.contextTokens ?? facts?.contextTokens ?? null;
  const change = { done: file.bytes, sha256: hashes.sha256 };
  if (!(await changeFile(db, model.id, path, change, { contextTokens }))) {
    await files.deleteModel(model);
    throw modelGone(model.name);
  }
}

async function nameFailure(
  ports: DownloadPorts,
  model: InstalledModel,
  file: ModelFile,
  thrown: unknown,
  signal: AbortSignal,
  watchdog: Watchdog,
): Promise<unknown> {
  if (thrown instanceof AppError) return thrown;
  if (signal.aborted) return new AppError({ code: 'aborted', message: 'Stopped.' });
  if (isDiskFull(thrown)) return roomMissing(ports, model, file);
  if (watchdog.signal.aborted) {
    const seconds = String(Math.round(watchdog.ms / 1000));
    const message = `Nothing came for ${seconds} seconds. The download goes on from where it is.`;
    return new AppError({ code: 'network', reason: 'downloadStalled', params: [seconds], message });
  }
  // A TypeError is what fetch throws for whatever happened to the connection.
  return thrown instanceof TypeError ? cut(file.path, String(thrown)) : thrown;
}

function cut(path: string, detail: string): AppError {
  const message = `The connection broke while ${path} was fetched. The download goes on from where it is.`;
  return new AppError({
    code: 'network',
    reason: 'downloadCut',
    params: [path],
    message,
    detail: detail.slice(0, 200),
  });
}

function modelGone(name: string): AppError {
  const message = `The model “${name}” was deleted while it was fetched.`;
  return new AppError({ code: 'gone', reason: 'modelGone', params: [name], message });
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.info.reason === 'modelDamaged';
}

/** Fires where it is not fed for a while. */
class Watchdog {
  readonly ms: number;
  readonly #fired = new AbortController();
  #timer: ReturnType<typeof setTimeout>;

  constructor(ms: number) {
    this.ms = ms;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#fired.signal;
  }

  feed(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#fired.abort(new DOMException('Nothing came', 'TimeoutError')), this.ms);
  }
}
