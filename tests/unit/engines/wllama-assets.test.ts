import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { wllamaAssets } from '../../../scripts/wllama-assets.mjs';

const published = join(import.meta.dirname, '../../../node_modules/@wllama/wllama');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The package, with one of its files changed. */
function changed(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-wllama-'));
  folders.push(folder);
  for (const name of ['package.json', 'src/worker.ts', 'src/workers-code/generated.ts'])
    cpSync(join(published, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  return folder;
}

describe("wllama's worker as files", () => {
  it('is put together from the published package, and is code', () => {
    const assets = wllamaAssets(published);
    expect(assets.map(({ path }) => path)).toEqual(['wllama/wllama-module.js', 'wllama/wllama-worker.js']);
    for (const { contents } of assets) {
      expect(contents.length).toBeGreaterThan(100_000);
      // Parsed, not run.
      expect(() => new Script(contents)).not.toThrow();
    }
    const [, worker] = assets;
    expect(worker!.contents).toContain("searchParams.get('o')");
    expect(worker!.contents).toContain('return Module;');
  });

  it.each([
    ['another version', 'package.json', (text: string) => text.replace('"version": "3.8.1"', '"version": "3.9.0"')],
    ['no runtime', 'src/workers-code/generated.ts', (text: string) => text.replace('WLLAMA_EMSCRIPTEN_CODE', 'OTHER')],
    ['no stub', 'src/worker.ts', (text: string) => text.replace('const JSPI_STUB', 'const STUB')],
    ['another first order', 'src/worker.ts', (text: string) => text.replaceAll("'module.init'", "'init'")],
    ['another request', 'src/worker.ts', (text: string) => text.replace("'fs.read_req'", "'fs.read'")],
  ])('fails the build with %s', (_, file, change) => {
    expect(() => wllamaAssets(changed(file, change))).toThrow('@wllama/wllama');
  });
});
