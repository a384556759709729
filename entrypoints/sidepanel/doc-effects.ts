import type { AddedFiles } from '../../components/effects';
import { guardFetch } from '../../lib/jobs/offline';
import { isDiskFull } from '../../lib/base/disk-full';
import { serverKeys } from '../../lib/jobs/server-keys';
import { send } from '../../lib/messaging/messenger';
import type { TokenCounter } from '../../lib/model/doc';
import { AppError, toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { ModelChoice } from '../../lib/model/generate';
import { maxFileBytes } from '../../lib/readers/limits';
import { docTooLarge } from '../../lib/readers/refusal';
import type { HeddleDb } from '../../lib/store/db';
import { opfsFiles } from '../../lib/store/files';

// What pages do with documents: bytes go into the file store here, and the background is told of them.

/** Puts files into the store, one after the other: each is in memory while it is hashed. */
export async function addFiles(
  files: readonly File[],
  onFile: (place: number, name: string) => void = () => undefined,
): Promise<AddedFiles> {
  const store = opfsFiles();
  const kept: { name: string; mediaType: string; bytes: number; hash: string }[] = [];
  const refused: AddedFiles['refused'][number][] = [];
  for (const [place, file] of files.entries()) {
    const { name, size, type } = file;
    onFile(place, name);
    try {
      if (size > maxFileBytes) throw docTooLarge(name, maxFileBytes);
      const bytes = new Uint8Array(await bytesOf(file));
      kept.push({ name, mediaType: type, bytes: size, hash: await store.putFile(bytes, type) });
    } catch (thrown) {
      refused.push({ name, problem: isDiskFull(thrown) ? noRoomFor(name) : toErrorInfo(thrown) });
    }
  }
  if (kept.length === 0) return { docIds: [], refused };
  const { docIds } = await send('docs.add', { files: kept, ocr: false, ocrLanguages: [] });
  return { docIds, refused };
}

function noRoomFor(name: string): ErrorInfo {
  const message = `There is no room left for “${name}”. Delete documents, jobs or models you no longer need, or free disk space, then add it again.`;
  return { code: 'storage-full', reason: 'docNoRoom', params: [name], message };
}

async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    // A folder, or a file that was moved or changed since it was chosen.
    const params = [file.name];
    const message = `“${file.name}” cannot be read: it is a folder, or it was moved. Choose the files themselves.`;
    throw new AppError({ code: 'unsupported', reason: 'docUnreadable', params, message }, { cause });
  }
}

/** One counter at a time is kept: reading a vocabulary takes a second. */
export function counterOf(db: HeddleDb): (choice: ModelChoice | null) => Promise<TokenCounter> {
  let last: { readonly id: string; readonly counter: Promise<TokenCounter> } | null = null;
  const read = async (id: string): Promise<TokenCounter> => {
    const [{ counterOf: of }, { modelFiles, openModel }] = await Promise.all([
      import('../../lib/engines/tokenizer'),
      import('../../lib/store/models'),
    ]);
    return of(await openModel(db, modelFiles(), id));
  };
  const estimated = async (): Promise<TokenCounter> => (await import('../../lib/engines/estimate')).estimateCounter();
  return (choice) => {
    if (choice === null || choice.engine === 'server') return estimated();
    if (last?.id !== choice.model) last = { id: choice.model, counter: read(choice.model) };
    // A model that cannot be opened is told of where it is used; here its tokens are estimated.
    return last.counter.catch(() => {
      last = null;
      return estimated();
    });
  };
}

export async function listServerModels(db: HeddleDb, url: string): Promise<readonly string[]> {
  const { serverModels } = await import('../../lib/engines/server');
  const key = await serverKeys(db)(url);
  return serverModels(
    guardFetch(db, (input, init) => fetch(input, init)),
    url,
    key,
    AbortSignal.timeout(30_000),
  );
}
