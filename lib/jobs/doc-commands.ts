import { originPattern } from '../base/origin';
import { clean } from '../clean';
import { AppError } from '../model/error';
import type { Section } from '../model/doc';
import type { ImportSpec } from '../model/generate';
import { imageKey, imageKeyPattern } from '../model/image';
import { sourceText } from '../model/source-text';
import type { Post, Thread } from '../model/thread';
import type { DocRow } from '../store/db';
import { addReadDoc, createImport, deleteDoc, newDoc, readAgain } from '../store/docs';
import { resume } from '../store/jobs';
import { listPosts } from '../store/queries';
import type { CommandPorts } from './commands';
import { newJob } from './plan';

/** A file that is in the file store already. */
export interface StoredDoc {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly hash: string;
}

/** How documents are read. */
export type ReadOptions = Pick<ImportSpec, 'ocr' | 'ocrLanguages'>;

const longestPageBytes = 50_000_000;

/** What a person does with documents. */
export class DocCommands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /** Has files read that a page has put into the file store. */
  async add(
    files: readonly StoredDoc[],
    options: ReadOptions,
  ): Promise<{ readonly jobId: string; readonly docIds: readonly string[] }> {
    const docs = files.map((file) => ({ ...file, origin: 'file' as const, url: null }));
    return this.#import(docs, options);
  }

  /** Keeps a page as the person's browser shows it; no request is made. */
  async addPage(page: {
    readonly url: string;
    readonly title: string;
    readonly html: string;
  }): Promise<{ readonly docId: string }> {
    const bytes = new TextEncoder().encode(page.html);
    return this.#addHtml(bytes, page.url, page.title, 'page');
  }

  /**
   * Fetches a page or a file. Outside of all lanes: it follows a click, and answers it.
   * @throws AppError `permission` where the host is not granted, `unsupported` for what is no address
   */
  async addUrl(address: string): Promise<{ readonly docId: string }> {
    const url = webAddress(address);
    const origin = originPattern(url.href);
    if (!(await this.#ports.granted(origin))) {
      throw new AppError({
        code: 'permission',
        reason: 'permissionNeeded',
        params: [origin],
        message: `Heddle may not read ${url.hostname} yet. Press Allow and confirm in the browser's question.`,
      });
    }
    const reply = await this.#ports.http(
      {
        url: url.href,
        accept: 'text/html,application/pdf,*/*',
        credentials: 'include',
        timeoutMs: 120_000,
        maxBytes: longestPageBytes,
        redirect: 'follow',
      },
      new AbortController().signal,
    );
    if (reply.status >= 400) throw refusedAddress(url.href, reply.status);
    const mediaType = reply.headers['content-type'] ?? 'text/html';
    const name = fileName(reply.url);
    return this.#addBytes(reply.bytes, { name, mediaType, origin: 'url', url: reply.url });
  }

  /** Makes a document of a scraped thread: one section a post, as Markdown. */
  async addThread(jobId: string, threadId: string): Promise<{ readonly docId: string }> {
    const { db, newId, now } = this.#ports;
    const row = await db.threads.get([jobId, threadId]);
    const thread = row?.thread;
    if (!thread) {
      throw new AppError({ code: 'gone', reason: 'threadGone', message: 'This thread is not stored any more.' });
    }
    const sections = threadSections(thread, await listPosts(db, jobId, threadId));
    if (sections.length === 0) {
      const params = [thread.title];
      throw new AppError({ code: 'unsupported', reason: 'docEmpty', params, message: `${thread.title} has no text.` });
    }
    const docId = newId();
    const doc = newDoc({
      id: docId,
      jobId: '',
      name: thread.title || thread.url,
      origin: 'thread',
      url: thread.url,
      mediaType: 'text/markdown',
      bytes: 0,
      hash: null,
      createdAt: now(),
    });
    const text = { title: thread.title, sections, pages: null, scannedPages: [], remarks: [] };
    await addReadDoc(db, doc, 'thread', text);
    return { docId };
  }

  /** Reads a document once more, with other options: its scanned pages, for instance. */
  async readAgain(docId: string, options: ReadOptions): Promise<void> {
    const { db, newId, now } = this.#ports;
    const doc = await db.docs.get(docId);
    if (!doc || doc.hash === null) return;
    const spec: ImportSpec = { kind: 'import', docIds: [docId], ...options };
    const job = newJob(newId(), doc.name, spec, now());
    await readAgain(db, job, docId, now());
  }

  async delete(docId: string): Promise<void> {
    const { db, files, now } = this.#ports;
    await deleteDoc(db, docId, now(), (hash) => files.deleteFile(hash));
    await this.#resumeReading();
  }

  /** Reading that a full disk or a fault of ours stopped: it has no page of its own to be resumed on. */
  async #resumeReading(): Promise<void> {
    const { db, now } = this.#ports;
    const stopped = await db.jobs.where('state').anyOf('paused', 'failed').toArray();
    for (const { id, kind, pause } of stopped) {
      if (kind === 'import' && pause !== 'user') await resume(db, id, [], now());
    }
  }

  /** Deletes all of them. */
  async clear(): Promise<void> {
    for (const id of await this.#ports.db.docs.toCollection().primaryKeys()) await this.delete(id);
  }

  async #addHtml(
    bytes: Uint8Array<ArrayBuffer>,
    url: string,
    title: string,
    origin: 'page',
  ): Promise<{ readonly docId: string }> {
    return this.#addBytes(bytes, { name: title.trim() || url, mediaType: 'text/html;charset=utf-8', origin, url });
  }

  async #addBytes(
    bytes: Uint8Array<ArrayBuffer>,
    of: Pick<DocRow, 'name' | 'mediaType' | 'origin' | 'url'>,
  ): Promise<{ readonly docId: string }> {
    const hash = await this.#ports.files.putFile(bytes, of.mediaType);
    const { docIds } = await this.#import([{ ...of, bytes: bytes.byteLength, hash }], { ocr: false, ocrLanguages: [] });
    return { docId: docIds[0] ?? '' };
  }

  async #import(
    files: readonly (StoredDoc & Pick<DocRow, 'origin' | 'url'>)[],
    options: ReadOptions,
  ): Promise<{ readonly jobId: string; readonly docIds: readonly string[] }> {
    const { db, newId, now } = this.#ports;
    const jobId = newId();
    const createdAt = now();
    // Listed newest first: the first of many stands first.
    const docs = files.map((file, n) => newDoc({ ...file, id: newId(), jobId, createdAt: createdAt - n }));
    const docIds = docs.map(({ id }) => id);
    const job = newJob(jobId, docs[0]?.name ?? '', { kind: 'import', docIds, ...options }, createdAt);
    await createImport(db, job, docs, createdAt);
    await this.#resumeReading();
    return { jobId, docIds };
  }
}

function threadSections(thread: Thread, posts: readonly Post[]): readonly Section[] {
  return posts.flatMap((post) => {
    const baseUrl = post.url === '' ? thread.url : post.url;
    const rendered = sourceText(post) ?? clean(post.html, 'faithful', { baseUrl, image: imageKey, site: thread.site });
    // A document is text: what stood for a picture names nothing here.
    const text = rendered.replace(imageKeyPattern, '').trim();
    if (text === '' || post.state === 'deleted') return [];
    return [{ headings: thread.title === '' ? [] : [thread.title], page: null, text }];
  });
}

function webAddress(text: string): URL {
  const typed = text.trim();
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new AppError({
    code: 'unsupported',
    reason: 'notAnAddress',
    params: [typed.slice(0, 100)],
    message: `${typed.slice(0, 100)} is no web address. It begins with https://.`,
  });
}

function refusedAddress(url: string, status: number): AppError {
  return new AppError({
    code: status === 404 || status === 410 ? 'gone' : 'forbidden',
    reason: 'addressRefused',
    params: [url, String(status)],
    message: `${url} answered with status ${status}. Open it in a tab and use “This page”.`,
    url,
  });
}

function fileName(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '');
  if (last === undefined) return hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
