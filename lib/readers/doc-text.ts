import type { DocText, Section } from '../model/doc';
import { docEmpty } from './refusal';

interface Parts {
  readonly name: string;
  readonly title?: string | null;
  readonly sections: readonly Section[];
  readonly pages?: number | null;
  readonly remarks?: readonly string[];
}

/**
 * What a reader gives back.
 * @throws AppError `docEmpty` where no section has a letter or digit
 */
export function docText({ name, title, sections, pages = null, remarks = [] }: Parts): DocText {
  if (!sections.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) throw docEmpty(name);
  return { title: (title ?? '').replace(/\s+/g, ' ').trim().slice(0, 500), sections, pages, scannedPages: [], remarks };
}
