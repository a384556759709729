import { showImages } from '../model/image';
import type { FormatId } from '../model/job';
import type { Pair, PairKind, PairSource } from '../model/pair';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a format needs of a pair; drafts with their thread's title and address serve too. */
export type RecordPair = Pick<Pair, 'kind' | 'turns' | 'chosen' | 'rejected' | 'text'> & {
  readonly source: Pick<PairSource, 'title' | 'url'>;
};

export interface RecordOptions {
  /** What is written for an image key: a file's path, or the address; the key itself when it is unknown. */
  image(key: string): string;
  /** The words in an image, '' where there are none; absent: none are known. */
  imageText?(key: string): string;
}

/** The shape of one exported record. */
export interface ExportFormat {
  readonly id: FormatId;
  readonly label: string;
  readonly accepts: readonly PairKind[];
  /** null: this kind of pair cannot be said in this format. */
  record(pair: RecordPair, options: RecordOptions): Json | null;
}

/** No half of a character, which strict JSON readers refuse. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Text as it is exported: well-formed, and with what stands for its images, and their words behind them. */
export function exportText(text: string, options: RecordOptions): string {
  const shown = showImages(text, {
    name: (key) => options.image(key),
    text: (key) => options.imageText?.(key) ?? '',
  });
  return wellFormed(shown);
}
