import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { safeName, writeBundle, type BundlePlan } from '../../../lib/export/bundle';
import { DamagedFile, DataChanged } from '../../../lib/export/data';
import { containerById, formatById } from '../../../lib/export';
import { imageKey } from '../../../lib/model/image';
import { facts, imageUrl, memorySink, pair, plan, sample } from './sample';

const go = new AbortController().signal;

function hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- parsed JSON, looked at by tests */
type Line = any;

async function write(made: BundlePlan, signal = go) {
  const sink = memorySink();
  const result = await writeBundle(made, sink, signal);
  const zips = new Map<string, JSZip>();
  const entries = new Map<string, Uint8Array>();
  for (const { name, bytes, sha256 } of result.volumes) {
    const raw = sink.bytes(name);
    expect(raw.byteLength).toBe(bytes);
    expect(hex(raw)).toBe(sha256);
    const zip = await JSZip.loadAsync(raw, { checkCRC32: true });
    zips.set(name, zip);
    for (const entry of Object.values(zip.files)) {
      expect(entry.dir).toBe(false);
      expect(entries.has(entry.name)).toBe(false);
      expect(entry.date.toISOString()).toBe('1980-01-01T00:00:00.000Z');
      entries.set(entry.name, await entry.async('uint8array'));
    }
  }
  const text = (name: string): string => Buffer.from(entries.get(name) ?? []).toString('utf8');
  const lines = (name: string): Line[] =>
    text(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const manifest = JSON.parse(text('manifest.json'));
  // Every file is in the manifest with its true size and hash, and nothing else is.
  expect(Object.keys(manifest.files).sort()).toEqual(
    [...entries.keys()].filter((name) => name !== 'manifest.json').sort(),
  );
  for (const [name, info] of Object.entries(manifest.files)) {
    expect(info).toEqual({ bytes: entries.get(name)?.byteLength, sha256: hex(entries.get(name) ?? '') });
  }
  return { sink, result, zips, entries, text, lines, manifest };
}

/** Limits under which everything is written by the streaming writer. */
const streamed = { bytes: 20_000, entries: 1000 };

describe('writeBundle', () => {
  it('writes data, sources, provenance, manifest and images in order', async () => {
    const { data, files } = await sample({ images: 3 });
    const { result, zips, lines, entries, manifest } = await write(plan(data));
    expect(result.volumes.map((volume) => volume.name)).toEqual(['set.zip']);
    const names = Object.keys(zips.get('set.zip')?.files ?? {});
    expect(names.slice(0, 4)).toEqual(['train.jsonl', 'provenance.jsonl', 'sources.jsonl', 'manifest.json']);
    expect(names.slice(4)).toEqual([...files.keys()].map((hash) => `images/${hash}.png`));
    for (const [hash, bytes] of files) expect(entries.get(`images/${hash}.png`)).toEqual(bytes);
    const [hash0 = ''] = files.keys();
    expect(lines('train.jsonl')[0]).toEqual({ input: 'question 0', output: `answer 0.0 ![](images/${hash0}.png)` });
    expect(lines('provenance.jsonl')).toHaveLength(3);
    expect(lines('provenance.jsonl')[1].thread).toBe('https://forum.example.org/t/1');
    const source = lines('sources.jsonl')[0];
    expect(source.authors).toEqual(['adam', 'zoe']);
    expect(source.posts[1]).toMatchObject({ id: '2', replyTo: ['1'], images: [`images/${hash0}.png`] });
    expect(manifest.session).toBe('not signed in: private categories are not included');
    expect(manifest.capturedAt).toBe(new Date(facts.capturedAt).toISOString());
    expect(manifest.counts).toEqual({
      threads: { found: 3, exported: 3, failed: 0, skipped: 0, pending: 0 },
      posts: 6,
      pairs: { made: 3, cutByLimit: 0, notExpressible: 0, belowThreshold: 0, duplicates: 0, records: 3 },
      images: { found: 3, stored: 3, failed: 0, held: 0, notFetched: 0 },
    });
  });

  it('writes a JSON array in the json container, whole even when empty', async () => {
    const { data } = await sample();
    const some = await write(plan(data, { container: containerById('json') }));
    expect(JSON.parse(some.text('train.json'))).toHaveLength(3);
    const none = await write(plan((await sample({ threads: 0 })).data, { container: containerById('json') }));
    expect(JSON.parse(none.text('train.json'))).toEqual([]);
    expect(none.text('sources.jsonl')).toBe('');
  });

  it.each([
    ['small', undefined],
    ['streamed', streamed],
  ])('gives the same bytes twice (%s)', async (_name, volume) => {
    const { data } = await sample({ threads: 20, images: 40, imageBytes: 500 });
    const one = await write(plan(data, { ...(volume ? { volume } : {}) }));
    const two = await write(plan(data, { ...(volume ? { volume } : {}) }));
    expect(two.result.volumes).toEqual(one.result.volumes);
  });

  it('cuts volumes by bytes and by entries, text and manifest in the first', async () => {
    const { data, files } = await sample({ threads: 5, images: 50, imageBytes: 1000 });
    for (const volume of [
      { bytes: 20_000, entries: 1000 },
      { bytes: 1_000_000, entries: 7 },
    ]) {
      const { result, zips, entries } = await write(plan(data, { volume }));
      expect(result.volumes.length).toBeGreaterThan(2);
      expect(result.volumes.map((v) => v.name)).toEqual(
        result.volumes.map((_, i) => `set-${String(i + 1).padStart(3, '0')}.zip`),
      );
      for (const { name, bytes } of result.volumes) {
        expect(bytes).toBeLessThanOrEqual(volume.bytes);
        expect(Object.keys(zips.get(name)?.files ?? {}).length).toBeLessThanOrEqual(volume.entries);
      }
      expect(Object.keys(zips.get('set-001.zip')?.files ?? {})).toEqual(
        expect.arrayContaining(['train.jsonl', 'provenance.jsonl', 'sources.jsonl', 'manifest.json']),
      );
      expect([...entries.keys()].filter((name) => name.startsWith('images/'))).toHaveLength(files.size);
    }
  });

  it('is independent of the clock except for the manifest', async () => {
    const { data } = await sample({ threads: 5, images: 50, imageBytes: 1000 });
    const one = await write(plan(data, { volume: streamed }));
    const two = await write(plan(data, { volume: streamed, facts: { ...facts, capturedAt: 1_760_123_456_789 } }));
    expect([...two.entries.keys()]).toEqual([...one.entries.keys()]);
    const differing = [...one.entries].filter(([name, bytes]) => hex(bytes) !== hex(two.entries.get(name) ?? ''));
    expect(differing.map(([name]) => name)).toEqual(['manifest.json']);
    expect({ ...two.manifest, capturedAt: '' }).toEqual({ ...one.manifest, capturedAt: '' });
    expect(two.result.volumes.slice(1)).toEqual(one.result.volumes.slice(1));
  });

  it('cuts long text into numbered parts, each a whole file', async () => {
    const { data } = await sample({ threads: 40, pairsPerThread: 5 });
    const made = await write(plan(data, { container: containerById('json'), textBytes: 2000 }));
    const parts = [...made.entries.keys()].filter((name) => name.startsWith('train-'));
    expect(parts.length).toBeGreaterThan(3);
    expect(parts[0]).toBe('train-0001.json');
    const all = parts.flatMap((name) => {
      expect(made.entries.get(name)?.byteLength).toBeLessThanOrEqual(2000);
      return JSON.parse(made.text(name)) as unknown[];
    });
    const whole = await write(plan(data, { container: containerById('json') }));
    expect(all).toEqual(JSON.parse(whole.text('train.json')));
  });

  it('cuts by the limit in order, and leaves out what comes after, images too', async () => {
    const { data, files } = await sample({ threads: 4, pairsPerThread: 3, images: 4 });
    const { lines, manifest, entries } = await write(plan(data, { limit: 5 }));
    expect(lines('train.jsonl').map((record) => record.output.split(' ')[1])).toEqual([
      '0.0',
      '0.1',
      '0.2',
      '1.0',
      '1.1',
    ]);
    expect(lines('sources.jsonl').map((line) => line.title)).toEqual(['Thread 0', 'Thread 1']);
    expect([...entries.keys()].filter((name) => name.startsWith('images/'))).toEqual(
      [...files.keys()].slice(0, 2).map((hash) => `images/${hash}.png`),
    );
    expect(manifest.counts.pairs).toMatchObject({ made: 6, cutByLimit: 1, records: 5 });
  });

  it('exports the same whether or not threads beyond the limit were fetched', async () => {
    const one = await sample({ threads: 6, pairsPerThread: 2, images: 6 });
    const two = await sample({ threads: 6, pairsPerThread: 2, images: 6 });
    two.entries.splice(4);
    two.entries[3] = { ...two.entries[3]!, state: 'skipped', thread: null, posts: 0, pairs: 0 };
    const a = await write(plan(one.data, { limit: 6 }));
    const b = await write(plan(two.data, { limit: 6 }));
    expect(b.result.volumes).toEqual(a.result.volumes);
  });

  it('collapses exact duplicates, first stays, and names the others', async () => {
    const { data } = await sample({ threads: 3, text: () => 'same' });
    for (const made of [data]) {
      const pairs = made.pairs.bind(made);
      made.pairs = async function* (entry, count) {
        for await (const p of pairs(entry, count)) yield { ...p, turns: [{ role: 'user', text: 'q' }, p.turns[1]!] };
      };
    }
    const { lines, manifest } = await write(plan(data));
    expect(lines('train.jsonl')).toEqual([{ input: 'q', output: 'same' }]);
    expect(lines('provenance.jsonl')).toHaveLength(1);
    expect(lines('provenance.jsonl')[0].thread).toBe('https://forum.example.org/t/0');
    expect(lines('provenance.jsonl')[0].also).toEqual([
      'https://forum.example.org/t/1/2',
      'https://forum.example.org/t/2/2',
    ]);
    expect(manifest.counts.pairs).toMatchObject({ made: 3, duplicates: 2, records: 1 });
  });

  it('counts pairs the format cannot say', async () => {
    const { data } = await sample();
    const { lines, manifest } = await write(plan(data, { format: formatById('preference') }));
    expect(lines('train.jsonl')).toEqual([]);
    expect(manifest.counts.pairs).toMatchObject({ made: 3, notExpressible: 3, belowThreshold: 0, records: 0 });
  });

  it('names the address where there is no image file, and says why', async () => {
    const made = await sample({ threads: 3, images: 3 });
    const problem = { code: 'forbidden', message: 'The host refused it.' } as const;
    made.images.set(imageUrl(0), { state: 'failed', problem });
    made.images.set(imageUrl(1), { state: 'held' });
    const { lines, manifest } = await write(plan(made.data));
    expect(lines('train.jsonl')[0].output).toContain(`(${imageUrl(0)})`);
    expect(lines('train.jsonl')[1].output).toContain(`(${imageUrl(1)})`);
    expect(lines('train.jsonl')[2].output).toContain('(images/');
    expect(manifest.failedImages).toEqual([{ url: imageUrl(0), code: 'forbidden', reason: problem.message }]);
    expect(manifest.counts.images).toMatchObject({ stored: 1, failed: 1, held: 1 });
    const without = await write(plan(made.data, { withImages: false }));
    expect(without.lines('train.jsonl')[2].output).toContain(`(${imageUrl(2)})`);
    expect([...without.entries.keys()].some((name) => name.startsWith('images/'))).toBe(false);
  });

  it('stores one file for the same bytes under two addresses', async () => {
    const made = await sample({ threads: 2, images: 2 });
    made.images.set(imageUrl(1), { ...made.images.get(imageUrl(0))!, extension: 'jpg' } as never);
    const { entries, lines } = await write(plan(made.data));
    const images = [...entries.keys()].filter((name) => name.startsWith('images/'));
    expect(images).toHaveLength(1);
    expect(lines('sources.jsonl')[1].posts[1].images).toEqual(images);
  });

  it('lets no hostile word into a path', async () => {
    const made = await sample({ threads: 1, images: 1 });
    const [url, image] = [...made.images][0]!;
    made.images.set(url, { ...image, extension: '/../../evil' } as never);
    made.entries[0] = { ...made.entries[0]!, thread: { ...made.entries[0]!.thread!, title: '../../x \ud800"\u202e' } };
    const { entries, lines, result } = await write(plan(made.data, { name: '../../../etc/pass\u202ewd\n' }));
    for (const name of entries.keys()) expect(name).toMatch(/^[a-z]+\.jsonl?$|^images\/[0-9a-f]{64}\.bin$/);
    expect(lines('sources.jsonl')[0].title).toBe('../../x \ufffd"\u202e');
    expect(result.volumes[0]?.name).toBe('etc pass wd.zip');
  });

  it('keeps placeholders that are no image of the thread', async () => {
    const key = imageKey('https://nowhere.example/x.png');
    const { data } = await sample({ threads: 1, text: () => key });
    expect((await write(plan(data))).lines('train.jsonl')[0].output).toBe(key);
  });

  it('says which image is damaged, and notices data that changed', async () => {
    const made = await sample({ threads: 1, images: 1, imageBytes: 4 });
    const [hash = ''] = made.files.keys();
    made.files.set(hash, new Uint8Array(4));
    await expect(writeBundle(plan(made.data), memorySink(), go)).rejects.toBeInstanceOf(DamagedFile);
    made.files.delete(hash);
    await expect(writeBundle(plan(made.data), memorySink(), go)).rejects.toBeInstanceOf(DamagedFile);

    const changing = await sample({ threads: 2 });
    let readings = 0;
    changing.data.pairs = async function* (entry) {
      await Promise.resolve();
      yield pair('1', entry.url, entry.ordinal, 0, `reading ${++readings}`);
    };
    await expect(writeBundle(plan(changing.data), memorySink(), go)).rejects.toBeInstanceOf(DataChanged);
  });

  it('stops when told to, at any moment', async () => {
    const { data } = await sample({ threads: 5, images: 20 });
    for (let at = 1; at < 40; at += 6) {
      const stop = new AbortController();
      let reports = 0;
      const onProgress = (): void => {
        if (++reports === at) stop.abort();
      };
      await expect(write(plan(data, { onProgress, volume: streamed }), stop.signal)).rejects.toThrow(/abort/i);
    }
  });

  it('reads no more images than it writes', async () => {
    const made = await sample({ threads: 1, images: 30, imageBytes: 1000 });
    let open = 0;
    let most = 0;
    const read = made.data.readFile.bind(made.data);
    made.data.readFile = (hash) => {
      most = Math.max(most, ++open);
      return read(hash);
    };
    const sink = memorySink();
    const create = sink.create.bind(sink);
    sink.create = async (name) => {
      const file = await create(name);
      return {
        ...file,
        write: async (chunk) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (chunk.byteLength === 1000) open--;
          await file.write(chunk);
        },
      };
    };
    await writeBundle(plan(made.data, { volume: streamed }), sink, go);
    expect(most).toBe(1);
  });

  it('is opened by unzip without a complaint', async (context) => {
    try {
      execFileSync('unzip', ['-v']);
    } catch {
      context.skip();
    }
    const dir = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      const { data } = await sample({ threads: 5, images: 50, imageBytes: 1000 });
      for (const volume of [undefined, streamed]) {
        const { result, sink } = await write(plan(data, { ...(volume ? { volume } : {}) }));
        for (const { name } of result.volumes) {
          writeFileSync(join(dir, name), sink.bytes(name));
          expect(execFileSync('unzip', ['-t', join(dir, name)], { encoding: 'utf8' })).toContain('No errors detected');
        }
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('gives the same bytes in every time zone', async () => {
    const script = new URL('time-zone.ts', import.meta.url).pathname;
    const { build } = await import('esbuild');
    const dir = mkdtempSync(join(tmpdir(), 'zone-'));
    try {
      const outfile = join(dir, 'zone.mjs');
      await build({ entryPoints: [script], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
      const run = (TZ: string): string =>
        execFileSync(process.execPath, [outfile], { env: { ...process.env, TZ }, encoding: 'utf8' });
      const utc = run('UTC');
      expect(utc.split('\n').filter(Boolean).length).toBeGreaterThan(2);
      expect(run('Pacific/Kiritimati')).toBe(utc);
      expect(run('America/St_Johns')).toBe(utc);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('safeName', () => {
  it.each([
    ['My forum', 'My forum'],
    ['../../etc/passwd', 'etc passwd'],
    ['a\u202egpj.exe', 'a gpj.exe'],
    ['CON', 'heddle-CON'],
    ['nul.txt', 'heddle-nul.txt'],
    ['...', 'heddle-export'],
    ['', 'heddle-export'],
    ['论坛 — 数据', '论坛 — 数据'],
    ['x'.repeat(300), 'x'.repeat(80)],
    ['tail. . ', 'tail'],
    ['\ud800half', 'half'],
  ])('%j → %j', (name, expected) => {
    expect(safeName(name)).toBe(expected);
  });
});
