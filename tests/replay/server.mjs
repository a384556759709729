import http2 from 'node:http2';
import { handle } from '../../scripts/demo-forum/handle.mjs';
import { makeCertificate } from './certificate.mjs';
import { recordedHosts } from './corpus.mjs';
import { FaultQueue } from './faults.mjs';
import { RequestLog } from './log.mjs';

/** @typedef {import('../../scripts/demo-forum/forum.mjs').Forum} Forum */
/** @typedef {import('../../scripts/demo-forum/handle.mjs').ForumReply} ForumReply */
/** @typedef {(request: {method: string, path: string, headers: Record<string, string | string[] | undefined>, body: string}) => ForumReply | null} HostHandler */
/** @typedef {(request: Parameters<HostHandler>[0]) => Promise<ForumReply | null>} SlowHandler one that has to ask */

/**
 * One server that stands for the whole internet: HTTP/2 and HTTP/1.1 over TLS, routed by host.
 * @param {{forums?: Forum[], hosts?: Record<string, HostHandler | SlowHandler>, corpus?: boolean}} [options] corpus: plays recorded
 *   replies too
 */
export async function startReplay({ forums = [], hosts = {}, corpus = false } = {}) {
  const log = new RequestLog();
  const faults = new FaultQueue();
  const routes = routesOf(forums, hosts, corpus);
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();

  const server = http2.createSecureServer({ ...makeCertificate(), allowHTTP1: true }, (request, response) => {
    const at = performance.timeOrigin + performance.now();
    const host = String(request.headers[':authority'] ?? request.headers['host'] ?? '').replace(/:\d+$/, '');
    const { method, url: path, headers } = request;
    const fault = faults.strike(host, path);
    /** @type {import('./log.mjs').LogEntry} */
    const entry = {
      at,
      method,
      host,
      path,
      pathname: path.split('?')[0] ?? '',
      cookie: headers['cookie'] ?? null,
      headers: { ...headers },
      version: request.httpVersion,
      status: null,
      fault: fault?.kind ?? null,
    };
    log.entries.push(entry);
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const answer = async () => {
      const reply =
        (fault ? faultReply(fault) : null) ??
        (await routes.get(host)?.({ method, path, headers: { ...headers }, body: Buffer.concat(chunks).toString() }));
      const found = reply ?? {
        status: 421,
        headers: { 'content-type': 'text/plain' },
        body: `No such host here: ${host}`,
      };
      setTimeout(
        () =>
          fault?.kind === 'cut'
            ? cut(request, response, found, fault.delayMs ?? 0)
            : send(entry, method, response, found),
        fault?.kind === 'slow' ? (fault.delayMs ?? 2000) : 0,
      );
    };
    request.on('end', () => {
      if (fault?.kind !== 'hang') void answer().catch(() => response.destroy());
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    log,
    faults,
    forums,
    /** @param {string} host @param {HostHandler | SlowHandler} handler */
    setHost: (host, handler) => routes.set(host, handler),
    close: async () => {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startReplay>>} Replay */

/**
 * @param {Forum[]} forums
 * @param {Record<string, HostHandler | SlowHandler>} hosts
 * @param {boolean} corpus
 */
function routesOf(forums, hosts, corpus) {
  /** @type {Map<string, HostHandler | SlowHandler>} */
  const routes = new Map();
  if (corpus)
    for (const [host, handler] of recordedHosts())
      routes.set(
        host,
        ({ path }) => handler(path) ?? { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not recorded' },
      );
  for (const forum of forums) {
    const { cdnOrigin, picsOrigin, elsewhereOrigin } = forum.options;
    for (const origin of [forum.origin, cdnOrigin, picsOrigin, elsewhereOrigin]) {
      routes.set(new URL(origin).host, ({ method, path, headers, body }) =>
        handle(forum, { method, origin, url: path, headers, body }),
      );
    }
  }
  for (const [host, handler] of Object.entries(hosts)) routes.set(host, handler);
  return routes;
}

/**
 * @param {import('./faults.mjs').Fault} fault
 * @returns {ForumReply | null} null: the right answer after all
 */
function faultReply(fault) {
  switch (fault.kind) {
    case 'status':
      return {
        status: fault.status ?? 503,
        headers: { 'content-type': 'text/plain', ...fault.headers },
        body: fault.body ?? 'Out of order',
      };
    case 'login':
      return { status: 302, headers: { location: fault.location ?? '/login' }, body: '' };
    case 'html':
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', ...fault.headers },
        body: fault.body ?? '<!DOCTYPE html><title>Something else</title><p>A page where data was asked for.</p>',
      };
    default:
      return null;
  }
}

/**
 * @param {import('./log.mjs').LogEntry} entry
 * @param {string} method
 * @param {import('node:http2').Http2ServerResponse} response
 * @param {ForumReply} reply
 */
function send(entry, method, response, reply) {
  if (response.destroyed) return;
  entry.status = reply.status;
  response.writeHead(reply.status, reply.headers);
  response.end(method === 'HEAD' ? undefined : reply.body);
}

/**
 * Half of the answer, then nothing.
 * @param {import('node:http2').Http2ServerRequest} request
 * @param {import('node:http2').Http2ServerResponse} response
 * @param {ForumReply} reply
 * @param {number} delayMs for what was sent to arrive
 */
function cut(request, response, reply, delayMs) {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length + 10) });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
    setTimeout(() => {
      if (request.httpVersionMajor >= 2) request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      else request.socket.destroy();
    }, delayMs);
  });
}
