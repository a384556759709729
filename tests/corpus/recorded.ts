import { existsSync, readFileSync } from 'node:fs';
import type { Harvest } from '../../lib/model/thread';
import { readFile } from '../../lib/sites';

/** Recorded files of other people's writing, beside the project where there are any. */
export const corpus = '../shared/corpus';

/** Files are named by their path in the corpus. */
export interface Recorded {
  /** false: they are not there, and nothing can be tested. */
  readonly there: boolean;
  readonly urlOf: (file: string) => URL;
  readonly textOf: (file: string) => string;
  readonly read: (file: string) => Harvest | null;
}

/**
 * @param folder of a site; `''`: the whole corpus
 * @param toUrl the address of a file by what the index says of it, which is not always an address
 */
export function recorded(folder: string, toUrl: (stated: string) => URL): Recorded {
  const there = existsSync(`${corpus}/${folder}`);
  const lines = there ? readFileSync(`${corpus}/INDEX.tsv`, 'utf8').split('\n') : [];
  const addresses = new Map(
    lines.map((line) => line.split('\t')).map(([file = '', , , stated = '']) => [file, stated]),
  );
  const pathOf = (file: string): string => (folder === '' ? file : `${folder}/${file}`);
  const urlOf = (file: string): URL => toUrl(addresses.get(pathOf(file)) ?? '');
  const textOf = (file: string): string => readFileSync(`${corpus}/${pathOf(file)}`, 'utf8');
  return { there, urlOf, textOf, read: (file) => readFile({ url: urlOf(file), text: textOf(file) }) };
}
