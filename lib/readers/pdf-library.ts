// pdf.js: loaded on use, its worker and tables from the extension's own files, nothing from the network.
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { framesOf, type TextItem } from './pdf-frames';
import type { OutlineEntry } from './pdf-headings';
import type { FontStyle, Frame } from './pdf-model';

/** A call that takes longer will not end: a page made to keep a reader busy. */
const callMs = 90_000;
/** Pages whose drawing is looked at to learn the names of fonts; that takes far longer than their text. */
const fontPages = 24;
const fontMs = 20_000;
const outlineEntries = 5_000;

/** An open document. Pages count from 1. */
export interface OpenPdf {
  readonly pages: number;
  /** What the document says its title is; '' where it does not. */
  title(): Promise<string>;
  outline(): Promise<readonly OutlineEntry[]>;
  /** The text of a page. Throws what pdf.js does where the page is broken. */
  frames(page: number): Promise<readonly Frame[]>;
  /** What is known of the fonts seen so far. */
  readonly fonts: ReadonlyMap<string, FontStyle>;
  /** True if something is drawn on the page. */
  showsSomething(page: number): Promise<boolean>;
  /** The page as a picture. */
  picture(page: number, dpi: number, maxPixels: number): Promise<OffscreenCanvas>;
  close(): void;
}

