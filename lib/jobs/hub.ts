import type { OfferedModel } from '../engines/catalog';
import { AppError } from '../model/error';
import type { Http, HttpReply } from '../model/http';
import type { InstalledModel, ModelFile, ModelLibrary } from '../model/installed-model';
import { checkModelPath } from '../model/model-path';
import { configFile, indexFiles } from '../model/webllm-cache';

// What a hub says of a model's files. The API is Hugging Face's (https://huggingface.co/docs/hub/api): sizes and hashes
// of all files of one commit.

export type DownloadOffer = Pick<
  OfferedModel,
  | 'id'
  | 'name'
  | 'engine'
  | 'license'
  | 'repository'
  | 'memoryBytes'
  | 'contextTokens'
  | 'requires'
  | 'library'
  | 'files'
>;

export interface HubPorts {
  readonly http: Http;
  readonly now: () => number;
  /** Libraries that lie in the package, by file name. */
  readonly packagedLibraries: () => readonly ModelLibrary[];
}

const timeoutMs = 30_000;
const mostJsonBytes = 20_000_000;
const mostPages = 20;

/**
 * What is to be fetched for a model, all of one commit, with the hashes the hub states.
 * @returns the model as it is before its first byte is here
 * @throws AppError `engine` (`modelFileMissing`, `modelGated`, `modelChanged`), `malformed`, `network`, `rate-limited`
 */
export async function planDownload(
  offer: DownloadOffer,
  ports: HubPorts,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const { hub, repo } = placeOf(offer.repository);
  const info = await getJson(ports, `${hub}/api/models/${repo}`, offer, signal);
  const commit = isRecord(info.json) ? info.json['sha'] : null;
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw notAHub(hub);
  const tree = await listTree(ports, `${hub}/api/models/${repo}/tree/${commit}?recursive=true`, offer, signal);
  const wanted = offer.files ? namedFiles(offer, tree) : mlcFiles(offer, tree);
  const files = wanted.map((entry): ModelFile => {
    const path = checkModelPath(entry.path);
    const url = `${hub}/${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const hash = entry.sha256 === null ? { sha256: null, gitSha1: entry.gitSha1 } : { sha256: entry.sha256 };
    return { path, bytes: entry.bytes, ...hash, url, done: 0 };
  });
  return {
    id: offer.id,
    name: offer.name,
    engine: offer.engine,
    state: 'partial',
    origin: 'downloaded',
    license: offer.license,
    files,
    library: ports.packagedLibraries().find(({ name }) => name === offer.library) ?? null,
    contextTokens: offer.contextTokens,
    memoryBytes: offer.memoryBytes,
    requires: offer.requires,
    problem: null,
    addedAt: ports.now(),
  };
}

interface TreeFile {
  readonly path: string;
  readonly bytes: number;
  /** Of files in large file storage; null for those in git itself. */
  readonly sha256: string | null;
  readonly gitSha1: string;
}

/** `https://huggingface.co/<owner>/<name>` */
function placeOf(repository: string): { readonly hub: string; readonly repo: string } {
  const url = new URL(repository);
  const repo = url.pathname.replace(/^\/|\/$/g, '');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repo)) throw new TypeError(`Not a model's page at a hub: ${repository}`);
  return { hub: url.origin, repo };
}

/** The list comes in pages of a thousand; the next one is named by a `Link` header. */
async function listTree(
  ports: HubPorts,
  first: string,
  offer: DownloadOffer,
  signal: AbortSignal,
): Promise<readonly TreeFile[]> {
  const files: TreeFile[] = [];
  let url: string | null = first;
  for (let page = 0; url !== null && page < mostPages; page++) {
    const { json, reply } = await getJson(ports, url, offer, signal);
    if (!Array.isArray(json)) throw notAHub(new URL(first).origin);
    for (const entry of json as readonly unknown[]) {
      const file = treeFile(entry);
      if (file) files.push(file);
    }
    const next: string | undefined = /<([^>]+)>\s*;\s*rel="?next"?/.exec(reply.headers['link'] ?? '')?.[1];
    url = next !== undefined && URL.canParse(next, url) ? new URL(next, url).href : null;
    // A list does not go on elsewhere.
    if (url !== null && new URL(url).origin !== new URL(first).origin) url = null;
  }
  return files;
}

/** `{type: 'file', path, size, oid, lfs?: {oid, size}}`: `oid` is git's, `lfs.oid` the SHA-256 of the content. */
function treeFile(entry: unknown): TreeFile | null {
  if (!isRecord(entry) || entry['type'] !== 'file') return null;
  const { path, oid, lfs } = entry;
  const sha256 = isRecord(lfs) && typeof lfs['oid'] === 'string' ? lfs['oid'].replace(/^sha256:/, '') : null;
  const bytes = isRecord(lfs) ? lfs['size'] : entry['size'];
  if (typeof path !== 'string' || typeof oid !== 'string' || !/^[0-9a-f]{40}$/.test(oid)) return null;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 1) return null;
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256)) return null;
  return { path, bytes, sha256, gitSha1: oid };
}

