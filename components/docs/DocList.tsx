import type { DocRow } from '../../lib/store/db';
import { useApp } from '../effects';
import { errorText, formatAgo, formatBytes, formatDate, label, t, tn } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useNow } from '../use-live';
import { Button, ConfirmButton } from '../ui/Button';
import { Progress } from '../ui/Panels';
import { ScannedPages } from './ScannedPages';

export interface DocListProps {
  readonly docs: readonly DocRow[];
  /** Ids of those that are chosen; null: nothing is chosen here. */
  readonly chosen: ReadonlySet<string> | null;
  readonly onToggle?: (docId: string, on: boolean) => void;
  readonly onOpen: (docId: string) => void;
}

/** Documents with what they are and how far their reading is. */
export function DocList({ docs, chosen, onToggle, onOpen }: DocListProps) {
  return (
    <ul class="docs" data-testid="documents">
      {docs.map((doc) => (
        <li class="doc" key={doc.id} data-testid={`doc-row-${doc.id}`}>
          <DocHead doc={doc} chosen={chosen?.has(doc.id) ?? null} onToggle={onToggle} onOpen={onOpen} />
          <DocState doc={doc} />
        </li>
      ))}
    </ul>
  );
}

interface DocHeadProps {
  readonly doc: DocRow;
  /** null: nothing is chosen here. */
  readonly chosen: boolean | null;
  readonly onToggle: DocListProps['onToggle'];
  readonly onOpen: DocListProps['onOpen'];
}

function DocHead({ doc, chosen, onToggle, onOpen }: DocHeadProps) {
  const { send } = useApp();
  const [problem, follow] = useCommand();
  const name = doc.title || doc.name;
  const read = doc.state === 'done';
  return (
    <>
      <div class="doc-head">
        {chosen !== null && (
          <input
            type="checkbox"
            checked={chosen && read}
            disabled={!read}
            aria-label={name}
            data-testid={`doc-${doc.id}`}
            onChange={(event) => onToggle?.(doc.id, event.currentTarget.checked)}
          />
        )}
        <div class="grow">
          {read ? (
            <button
              type="button"
              class="doc-name clip"
              title={t('docs_open', doc.name)}
              data-testid={`doc-open-${doc.id}`}
              onClick={() => onOpen(doc.id)}
            >
              <bdi>{name}</bdi>
            </button>
          ) : (
            <span class="doc-name clip" title={doc.name}>
              <bdi>{name}</bdi>
            </span>
          )}
          <DocFacts doc={doc} />
        </div>
        <ConfirmButton
          kind="quiet"
          testId={`doc-delete-${doc.id}`}
          question={t('docs_deleteAsk')}
          yes={t('action_delete')}
          no={t('action_cancel')}
          onConfirm={() => follow(send('docs.delete', { docId: doc.id }))}
        >
          {t('action_delete')}
        </ConfirmButton>
      </div>
      <Problem problem={problem} />
    </>
  );
}

/** “PDF · 12 pages · 1.2 MB · 3 minutes ago”. */
export function DocFacts({ doc }: { readonly doc: DocRow }) {
  const now = useNow(60_000);
  const facts = [
    doc.kind === null ? null : label('docKind', doc.kind),
    doc.pages === null ? null : tn('docs_pages', doc.pages),
    doc.bytes > 0 ? formatBytes(doc.bytes) : null,
    doc.state === 'done' ? tn('docs_chars', doc.chars) : null,
  ];
  return (
    <span class="doc-facts muted small numeric">
      {facts.filter((fact) => fact !== null).join(' · ')}
      {' · '}
      <time title={formatDate(doc.createdAt)}>{formatAgo(doc.createdAt, now)}</time>
    </span>
  );
}

/** What is to be known of its reading: how far, why not, what is missing. */
export function DocState({ doc }: { readonly doc: DocRow }) {
  const { send } = useApp();
  const [problem, follow] = useCommand();
  const name = doc.title || doc.name;
  if (doc.state === 'pending') {
    return (
      <div class="doc-state">
        <Progress
          fraction={doc.progress}
          label={t('docs_reading')}
          state={doc.progress === null ? 'still' : 'moving'}
        />
        <span class="muted small" role="status">
          {t(doc.progress === null ? 'docs_waiting' : 'docs_reading')}
        </span>
      </div>
    );
  }
  if (doc.state === 'failed') {
    return (
      <div class="doc-state">
        <span class="field-bad" data-testid={`doc-problem-${doc.id}`}>
          {doc.problem ? errorText(doc.problem) : t('docs_failed', name)}
        </span>
        {doc.hash !== null && (
          <div>
            <Button
              kind="quiet"
              testId={`doc-retry-${doc.id}`}
              onClick={() => follow(send('docs.readAgain', { docId: doc.id, ocr: false, ocrLanguages: [] }))}
            >
              {t('docs_retry')}
            </Button>
          </div>
        )}
        <Problem problem={problem} />
      </div>
    );
  }
  if (doc.scannedPages.length === 0 && doc.remarks.length === 0 && doc.ocrPages === 0) return null;
  return (
    <div class="doc-state">
      {doc.ocrPages > 0 && <span class="muted small">{tn('docs_ocrPages', doc.ocrPages)}</span>}
      {doc.remarks.map((remark) => (
        <span class="muted small break" key={remark}>
          {remark}
        </span>
      ))}
      {doc.scannedPages.length > 0 && <ScannedPages doc={doc} />}
    </div>
  );
}
