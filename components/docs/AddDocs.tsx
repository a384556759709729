import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { useApp, useDocTools, type AddedFiles } from '../effects';
import { errorText, t } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { DropTarget } from '../ui/DropTarget';
import { TextField } from '../ui/Field';
import { Fold, Notice } from '../ui/Panels';
import { AddThread } from './AddThread';

export interface AddDocsProps {
  /** Documents that came of it; they are read by and by. */
  readonly onAdded: (docIds: readonly string[]) => void;
  readonly children?: ComponentChildren;
}

/** All ways by which a document gets here. Files may be dropped anywhere on it. */
export function AddDocs({ onAdded, children }: AddDocsProps) {
  const adding = useAddFiles(onAdded);
  return (
    <DropZone onFiles={adding.add}>
      <div class="stack">
        <div class="drop-zone" data-testid="drop-zone">
          <div class="row">
            <FileButton onFiles={adding.add} disabled={adding.now !== null} />
            <PageButton onAdded={onAdded} />
          </div>
          <p class={adding.now === null ? 'muted small' : 'small break'} role="status" data-testid="adding">
            {adding.now ?? t('docs_dropHint')}
          </p>
        </div>
        {adding.refused.map(({ name, problem }) => (
          <Notice tone="bad" key={name} testId="file-refused">
            {errorText(problem)}
          </Notice>
        ))}
        <Problem problem={adding.problem} />
        <Fold title={t('docs_moreWays')} testId="more-ways">
          <div class="stack">
            <UrlField onAdded={onAdded} />
            <AddThread onAdded={onAdded} />
          </div>
        </Fold>
        {children}
      </div>
    </DropZone>
  );
}

function useAddFiles(onAdded: AddDocsProps['onAdded']) {
  const { effects } = useApp();
  const [now, setNow] = useState<string | null>(null);
  const [refused, setRefused] = useState<AddedFiles['refused']>([]);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const add = (files: readonly File[]): void => {
    if (files.length === 0 || now !== null) return;
    setProblem(null);
    setRefused([]);
    setNow(t('docs_adding', 1, files.length, files[0]?.name ?? ''));
    effects
      .addFiles(files, (place, name) => setNow(t('docs_adding', place + 1, files.length, name)))
      .then(
        (added) => {
          setRefused(added.refused);
          onAdded(added.docIds);
        },
        (thrown: unknown) => setProblem(toErrorInfo(thrown)),
      )
      .finally(() => setNow(null));
  };
  return { add, now, refused, problem };
}

interface FilesProps {
  readonly onFiles: (files: readonly File[]) => void;
}

function FileButton({ onFiles, disabled }: FilesProps & { readonly disabled: boolean }) {
  const { accepted } = useDocTools();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button testId="add-files" disabled={disabled} onClick={() => input.current?.click()}>
        {t('docs_addFiles')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted.join(',')}
        data-testid="file-input"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** Documents may be dropped anywhere on it. */
function DropZone({ onFiles, children }: FilesProps & { readonly children: ComponentChildren }) {
  return (
    <DropTarget name="drop" onDrop={({ files }) => onFiles([...files])}>
      {children}
    </DropTarget>
  );
}

/** The open page as it stands; makes no request, so offline mode has nothing against it. */
function PageButton({ onAdded }: Pick<AddDocsProps, 'onAdded'>) {
  const { effects, send } = useApp();
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [busy, setBusy] = useState(false);
  const { readPageHtml } = effects;
  if (!readPageHtml) return null;
  const add = (): void => {
    setProblem(null);
    setBusy(true);
    readPageHtml()
      .then((page) => send('docs.addPage', page))
      .then(({ docId }) => onAdded([docId]))
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button testId="add-page" disabled={busy} hint={t('docs_addPageHint')} onClick={add}>
        {t('docs_addPage')}
      </Button>
      <Problem problem={problem} />
    </>
  );
}

function UrlField({ onAdded }: Pick<AddDocsProps, 'onAdded'>) {
  const { effects, send } = useApp();
  const offline = useOffline() !== false;
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [busy, setBusy] = useState(false);
  const address = url.trim();
  const good = URL.canParse(address) && /^https?:/i.test(address);
  const add = (): void => {
    setProblem(null);
    setBusy(true);
    // The host must be granted first; without a wait, since the right to ask for that ends with the click.
    effects
      .requestOrigins([effects.originPattern(address)])
      .then(() => send('docs.addUrl', { url: address }))
      .then(({ docId }) => {
        setUrl('');
        onAdded([docId]);
      })
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div class="stack-tight">
      <div class="log-bar">
        <TextField
          label={t('docs_url')}
          type="url"
          placeholder="https://"
          testId="doc-url"
          value={url}
          disabled={offline}
          problem={address !== '' && !good ? t('docs_urlBad') : undefined}
          onChange={setUrl}
        />
        <Button testId="doc-url-add" disabled={!good || busy || offline} onClick={add}>
          {t('docs_add')}
        </Button>
      </div>
      {offline && (
        <p class="muted small" data-testid="url-offline">
          {t('docs_urlOffline')}
        </p>
      )}
      <Problem problem={problem} />
    </div>
  );
}
