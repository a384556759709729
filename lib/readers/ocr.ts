// OCR by tesseract.js. Its worker, its core and English are files of the extension; other languages come from the person.
import type { Worker as Tesseract } from 'tesseract.js';
import { packagedOcrLanguage } from '../model/ocr-language';
import { pictureBytes } from './ocr-picture';
import { textOfBlocks } from './ocr-text';
import { ocrFailed, ocrLanguageMissing } from './refusal';
import type { Ocr } from './reader';

/** Recognition of text with a worker behind it. */
export interface OpenOcr extends Ocr {
  /** Ends its worker; another picture starts it anew. */
  close(): void;
}

/** Times in milliseconds. */
export interface OcrLimits {
  /** Without a sign of progress for so long it hangs: some failures inside the worker are never told. */
  readonly stallMs: number;
  /** A picture takes seconds; one that takes longer than this was made to. */
  readonly pictureMs: number;
}

/** Unpacked data of a language that is not packaged, `null` where it is not there. */
export type LanguageData = (language: string) => Promise<Uint8Array | null>;

const usual: OcrLimits = { stallMs: 120_000, pictureMs: 600_000 };
const languageName = /^[A-Za-z][A-Za-z0-9_]{1,40}$/;

/**
 * Opens the recognition of text; nothing is loaded before the first picture. Pictures are read one at a time, and one
 * that is aborted takes the worker with it.
 *
 * `read` throws AppError `unsupported`: `ocrLanguageMissing` with the language, `ocrFailed`, `ocrPictureTooLarge`; the
 * signal's reason when it is aborted.
 * @param asset address of a packaged file
 * @param languages as tesseract names them (`eng`); none: English
 */
export function openOcr(
  asset: (path: string) => string,
  languages: readonly string[],
  dataOf: LanguageData = () => Promise.resolve(null),
  limits: OcrLimits = usual,
): OpenOcr {
  const wanted = languages.length === 0 ? [packagedOcrLanguage] : [...new Set(languages)];
  let running: Promise<Running> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const close = (): void => {
    const ended = running;
    running = null;
    ended?.then(({ tesseract }) => tesseract.terminate()).catch(() => undefined);
  };

  async function readOne(picture: Blob | OffscreenCanvas, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const bytes = await pictureBytes(picture).catch((thrown: unknown) => {
      throw ocrFailed(thrown);
    });
    try {
      running ??= start(asset, wanted, dataOf, limits);
      const { tesseract, signs } = await unlessAborted(running, signal);
      const recognised = tesseract.recognize(bytes as Uint8Array & Buffer, {}, { text: false, blocks: true });
      const { data } = await within(recognised, signs, limits, signal);
      return textOfBlocks(data.blocks ?? []);
    } catch (thrown) {
      // What it was doing goes on otherwise, and the next picture would wait for it.
      close();
      signal.throwIfAborted();
      throw ocrFailed(thrown);
    }
  }

  return {
    close,
    read(picture, signal) {
      const reading = turn.then(() => readOne(picture, signal));
      turn = reading.catch(() => undefined);
      return reading;
    },
  };
}

interface Running {
  readonly tesseract: Tesseract;
  /** How often it has told of progress. */
  readonly signs: () => number;
}

async function start(
  asset: (path: string) => string,
  languages: readonly string[],
  dataOf: LanguageData,
  { stallMs }: OcrLimits,
): Promise<Running> {
  const own = await dataFor(languages, dataOf);
  const { createWorker, OEM, PSM } = (await import('tesseract.js')).default;
  let signs = 0;
  let fail: (thrown: unknown) => void = () => undefined;
  // A failure to load data is told here alone: the promise of the worker never settles.
  const failed = new Promise<never>((_, reject) => {
    fail = (thrown) => reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
  });
  failed.catch(() => undefined);
  const made = createWorker(packagedOcrLanguage, OEM.LSTM_ONLY, {
    workerPath: asset('tesseract/worker.min.js'),
    // A file, not a folder: of a folder it takes scripts with the WebAssembly inside, as text.
    corePath: asset(`tesseract/${await core()}.js`),
    langPath: asset(`tesseract/${packagedOcrLanguage}.traineddata.gz`).replace(/\/[^/]*$/, ''),
    gzip: true,
    cacheMethod: 'none',
    // Extensions may start no worker from a blob.
    workerBlobURL: false,
    errorHandler: (thrown: unknown) => fail(thrown),
    logger: () => {
      signs += 1;
    },
  });
  const limits = { stallMs, pictureMs: 3 * stallMs };
  const never = new AbortController().signal;
  const prepared = async (): Promise<Running> => {
    const tesseract = await made;
    for (const [language, data] of own) await tesseract.FS('writeFile', [`./${language}.traineddata`, data]);
    // tesseract.js 7 names the languages to its core by the `data` of what it is given, and fetches those given by name.
    const names = { code: 'heddle', data: languages.join('+') };
    if (languages.length > 1 || own.size > 0) await tesseract.reinitialize([names]);
    // By default it takes a page for one block, and reads across columns.
    await tesseract.setParameters({ tessedit_pageseg_mode: PSM.AUTO, debug_file: '/dev/null' });
    return { tesseract, signs: () => signs };
  };
  try {
    return await within(Promise.race([prepared(), failed]), () => signs, limits, never);
  } catch (thrown) {
    made.then((tesseract) => tesseract.terminate()).catch(() => undefined);
    throw thrown;
  }
}

/** Data that was imported, by language. */
async function dataFor(languages: readonly string[], dataOf: LanguageData): Promise<ReadonlyMap<string, Uint8Array>> {
  const own = new Map<string, Uint8Array>();
  for (const language of languages) {
    const data = languageName.test(language) ? await dataOf(language) : null;
    if (data) own.set(language, data);
    else if (language !== packagedOcrLanguage) throw ocrLanguageMissing(language);
  }
  return own;
}

/** The fastest core that this processor can run. */
async function core(): Promise<string> {
  const { relaxedSimd, simd } = await import('wasm-feature-detect');
  const kind = (await relaxedSimd()) ? 'relaxedsimd-' : (await simd()) ? 'simd-' : '';
  return `tesseract-core-${kind}lstm`;
}

/**
 * Waits for work that must show signs of life.
 * @throws the signal's reason; an Error where it hangs
 */
async function within<T>(work: Promise<T>, signs: () => number, limits: OcrLimits, signal: AbortSignal): Promise<T> {
  const result = work.then((value) => ({ value }));
  for (let waitedMs = 0; ;) {
    const before = signs();
    const first = await unlessAborted(Promise.race([result, elapsed(limits.stallMs)]), signal);
    if (first) return first.value;
    waitedMs += limits.stallMs;
    if (signs() === before || waitedMs >= limits.pictureMs) {
      throw new Error(`no answer for ${Math.round(waitedMs / 1000)} s`);
    }
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody hears of what becomes of it once the wait has ended.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A stage has no timers but these. */
function elapsed(ms: number): Promise<null> {
  const after = AbortSignal.timeout(ms);
  return new Promise((resolve) => after.addEventListener('abort', () => resolve(null), { once: true }));
}
