/** Comes with the extension. */
export const packagedOcrLanguage = 'eng';

/** Data for a language that the person imported. */
export interface OcrLanguage {
  /** As Tesseract names it: `deu`, `chi_sim`. */
  readonly language: string;
  /** Unpacked. */
  readonly bytes: number;
  readonly addedAt: number;
}
