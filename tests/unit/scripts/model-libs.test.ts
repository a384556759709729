import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { offeredModels } from '../../../lib/engines/catalog';
import { fetchLibraries, leftOut, wantedLibraries, webLlmFolder } from '../../../scripts/model-libs.mjs';

/** The smallest WebAssembly there is, told apart by a custom section. */
const library = (mark: number): Buffer => Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 3, 1, 97, mark]);
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let server: Server;
let base = '';
const served = new Map<string, Buffer>();
let asked: string[] = [];
let folder = '';
let pinsFile = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? '').split('/').at(-1) ?? '';
    asked.push(name);
    const body = served.get(name);
    if (name === 'cut.wasm') {
      response.writeHead(200, { 'content-length': 1000 }).write('x');
      response.destroy();
    } else if (name === 'huge.wasm') response.writeHead(200, { 'content-length': 9e9 }).end();
    else if (body) response.end(body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/libs`;
});
afterAll(() => server.close());
beforeEach(() => {
  served.clear();
  asked = [];
  folder = mkdtempSync(join(tmpdir(), 'heddle-libs-'));
  pinsFile = join(folder, 'pins.json');
  return () => rmSync(folder, { recursive: true });
});

const want = (...names: string[]): { id: string; library: string; url: string }[] =>
  names.map((name) => ({ id: `model of ${name}`, library: `${name}.wasm`, url: `${base}/${name}.wasm` }));
const json = (path: string): { libraries: Record<string, { sha256: string; bytes: number }> } =>
  JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof json>;
const manifest = (): string[] => Object.keys(json(join(folder, 'out/manifest.json')).libraries);
const fetchThem = (wanted: ReturnType<typeof want>, from?: string): ReturnType<typeof fetchLibraries> =>
  fetchLibraries({ wanted, folder: join(folder, 'out'), pinsFile, from });

describe('npm run model-libs', () => {
  it('fetches each library once, writes it, pins it', async () => {
    served.set('a.wasm', library(1)).set('b.wasm', library(2));
    // Two models with one library.
    const result = await fetchThem([...want('b', 'a'), { ...want('a')[0]!, id: 'another' }]);
    expect(result).toEqual({ fetched: ['b.wasm', 'a.wasm'], failed: [] });
    expect(asked).toEqual(['b.wasm', 'a.wasm']);
    expect(readFileSync(join(folder, 'out/a.wasm'))).toEqual(library(1));
    expect(json(pinsFile)).toEqual({
      libraries: {
        'a.wasm': { sha256: hashOf(library(1)), bytes: 13 },
        'b.wasm': { sha256: hashOf(library(2)), bytes: 13 },
      },
    });
    expect(manifest()).toEqual(['a.wasm', 'b.wasm']);
    expect(leftOut([...want('a', 'c')], join(folder, 'out'))).toEqual(['model of c']);
  });

  it('does not fetch again what is there as pinned, and fetches what is not', async () => {
    served.set('a.wasm', library(1));
    await fetchThem(want('a'));
    asked = [];
    expect((await fetchThem(want('a'))).fetched).toEqual([]);
    expect(asked).toEqual([]);
    writeFileSync(join(folder, 'out/a.wasm'), library(9));
    expect((await fetchThem(want('a'))).fetched).toEqual(['a.wasm']);
    expect(readFileSync(join(folder, 'out/a.wasm'))).toEqual(library(1));
  });

  it('refuses another file than the pinned one, and leaves the pin', async () => {
    const pins = { libraries: { 'a.wasm': { sha256: hashOf(library(1)), bytes: 13 } } };
    writeFileSync(pinsFile, JSON.stringify(pins));
    served.set('a.wasm', library(2));
    const { failed } = await fetchThem(want('a'));
    expect(failed[0]?.why).toContain(hashOf(library(2)));
    expect(existsSync(join(folder, 'out/a.wasm'))).toBe(false);
    expect(json(pinsFile)).toEqual(pins);
    expect(manifest()).toEqual([]);
  });

  it('leaves out what cannot be had, and goes on', async () => {
    served
      .set('ok.wasm', library(1))
      .set('page.wasm', Buffer.from('<!doctype html>'))
      .set('short.wasm', library(1).subarray(0, 6));
    const { fetched, failed } = await fetchThem(want('gone', 'page', 'short', 'cut', 'huge', 'ok'));
    expect(fetched).toEqual(['ok.wasm']);
    expect(failed.map(({ library: name }) => name)).toEqual([
      'gone.wasm',
      'page.wasm',
      'short.wasm',
      'cut.wasm',
      'huge.wasm',
    ]);
    expect(failed[0]?.why).toContain('404');
    expect(failed[1]?.why).toContain('no WebAssembly');
    expect(manifest()).toEqual(['ok.wasm']);
    expect(Object.keys(json(pinsFile).libraries)).toEqual(['ok.wasm']);
  });

  it('takes them from another place by their names', async () => {
    served.set('a.wasm', library(1));
    const wanted = [{ id: 'x', library: 'a.wasm', url: 'http://127.0.0.1:1/elsewhere/a.wasm' }];
    expect((await fetchThem(wanted, base)).fetched).toEqual(['a.wasm']);
  });
});

it('wants a library for every model that web-llm is offered for', async () => {
  const wanted = await wantedLibraries(webLlmFolder());
  const offered = offeredModels.filter(({ engine }) => engine === 'webllm');
  expect(wanted.map(({ id, library: name }) => [id, name])).toEqual(offered.map(({ id, library: name }) => [id, name]));
  for (const { url } of wanted) expect(url).toMatch(/^https:\/\//);
  expect(leftOut(wanted, join(folder, 'nowhere'))).toHaveLength(offered.length);
});
