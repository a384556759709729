import type { Section } from '../../lib/model/doc';
import { sectionGap } from '../../lib/model/doc';
import type { DocRow, HeddleDb } from '../../lib/store/db';
import * as data from './data';
import { model } from './model-scenes';
import type { Scene } from './scenes';

// Documents, their text and chunks, and the form for pairs, by name.

const paragraph = (n: number): string =>
  `A heddle guides warp thread number ${n} through its eye. ` +
  'When the shaft is raised, the threads it carries go up together and leave a shed, through which the shuttle passes. '.repeat(
    2 + (n % 3),
  );

/** A book of many chapters; every fifth section has a table. */
export const book: readonly Section[] = Array.from({ length: 120 }, (_, n) => ({
  headings: [`Chapter ${Math.floor(n / 6) + 1}: The loom`, `Section ${(n % 6) + 1}`],
  page: n + 1,
  text:
    n % 5 === 4
      ? `${paragraph(n)}\n\n| Shaft | Threads |\n|---|---|\n| 1 | 240 |\n| 2 | 240 |\n\n${paragraph(n + 1)}`
      : `${paragraph(n)}\n\n${paragraph(n + 1)}\n\n${paragraph(n + 2)}`,
  ...(n === 3 ? { ocr: true as const } : {}),
}));

export function doc(part: Partial<DocRow>): DocRow {
  return {
    id: 'doc-book',
    jobId: 'import-1',
    name: 'The-weavers-handbook.pdf',
    origin: 'file',
    url: null,
    kind: 'pdf',
    mediaType: 'application/pdf',
    bytes: 4_310_000,
    hash: 'cd'.repeat(32),
    state: 'done',
    problem: null,
    progress: 1,
    title: 'The weaver’s handbook',
    pages: 120,
    chars: book.map(({ text }) => text).join(sectionGap).length,
    scannedPages: [],
    ocrPages: 1,
    remarks: [],
    createdAt: data.now - 90_000,
    ...part,
  };
}

export const fresh = {
  state: 'pending',
  kind: null,
  pages: null,
  chars: 0,
  ocrPages: 0,
  title: '',
  progress: null,
} as const;
const broken = (reason: string, name: string) => ({
  ...fresh,
  name,
  state: 'failed' as const,
  problem: { code: 'unsupported' as const, reason, params: [name], message: '' },
});

async function putDocs(db: HeddleDb): Promise<void> {
  await db.docs.bulkPut([
    doc({}),
    doc({ ...fresh, id: 'doc-reading', name: 'Dyeing-with-madder.epub', progress: 0.42, bytes: 12_000_000 }),
    doc({ ...fresh, id: 'doc-waiting', name: 'notes.md', bytes: 4200, createdAt: data.now - 91_000 }),
    doc({ ...broken('docEncrypted', 'contract-2019.pdf'), id: 'doc-locked', createdAt: data.now - 92_000 }),
    doc({
      id: 'doc-scanned',
      name: 'Pattern-book-1911.pdf',
      title: '',
      pages: 48,
      scannedPages: Array.from({ length: 46 }, (_, n) => n + 2),
      ocrPages: 0,
      chars: 1800,
      bytes: 88_000_000,
      createdAt: data.now - 3 * 3_600_000,
    }),
    doc({
      id: 'doc-page',
      name: 'A page with a rather long title that does not fit into a narrow side panel at all, as titles of pages are',
      title: '',
      origin: 'page',
      url: 'https://loom.example/articles/on-heddles',
      kind: 'html',
      pages: null,
      bytes: 82_000,
      chars: 9200,
      ocrPages: 0,
      remarks: ['3 pictures were left out.'],
      createdAt: data.now - 86_400_000,
    }),
    doc({
      id: 'doc-rtl',
      name: 'نول النسيج.txt',
      title: '',
      kind: 'text',
      pages: null,
      chars: 900,
      ocrPages: 0,
      bytes: 1700,
      createdAt: data.now - 2 * 86_400_000,
    }),
  ]);
  for (const docId of ['doc-book', 'doc-scanned', 'doc-page', 'doc-rtl']) {
    await db.docTexts.put({ docId, sections: docId === 'doc-book' ? book : book.slice(0, 3) });
  }
}

async function withModel(db: HeddleDb): Promise<void> {
  await putDocs(db);
  await db.models.put(model({}));
}

const offline = (db: HeddleDb): Promise<unknown> => db.settings.put({ key: 'offline', value: true });
const choose = ['source-documents', 'doc-doc-book'] as const;

export const docScenes: Readonly<Record<string, Scene>> = {
  'docs-empty': { page: 'workbench', place: 'documents' },
  'docs-list': { page: 'workbench', place: 'documents', clicks: ['more-ways'], fill: putDocs },
  'docs-delete': { page: 'workbench', place: 'documents', clicks: ['doc-delete-doc-book'], fill: putDocs },
  'docs-offline': {
    page: 'workbench',
    place: 'documents',
    clicks: ['more-ways'],
    fill: async (db) => {
      await offline(db);
      await putDocs(db);
    },
  },
  'docs-text': { page: 'workbench', place: 'documents/doc-book', fill: putDocs },
  'docs-chunks': { page: 'workbench', place: 'documents/doc-book', clicks: ['tab-chunks'], fill: withModel },
  'docs-scanned': { page: 'workbench', place: 'documents/doc-scanned', fill: putDocs },
  'docs-form': { page: 'workbench', place: 'documents/new', clicks: ['doc-doc-book'], fill: withModel },
  'generate-empty': { page: 'panel', clicks: ['source-documents'] },
  'generate-no-model': { page: 'panel', clicks: choose, fill: putDocs },
  'generate-form': { page: 'panel', clicks: choose, fill: withModel },
  'generate-options': {
    page: 'panel',
    clicks: [
      ...choose,
      'generation-type-cot',
      'group-chunks',
      'group-style',
      'group-sampling',
      'curate',
      'overlap-tokens=900',
      'temperature=9',
    ],
    fill: withModel,
  },
  'generate-prompt': {
    page: 'panel',
    clicks: [...choose, 'group-prompt', 'template-user=Ask {{chunk}} {{nonsense}}'],
    fill: withModel,
  },
  'generate-server': {
    page: 'panel',
    clicks: [...choose, 'curate', 'judge-other', 'server-url=192.168.1.20:8000', 'server-ask'],
    fill: async (db) => {
      await putDocs(db);
      await db.settings.put({
        key: 'lastModel',
        value: { engine: 'server', model: '', url: 'http://localhost:11434/v1' },
      });
    },
  },
  'generate-offline': {
    page: 'panel',
    clicks: ['doc-doc-book', 'more-ways'],
    fill: async (db) => {
      await offline(db);
      await withModel(db);
    },
  },
};
