import { useState } from 'preact/hooks';
import type { DocRow } from '../../lib/store/db';
import { readDocText } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t } from '../i18n';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Panels';
import { Tabs } from '../ui/Tabs';
import { VirtualList } from '../ui/VirtualList';
import { ChunkView } from './ChunkView';
import { DocFacts, DocState } from './DocList';
import { textRows, type TextRow } from './text-rows';
import './docs.css';

export interface DocViewProps {
  readonly doc: DocRow;
  readonly onClose: () => void;
  readonly onUse: () => void;
}

/** A document: its text as it was read, and the chunks a model would be given. */
export function DocView({ doc, onClose, onUse }: DocViewProps) {
  const [tab, setTab] = useState<'text' | 'chunks'>('text');
  return (
    <section class="doc-view" data-testid="doc-view">
      <header class="doc-view-head">
        <div class="spread">
          <Button kind="quiet" testId="doc-close" onClick={onClose}>
            {t('docs_back')}
          </Button>
          {doc.state === 'done' && (
            <Button kind="primary" testId="doc-use" onClick={onUse}>
              {t('docs_use')}
            </Button>
          )}
        </div>
        <h1>
          <bdi>{doc.title || doc.name}</bdi>
        </h1>
        <div class="stack-tight">
          <DocFacts doc={doc} />
          {doc.url !== null && /^https?:/.test(doc.url) && (
            <a class="small clip" href={doc.url} target="_blank" rel="noopener noreferrer">
              {doc.url}
            </a>
          )}
          <DocState doc={doc} />
        </div>
      </header>
      {doc.state === 'done' ? (
        <Tabs
          label={t('docs_views')}
          tabs={[
            { id: 'text', label: t('docs_text') },
            { id: 'chunks', label: t('docs_chunks') },
          ]}
          value={tab}
          onChange={setTab}
        >
          {tab === 'text' ? <TextView doc={doc} /> : <ChunkView doc={doc} />}
        </Tabs>
      ) : (
        <Empty title={t(doc.state === 'failed' ? 'docs_notRead' : 'docs_reading')} />
      )}
    </section>
  );
}

function TextView({ doc }: { readonly doc: DocRow }) {
  const { db } = useApp();
  // Once: the text of a document does not change but by reading it again, which its row tells of.
  const rows = useLive(
    async () => textRows((await readDocText(db, doc.id))?.sections ?? []),
    [db, doc.id, doc.chars, doc.ocrPages],
    { watch: false },
  );
  if (!rows) return <p class="muted pad">{t('loading')}</p>;
  if (rows.length === 0) return <Empty title={t('docs_noText')} />;
  return (
    <VirtualList
      label={t('docs_text')}
      testId="doc-text"
      count={rows.length}
      estimate={140}
      resetKey={doc.id}
      row={(place) => {
        const row = rows[place];
        return row ? <TextPart row={row} /> : null;
      }}
    />
  );
}

function TextPart({ row }: { readonly row: TextRow }) {
  const heading = row.headings?.join(' › ') ?? '';
  const page = row.page === null ? '' : t('docs_page', String(row.page));
  const marks = [page, row.ocr ? t('docs_ocrMark') : ''].filter((mark) => mark !== '');
  return (
    <div class="text-row">
      {(heading !== '' || marks.length > 0) && (
        <div class="text-head">
          <strong dir="auto">{heading}</strong>
          <span class="muted numeric">{marks.join(' · ')}</span>
        </div>
      )}
      <p class="text-words" dir="auto">
        {row.text}
      </p>
    </div>
  );
}
