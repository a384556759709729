import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserHttp, decodeBody } from '../../../lib/jobs/http';
import type { HttpRequest } from '../../../lib/model/http';
import { AppError } from '../../../lib/model/error';

let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/hang') return;
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    } else if (request.url === '/endless') {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(timer));
    } else if (request.url === '/latin') {
      response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' });
      response.end(Buffer.from([0x67, 0x72, 0xfc, 0x6e]));
    } else if (request.url === '/moved') {
      response.writeHead(302, { location: '/plain' });
      response.end();
    } else {
      response.writeHead(200, { 'content-type': 'text/plain', 'X-Some-Header': 'Yes' });
      response.end(`${request.headers['accept'] ?? ''} grün`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const http = browserHttp((input, init) => fetch(input, init));
const idle = new AbortController().signal;
const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: origin + path,
  accept: 'text/plain',
  credentials: 'omit',
  timeoutMs: 5000,
  maxBytes: 50_000,
  redirect: 'follow',
  ...more,
});

async function codeOf(promise: Promise<unknown>): Promise<AppError['info']> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error('No AppError.');
  return thrown.info;
}

describe('browserHttp', () => {
  it('gives status, headers in lower case and bytes', async () => {
    const reply = await http(request('/plain'), idle);
    expect(reply).toMatchObject({ status: 200, url: `${origin}/plain`, redirects: false });
    expect(reply.headers['x-some-header']).toBe('Yes');
    expect(decodeBody(reply)).toBe('text/plain grün');
  });

  it('decodes what says it is not UTF-8', async () => {
    expect(decodeBody(await http(request('/latin'), idle))).toBe('grün');
  });

  it('names a timeout, a cut connection and a stop apart', async () => {
    expect(await codeOf(http(request('/hang', { timeoutMs: 50 }), idle))).toMatchObject({
      code: 'network',
      reason: 'timeout',
    });
    expect(await codeOf(http(request('/cut'), idle))).toMatchObject({ code: 'network', reason: 'network' });
    const stop = new AbortController();
    const stopped = codeOf(http(request('/hang'), stop.signal));
    stop.abort();
    expect((await stopped).code).toBe('aborted');
  });

  it('reads no more than the limit', async () => {
    expect(await codeOf(http(request('/endless'), idle))).toMatchObject({ reason: 'tooLarge' });
    expect(await codeOf(http(request('/plain', { maxBytes: 3 }), idle))).toMatchObject({ reason: 'tooLarge' });
  });

  it('follows redirects unless told not to', async () => {
    expect((await http(request('/moved'), idle)).url).toBe(`${origin}/plain`);
  });
});
