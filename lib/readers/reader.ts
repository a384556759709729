import type { DocKind, DocText } from '../model/doc';

/** What a reader may use of the world. */
export interface ReadContext {
  readonly name: string;
  /** Where it was fetched from; null: a file. For relative links and Readability. */
  readonly url: string | null;
  readonly signal: AbortSignal;
  /** 0 … 1. */
  readonly onProgress: (fraction: number) => void;
  /** Address of a packaged asset inside the extension. */
  readonly asset: (path: string) => string;
  /** Reads pictures of text; null where OCR is not wanted. */
  readonly ocr: Ocr | null;
}

/** Recognises the text of a picture. */
export interface Ocr {
  /** @returns paragraphs parted by an empty line; '' where there is none */
  read(picture: Blob | OffscreenCanvas, signal: AbortSignal): Promise<string>;
}

/**
 * Turns a file into sections. Runs in the engine page. Throws AppError `unsupported` whose `reason` is one of
 * `docBroken`, `docEncrypted`, `docEmpty`, `docTooLarge`, `docBomb`, `docKind`, with the file's name as first parameter.
 */
export interface DocReader {
  readonly id: DocKind;
  readonly label: string;
  /** File extensions without dot, lower case; the first is the usual one. */
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
  read(file: Blob, context: ReadContext): Promise<DocText>;
}
