import type { AppError } from '../model/error';
import { engineError, modelDamaged } from './engine-error';

// Reads a file from its beginning, a window at a time, and never beyond its end.

const windowBytes = 1 << 20;
/** A header above this is no model's: the largest vocabularies take 20 MB. */
const mostHeaderBytes = 128 << 20;

export type GgufReason = 'modelNotGguf' | 'modelCut' | 'modelDamaged';

/** @param name as the person knows the file */
export function ggufError(reason: GgufReason, name: string, detail: string): AppError {
  if (reason === 'modelDamaged') return modelDamaged(name, detail);
  const says = {
    modelNotGguf: `“${name}” is not a GGUF model (version 2 or 3). Choose a file that ends in .gguf.`,
    modelCut: `“${name}” is cut short: a part of the model is missing. Download or copy the file again.`,
  };
  return engineError(reason, [name], says[reason], detail);
}

export interface ByteReader {
  /** Place in the file. */
  readonly at: () => number;
  /** Resolves when so many bytes can be taken without waiting; throws `modelCut` where the file has fewer. */
  readonly need: (bytes: number) => Promise<void>;
  /** How many bytes can be taken without waiting. */
  readonly ready: () => number;
  /** These take what `need` has provided. */
  readonly u32: () => number;
  readonly u64: () => number;
  readonly view: (bytes: number) => DataView;
  readonly text: (bytes: number) => string;
  readonly skip: (bytes: number) => void;
}

export function byteReader(file: Blob, name: string): ByteReader {
  let window = new DataView(new ArrayBuffer(0));
  let windowStart = 0;
  let at = 0;
  const decoder = new TextDecoder();
  const left = (): number => windowStart + window.byteLength - at;
  const take = (bytes: number): number => {
    const offset = at - windowStart;
    at += bytes;
    return offset;
  };
  return {
    at: () => at,
    ready: () => Math.max(0, left()),
    async need(bytes) {
      if (at >= windowStart && left() >= bytes) return;
      if (at + bytes > file.size) throw ggufError('modelCut', name, `${at + bytes} bytes wanted of ${file.size}`);
      if (at + bytes > mostHeaderBytes) throw ggufError('modelDamaged', name, `a header of ${at + bytes} bytes`);
      const end = Math.min(file.size, at + Math.max(bytes, windowBytes));
      window = new DataView(await file.slice(at, end).arrayBuffer());
      windowStart = at;
      if (window.byteLength < bytes) throw ggufError('modelCut', name, `${window.byteLength} bytes read of ${bytes}`);
    },
    u32: () => window.getUint32(take(4), true),
    u64() {
      const offset = take(8);
      return window.getUint32(offset, true) + window.getUint32(offset + 4, true) * 2 ** 32;
    },
    view: (bytes) => new DataView(window.buffer, take(bytes), bytes),
    text: (bytes) => decoder.decode(new Uint8Array(window.buffer, take(bytes), bytes)),
    skip: (bytes) => void take(bytes),
  };
}
