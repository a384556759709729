import type { DocReader } from './reader';

/** PDF: text in reading order, headings, tables; pages that are pictures by OCR where that is wanted. */
export const pdf: DocReader = {
  id: 'pdf',
  label: 'PDF',
  extensions: ['pdf'],
  mediaTypes: ['application/pdf', 'application/x-pdf'],
  async read(file, context) {
    const { readPdf } = await import('./pdf-read');
    return readPdf(file, context);
  },
};
