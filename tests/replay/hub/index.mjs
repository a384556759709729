import { createHash } from 'node:crypto';
import http from 'node:http';

// A hub of models as Hugging Face's API shows one: our own, for tests. It serves generated files.

/**
 * @typedef {object} HubFault
 * @property {'status' | 'cut' | 'stall' | 'wrong-bytes' | 'no-range' | 'other-range' | 'too-long' | 'slow'} kind
 * @property {string} [path] end of the path it strikes; absent: any file
 * @property {number} [times]
 * @property {number} [after] how many matching requests pass first
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {number} [atByte] of `cut` and `stall`: how much of the body comes
 * @property {number} [delayMs] of `slow`, between two pieces
 */

/** @typedef {{method: string, path: string, range: string | null, headers: http.IncomingHttpHeaders, bytes: number}} HubRequest */

/**
 * Bytes that repeat nowhere and are always the same.
 * @param {number} length
 * @param {number} [seed]
 */
export function madeBytes(length, seed = 1) {
  const bytes = new Uint8Array(length);
  let x = (seed * 2654435761) >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    bytes[i] = x & 255;
  }
  return bytes;
}

/**
 * @param {Record<string, Record<string, Uint8Array>>} repos files by path, by `owner/name`
 * @param {{pageSize?: number, lfsFrom?: number, port?: number}} [options] pageSize: entries a page of the list;
 *   lfsFrom: from this size on, files are in large file storage
 */
export async function startHub(repos, { pageSize = 1000, lfsFrom = 1000, port = 0 } = {}) {
  const commit = createHash('sha1').update(Object.keys(repos).join()).digest('hex');
  /** @type {HubRequest[]} */
  const requests = [];
  /** @type {(HubFault & {left: number, skip: number})[]} */
  const faults = [];

  /** @param {string} path */
  const strike = (path) => {
    for (const fault of faults) {
      if (fault.left <= 0 || (fault.path !== undefined && !path.endsWith(fault.path))) continue;
      if (fault.skip-- > 0) continue;
      fault.left--;
      return fault;
    }
    return null;
  };

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const path = decodeURIComponent(url.pathname);
    /** @type {HubRequest} */
    const entry = {
      method: request.method ?? '',
      path,
      range: request.headers.range ?? null,
      headers: request.headers,
      bytes: 0,
    };
    requests.push(entry);
    const [, repo = '', rest = ''] = /^\/(?:api\/models\/)?([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
    const files = repos[repo];
    const fault = strike(path);
    if (fault?.kind === 'status') {
      response.writeHead(fault.status ?? 500, fault.headers ?? {});
      response.end('Out of order');
    } else if (!files) json(response, 401, { error: 'Repository not found' });
    else if (!path.startsWith('/api/')) serve(entry, response, files, rest, fault);
    else if (rest === '') json(response, 200, { id: repo, sha: commit, gated: false });
    else list(response, files, rest, url);
  });

  /** @param {http.ServerResponse} response @param {Record<string, Uint8Array>} files @param {string} rest @param {URL} url */
  function list(response, files, rest, url) {
    if (rest !== `/tree/${commit}`) return json(response, 404, { error: 'Revision not found' });
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const all = [
      { type: 'directory', oid: '0'.repeat(40), size: 0, path: 'folder' },
      ...Object.entries(files).map(([path, bytes]) => treeEntry(path, bytes, lfsFrom)),
    ];
    if (from + pageSize < all.length) {
      url.searchParams.set('cursor', String(from + pageSize));
      response.setHeader('link', `<http://127.0.0.1:${bound()}${url.pathname}${url.search}>; rel="next"`);
    }
    json(response, 200, all.slice(from, from + pageSize));
  }

  /**
   * @param {HubRequest} entry
   * @param {http.ServerResponse} response
   * @param {Record<string, Uint8Array>} files
   * @param {string} rest
   * @param {HubFault | null} fault
   */
  function serve(entry, response, files, rest, fault) {
    const path = rest.replace(`/resolve/${commit}/`, '');
    const bytes = files[path];
    if (!bytes) return json(response, 404, { error: 'Entry not found' });
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    const wanted = /^bytes=(\d+)-$/.exec(entry.range ?? '');
    const fresh = entry.headers['if-range'] === undefined || entry.headers['if-range'] === etag;
    const ranged = wanted !== null && fresh && fault?.kind !== 'no-range';
    const from = ranged ? Number(wanted[1]) + (fault?.kind === 'other-range' ? 1 : 0) : 0;
    if (from > bytes.length) return json(response, 416, {});
    const body = Buffer.from(bytes.subarray(from));
    if (fault?.kind === 'wrong-bytes') body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
    const whole = fault?.kind === 'too-long' ? Buffer.concat([body, Buffer.alloc(10)]) : body;
    response.writeHead(ranged ? 206 : 200, {
      'content-length': whole.length,
      etag,
      'accept-ranges': 'bytes',
      ...(ranged ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      ...fault?.headers,
    });
    const stop =
      fault?.kind === 'cut' || fault?.kind === 'stall'
        ? Math.min(fault.atByte ?? whole.length >> 1, whole.length)
        : whole.length;
    void pieces(entry, response, whole.subarray(0, stop), fault).then(() => {
      if (fault?.kind === 'cut') response.destroy();
      else if (fault?.kind !== 'stall') response.end();
    });
  }

  function bound() {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  return {
    port: bound(),
    origin: `http://127.0.0.1:${bound()}`,
    commit,
    repos,
    requests,
    /** Requests for the content of files. @param {string} [path] its end */
    ofFiles: (path = '') => requests.filter((one) => one.path.includes('/resolve/') && one.path.endsWith(path)),
    /** @param {HubFault} fault */
    addFault: (fault) => void faults.push({ ...fault, left: fault.times ?? 1, skip: fault.after ?? 0 }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startHub>>} Hub */

/**
 * @param {HubRequest} entry
 * @param {http.ServerResponse} response
 * @param {Buffer} body
 * @param {HubFault | null} fault
 */
async function pieces(entry, response, body, fault) {
  const size = 64 * 1024;
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    const piece = body.subarray(at, at + size);
    await new Promise((resolve) => response.write(piece, () => resolve(undefined)));
    entry.bytes += piece.length;
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 20));
  }
}

/** @param {string} path @param {Uint8Array} bytes @param {number} lfsFrom */
function treeEntry(path, bytes, lfsFrom) {
  const git = (/** @type {string | Uint8Array} */ content, /** @type {number} */ length) =>
    createHash('sha1').update(`blob ${length}\0`).update(content).digest('hex');
  if (bytes.length < lfsFrom) return { type: 'file', oid: git(bytes, bytes.length), size: bytes.length, path };
  const oid = createHash('sha256').update(bytes).digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
  return {
    type: 'file',
    oid: git(pointer, pointer.length),
    size: bytes.length,
    lfs: { oid, size: bytes.length, pointerSize: pointer.length },
    path,
  };
}

/** @param {http.ServerResponse} response @param {number} status @param {unknown} value */
function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