export interface OpenOptions {
  readonly data: Uint8Array;
  readonly asset: (path: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Opens a document. The bytes are handed over and gone.
 * @throws what pdf.js throws: `PasswordException`, `InvalidPDFException`; the signal's reason when it is aborted
 */
export async function openPdf({ data, asset, signal }: OpenOptions): Promise<OpenPdf> {
  const library = await import('pdfjs-dist/legacy/build/pdf.mjs');
  library.GlobalWorkerOptions.workerSrc = asset('pdfjs/pdf.worker.min.mjs');
  const worker = new library.PDFWorker({ verbosity: library.VerbosityLevel.ERRORS });
  const task = library.getDocument({
    data,
    worker,
    verbosity: library.VerbosityLevel.ERRORS,
    cMapUrl: asset('pdfjs/cmaps/'),
    standardFontDataUrl: asset('pdfjs/standard_fonts/'),
    iccUrl: asset('pdfjs/iccs/'),
    wasmUrl: asset('pdfjs/wasm/'),
    // Fonts are drawn as shapes: none of a document's is given to the browser, none of the system's is looked for.
    disableFontFace: true,
    useSystemFonts: false,
    // Names of fonts, which tell bold from plain.
    fontExtraProperties: true,
    enableXfa: false,
    disableWorkerRendering: true,
  });
  // The worker is ended first: one that is busy for ever would not answer the task's farewell.
  const close = (): void => {
    const ended = task.destroy();
    worker.destroy();
    ended.catch(() => undefined);
  };
  const call = <T>(promise: Promise<T>, ms = callMs): Promise<T> => within(promise, signal, ms);
  try {
    return opened(await call(task.promise), library.OPS, call, close);
  } catch (thrown) {
    close();
    throw thrown;
  }
}

type Call = <T>(promise: Promise<T>, ms?: number) => Promise<T>;

function opened(doc: PDFDocumentProxy, ops: Readonly<Record<string, number>>, call: Call, close: () => void): OpenPdf {
  const fonts = new Map<string, FontStyle>();
  let looked = 0;
  const with1 = async <T>(number: number, use: (page: PDFPageProxy) => Promise<T>): Promise<T> => {
    const page = await call(doc.getPage(number));
    try {
      return await use(page);
    } finally {
      page.cleanup();
    }
  };
  return {
    pages: doc.numPages,
    fonts,
    close,
    async title() {
      const { info } = await call(doc.getMetadata());
      return 'Title' in info && typeof info.Title === 'string' ? info.Title : '';
    },
    async outline() {
      return flat(await call<readonly OutlineNode[] | null>(doc.getOutline()));
    },
    frames: (number) =>
      with1(number, async (page) => {
        const { items, styles } = await call(page.getTextContent());
        const names = Object.keys(styles);
        const unknown = names.filter((name) => !fonts.has(name));
        for (const name of unknown) fonts.set(name, { bold: false, mono: styles[name]?.fontFamily === 'monospace' });
        if (unknown.length > 0 && looked < fontPages) {
          looked += 1;
          await learn(page, unknown, fonts, call);
        }
        const vertical = new Set(names.filter((name) => styles[name]?.vertical));
        const texts = items.flatMap((item): readonly TextItem[] => ('str' in item ? [item] : []));
        return framesOf(texts, page.getViewport({ scale: 1 }), vertical);
      }),
    showsSomething: (number) =>
      with1(number, async (page) => {
        const { fnArray } = await call(page.getOperatorList());
        const drawing = new Set(
          Object.entries(ops).flatMap(([name, code]) =>
            /^(paint|constructPath|shadingFill|.*stroke|.*fill)/i.test(name) ? [code] : [],
          ),
        );
        return fnArray.some((code) => drawing.has(code));
      }),
    picture: (number, dpi, maxPixels) =>
      with1(number, async (page) => {
        const whole = page.getViewport({ scale: 1 });
        const scale = Math.min(
          dpi / 72,
          Math.sqrt(maxPixels / (whole.width * whole.height)),
          16_000 / Math.max(whole.width, whole.height),
        );
        const viewport = page.getViewport({ scale });
        const canvas = new OffscreenCanvas(
          Math.max(1, Math.floor(viewport.width)),
          Math.max(1, Math.floor(viewport.height)),
        );
        // An OffscreenCanvas has all that drawing asks of a canvas.
        // As for paper: for a screen it waits for the next frame to be shown, and no page that is not seen shows any.
        const how = { canvas: canvas as unknown as HTMLCanvasElement, viewport, intent: 'print' };
        await call(page.render(how).promise);
        return canvas;
      }),
  };
}

/** Learns which fonts are bold; a page that cannot be drawn teaches nothing. */
async function learn(
  page: PDFPageProxy,
  names: readonly string[],
  fonts: Map<string, FontStyle>,
  call: Call,
): Promise<void> {
  try {
    await call(page.getOperatorList(), fontMs);
    for (const id of names) {
      const font = await call(new Promise<unknown>((resolve) => void page.commonObjs.get(id, resolve)), 1_000);
      const { name, bold, black } = (font ?? {}) as {
        readonly name?: unknown;
        readonly bold?: unknown;
        readonly black?: unknown;
      };
      const full = typeof name === 'string' ? name : '';
      fonts.set(id, {
        bold: bold === true || black === true || /bold|black|heavy|demi|(?:^|[-,])(?:bd|blk)/i.test(full),
        mono: fonts.get(id)?.mono === true || /mono|courier|consol|typewriter|cmtt/i.test(full),
      });
    }
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return;
    throw thrown;
  }
}

interface OutlineNode {
  readonly title: string;
  readonly items: readonly OutlineNode[];
}

/** An outline in its order, without recursion: a hostile one is as deep as it likes. */
function flat(roots: readonly OutlineNode[] | null): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const waiting = [...(roots ?? [])].reverse().map((node) => ({ node, depth: 1 }));
  while (waiting.length > 0 && entries.length < outlineEntries) {
    const next = waiting.pop();
    if (!next) break;
    entries.push({ title: next.node.title.slice(0, 300), depth: next.depth });
    for (const node of [...next.node.items].reverse()) waiting.push({ node, depth: next.depth + 1 });
  }
  return entries;
}

/** Waits no longer than so many milliseconds, and no longer than the signal lets. */
async function within<T>(promise: Promise<T>, signal: AbortSignal, ms: number): Promise<T> {
  // Nobody hears of what becomes of it once the wait has ended.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const either = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(either.reason as Error);
    either.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    either.removeEventListener('abort', stop);
  }
}
