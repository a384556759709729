import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { moveOut } from '../../../scripts/vite-wasm-strings.mjs';

const runtime = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).toString('base64');
const embedded = (text: string): string =>
  `a();wasmBinaryFile="data:application/octet-stream;base64,${text}";if(!isDataURI(wasmBinaryFile)){wasmBinaryFile=locateFile(wasmBinaryFile);}b();function f(binaryFile){return Promise.resolve().then(()=>getBinarySync(binaryFile))}`;

describe('moveOut', () => {
  it('takes a runtime out of the script, and has it fetched', () => {
    const files: Uint8Array[] = [];
    const moved = moveOut(
      `${embedded(runtime)}/**/${embedded(runtime)}z`,
      (bytes) => `url(${String(files.push(bytes))})`,
    );
    const one = (n: number): string =>
      `a();wasmBinaryFile=url(${String(n)});b();function f(binaryFile){return fetch(binaryFile).then((reply)=>reply.arrayBuffer())}`;
    expect(moved).toEqual({ code: `${one(1)}/**/${one(2)}z`, count: 2 });
    expect(files.map((bytes) => [...bytes])).toEqual([
      [0, 97, 115, 109, 1, 0, 0, 0],
      [0, 97, 115, 109, 1, 0, 0, 0],
    ]);
  });

  it('leaves other code alone', () => {
    const code = 'const x = "data:application/octet-stream;base64,AAAA";';
    expect(moveOut(code, () => 'never')).toEqual({ code, count: 0 });
  });

  it.each([
    ['followed by something else', embedded(runtime).replace('isDataURI', 'isOther'), 'unknown code'],
    ['decoded in another way', embedded(runtime).replace('getBinarySync', 'getOther'), 'unknown way'],
    ['that is none', embedded(Buffer.from('<!doctype>').toString('base64')), 'no WebAssembly'],
  ])('ends the build at a runtime %s', (_, code, words) => {
    expect(() => moveOut(code, () => 'url')).toThrow(words);
  });

  it('finds both runtimes of the installed web-llm, whole, and leaves little of it', () => {
    const code = readFileSync('node_modules/@mlc-ai/web-llm/lib/index.js', 'utf8');
    const files: Uint8Array<ArrayBuffer>[] = [];
    const moved = moveOut(code, (bytes) => {
      files.push(new Uint8Array(bytes));
      return '"x"';
    });
    expect(moved.count).toBe(2);
    expect(moved.code.length).toBeLessThan(1_500_000);
    for (const bytes of files) expect(WebAssembly.validate(bytes)).toBe(true);
    expect(moved.code).not.toMatch(/[A-Za-z0-9+/]{10000}/);
  });
});
