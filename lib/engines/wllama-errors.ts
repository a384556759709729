import { AppError } from '../model/error';
import { contextOverflow, engineError, engineFailed, modelDamaged, stopped } from './engine-error';

// What wllama and llama.cpp say when they fail, and what is said to the person. Read by name and text: classes do not
// survive a bundler or a worker, and llama.cpp has texts only.

/** Lines of llama.cpp's log that are kept: the reason of a failure stands there and nowhere else. */
const keptLines = 60;

/** The last lines of an engine's log. */
export interface EngineLog {
  add(...parts: readonly unknown[]): void;
  readonly lines: readonly string[];
  /** Those that say what the model runs on; they come early, and the others push each other out. */
  readonly deviceLines: readonly string[];
}

export function engineLog(): EngineLog {
  const lines: string[] = [];
  const deviceLines: string[] = [];
  return {
    lines,
    deviceLines,
    add(...parts) {
      const line = parts
        .filter((part) => typeof part === 'string')
        .join(' ')
        .trim();
      if (line === '') return;
      if (deviceLines.length < keptLines && /using device|layers to GPU/i.test(line))
        deviceLines.push(line.slice(0, 300));
      lines.push(line.slice(0, 300));
      if (lines.length > keptLines) lines.shift();
    },
  };
}

const outOfMemory =
  /out of memory|bad_alloc|cannot enlarge memory|failed to (allocate|create).{0,40}(buffer|memory|cache)|memory allocation failed|could not allocate|WebAssembly\.Memory/i;
const overflow = /request \((\d+) tokens\) exceeds the available context size(?: \((\d+) tokens\))?/i;
const deviceLost = /device (was )?lost|GPUDevice.{0,20}lost/i;

/**
 * @param thrown by wllama
 * @param log of this engine
 * @param name of the model, as shown
 */
export function nameFailure(thrown: unknown, log: EngineLog, name: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { kind, text } = wordsOf(thrown);
  if (kind === 'AbortError') return stopped();
  const over = overflow.exec(text);
  if (over) return contextOverflow(Number(over[1]), Number(over[2] ?? 0));
  // Latest first: an error's excerpt is short.
  const raw = [text, ...log.lines.slice(-8).reverse()].join('\n');
  if (deviceLost.test(raw)) return gpuLost(text);
  if (outOfMemory.test(raw)) return modelMemory(name, raw);
  if (/File read failed/.test(text)) return modelDamaged(name, 'a file cannot be read any more', text);
  return engineFailed(`${kind}: ${text}`, raw);
}

/** The runtime itself broke: whatever was thrown, this engine answers nothing any more. */
export function isFatal(thrown: unknown): boolean {
  if (thrown instanceof AppError) return thrown.info.reason !== 'contextOverflow' && thrown.code !== 'aborted';
  const { kind, text } = wordsOf(thrown);
  return !(kind === 'AbortError' || overflow.test(text));
}

/** llama.cpp read the file and would not have it; why, stands in its log. */
export function nameRefusal(name: string, log: EngineLog): AppError {
  const raw = log.lines.join('\n');
  if (outOfMemory.test(raw)) return modelMemory(name, raw);
  const why = log.lines.find((line) => /error loading model/i.test(line));
  return modelUnsupported(name, (why ?? 'no reason given').replace(/^.*error loading model[^:]*:\s*/i, ''), raw);
}

/** @param why as the engine says it */
export function modelUnsupported(name: string, why: string, detail = why): AppError {
  const shown = why.slice(0, 160);
  return engineError(
    'modelUnsupported',
    [name, shown],
    `The engine cannot run “${name}” (${shown}). Choose another model, or another file of it.`,
    detail.slice(-300),
  );
}

export function modelMemory(name: string, detail: string): AppError {
  return engineError(
    'modelMemory',
    [name],
    `There is not enough memory for “${name}”. Close other programs, choose a smaller context or a smaller model, then press Resume.`,
    detail,
  );
}

/** @param bytes of its files */
export function modelTooBig(name: string, bytes: number, limitBytes: number): AppError {
  const gigabytes = (size: number): string => (size / 2 ** 30).toFixed(1);
  return engineError(
    'modelTooBig',
    [name, gigabytes(bytes), gigabytes(limitBytes)],
    `“${name}” has ${gigabytes(bytes)} GB, and in a browser this engine can hold ${gigabytes(limitBytes)} GB. Choose a smaller model or a stronger quantisation of it, or run it in a server.`,
  );
}

/** @param missing what is not there */
export function modelFilesMissing(name: string, missing: string): AppError {
  return engineError(
    'modelFilesMissing',
    [name, missing],
    `The model “${name}” is not whole. Missing or cut short: ${missing}. Import its files together.`,
  );
}

/** @param what is missing: 64-bit WebAssembly memory */
export function browserTooOld(what: string): AppError {
  return engineError(
    'browserTooOld',
    [what],
    `This browser is too old to run models on the processor (${what}). Update it, or use a server.`,
  );
}

function gpuLost(detail: string): AppError {
  return engineError(
    'gpuLost',
    [],
    'The graphics processor was lost, most likely for want of memory. Press Resume; if it happens again, run the model on the processor.',
    detail,
  );
}

function wordsOf(thrown: unknown): { readonly kind: string; readonly text: string } {
  if (thrown instanceof Error) return { kind: thrown.name, text: thrown.message };
  if (typeof thrown === 'string') return { kind: 'Error', text: thrown };
  const { name, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  return {
    kind: typeof name === 'string' ? name : 'Error',
    text: typeof message === 'string' ? message : 'no words',
  };
}