function namedFiles(offer: DownloadOffer, tree: readonly TreeFile[]): readonly TreeFile[] {
  return (offer.files ?? []).map((wanted) => {
    const found = tree.find(({ path }) => path === wanted.path);
    if (!found) throw fileMissing(offer.name, wanted.path);
    const other = wanted.sha256 !== null && found.sha256 !== wanted.sha256;
    if (other || (wanted.bytes !== null && found.bytes !== wanted.bytes)) throw changed(offer.name, wanted.path);
    return found;
  });
}

const tokenizerNames = /^(tokenizer\.(json|model)|tokenizer_config\.json|vocab\.json|merges\.txt|added_tokens\.json)$/;

/** What web-llm reads of a repository; the rest is pictures, logs and words. */
function mlcFiles(offer: DownloadOffer, tree: readonly TreeFile[]): readonly TreeFile[] {
  const named = (test: (path: string) => boolean): readonly TreeFile[] => tree.filter(({ path }) => test(path));
  const index = [...indexFiles].reverse().find((name) => tree.some(({ path }) => path === name));
  const shards = named((path) => /^params_shard_\d+\.bin$/.test(path));
  const tokenizers = named((path) => tokenizerNames.test(path));
  const config = named((path) => path === configFile);
  const missing = [
    ...(config.length === 0 ? [configFile] : []),
    ...(index === undefined ? [indexFiles.at(-1) ?? ''] : []),
    ...(shards.length === 0 ? ['params_shard_0.bin'] : []),
    ...(tokenizers.some(({ path }) => /^tokenizer\.(json|model)$/.test(path)) ? [] : ['tokenizer.json']),
  ];
  if (missing.length > 0) throw fileMissing(offer.name, missing.join(', '));
  return [...config, ...named((path) => path === index), ...tokenizers, ...shards];
}

interface Got {
  readonly json: unknown;
  readonly reply: HttpReply;
}

async function getJson({ http, now }: HubPorts, url: string, offer: DownloadOffer, signal: AbortSignal): Promise<Got> {
  const request = {
    url,
    accept: 'application/json',
    credentials: 'omit',
    timeoutMs,
    maxBytes: mostJsonBytes,
    redirect: 'follow',
  } as const;
  const reply = await http(request, signal);
  const refusal = hubRefusal(reply.status, reply.headers['retry-after'] ?? null, offer.name, offer.repository, now());
  if (refusal) throw refusal;
  try {
    return { json: JSON.parse(new TextDecoder().decode(reply.bytes)) as unknown, reply };
  } catch {
    throw notAHub(new URL(url).origin);
  }
}

/**
 * Names a status that is no success; null where it is one.
 * @param what the file or repository that was asked for
 */
export function hubRefusal(
  status: number,
  retryAfter: string | null,
  name: string,
  what: string,
  now: number,
): AppError | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) {
    return engineError(
      'modelGated',
      [name],
      `The hub gives “${name}” only to people who signed in and accepted its licence. Download it there, then import it.`,
    );
  }
  if (status === 404 || status === 410) return fileMissing(name, what);
  if (status === 429) {
    const seconds = Number(retryAfter ?? '60');
    const wait = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) : 60;
    const message = 'The hub asked to slow down.';
    return new AppError({ code: 'rate-limited', reason: 'rateLimited', message, dueAt: now + wait * 1000 });
  }
  const message = `The hub answered with error ${status}.`;
  return new AppError({ code: 'network', reason: 'serverError', params: [String(status)], message });
}

export function fileMissing(name: string, path: string): AppError {
  const shown = path.slice(0, 200);
  return engineError(
    'modelFileMissing',
    [name, shown],
    `The hub has no file ${shown} for the model “${name}”. It may have been moved; choose another model, or import this one.`,
  );
}

function changed(name: string, path: string): AppError {
  return engineError(
    'modelChanged',
    [name, path],
    `The file ${path} of “${name}” at the hub is not the one Heddle knows. Choose another model, or import this one.`,
  );
}

function notAHub(hub: string): AppError {
  const message = `${hub} did not answer as a model hub does. Try again later.`;
  return new AppError({ code: 'network', reason: 'hubReply', params: [hub], message });
}

function engineError(reason: string, params: readonly string[], message: string): AppError {
  return new AppError({ code: 'engine', reason, params, message });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
