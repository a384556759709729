import { useState } from 'preact/hooks';
import type { GenerateSpec } from '../../lib/model/generate';
import { listDocs } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t, tn } from '../i18n';
import { OneJob, tabIds, type TabId } from '../jobs/OneJob';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Panels';
import { Tabs } from '../ui/Tabs';
import { AddDocs } from './AddDocs';
import { DocList } from './DocList';
import { ReadingStopped } from './ReadingStopped';
import { DocView } from './DocView';
import { GenerateForm } from './GenerateForm';
import './docs.css';

export interface DocumentsPageProps {
  /** What is open: a document's id, `new`, `job/<id>`; '': the list. */
  readonly part: string;
  readonly onGo: (part: string) => void;
}

/** Documents: adding, looking, and making pairs from them. */
export function DocumentsPage({ part, onGo }: DocumentsPageProps) {
  const { db } = useApp();
  const docs = useLive(() => listDocs(db), [db]);
  // What the form begins with: documents that were asked for, or the settings of a job.
  const [wish, setWish] = useState<{ readonly docIds?: readonly string[]; readonly from: GenerateSpec | null }>({
    from: null,
  });
  const make = (next: typeof wish): void => {
    setWish(next);
    onGo('new');
  };
  if (!docs) return <p class="muted page">{t('loading')}</p>;
  if (part === 'new') {
    return (
      <div class="page">
        <div class="page-body stack">
          <div>
            <Button kind="quiet" testId="form-close" onClick={() => onGo('')}>
              {t('docs_back')}
            </Button>
            <h1>{t('docs_make')}</h1>
          </div>
          <GenerateForm {...wish} onStarted={(jobId) => onGo(`job/${jobId}`)} />
        </div>
      </div>
    );
  }
  if (part.startsWith('job/')) {
    return (
      <JobView
        key={part}
        jobId={part.slice('job/'.length)}
        onClose={() => onGo('')}
        onCopy={(from) => make({ from })}
      />
    );
  }
  const open = docs.find(({ id }) => id === part);
  if (open) {
    return (
      <DocView
        key={open.id}
        doc={open}
        onClose={() => onGo('')}
        onUse={() => make({ docIds: [open.id], from: null })}
      />
    );
  }
  const read = docs.filter(({ state }) => state === 'done').length;
  return (
    <div class="page">
      <div class="page-body stack">
        <div class="spread">
          <h1>{t('docs_title')}</h1>
          <Button kind="primary" testId="make-pairs" disabled={read === 0} onClick={() => make({ from: null })}>
            {t('docs_make')}
          </Button>
        </div>
        <AddDocs onAdded={() => undefined}>
          {docs.length === 0 ? (
            <Empty title={t('docs_emptyTitle')} testId="docs-empty">
              <p>{t('docs_emptyHint')}</p>
            </Empty>
          ) : (
            <>
              <p class="muted small numeric">{tn('docs_count', docs.length)}</p>
              <ReadingStopped docs={docs} />
              <DocList docs={docs} chosen={null} onOpen={onGo} />
            </>
          )}
        </AddDocs>
      </div>
    </div>
  );
}

interface JobViewProps {
  readonly jobId: string;
  readonly onClose: () => void;
  readonly onCopy: (spec: GenerateSpec) => void;
}

/** The job that was started here, as the side panel shows it. */
function JobView({ jobId, onClose, onCopy }: JobViewProps) {
  const [tab, setTab] = useState<TabId>('job');
  const [chosen, setChosen] = useState(false);
  return (
    <section class="job-view" data-testid="job-view">
      <header>
        <Button kind="quiet" testId="job-close" onClick={onClose}>
          {t('docs_back')}
        </Button>
      </header>
      <Tabs
        label={t('panel_tabs')}
        tabs={tabIds.map((id) => ({ id, label: t(`tab_${id}`) }))}
        value={tab}
        onChange={(next) => {
          setChosen(true);
          setTab(next);
        }}
      >
        <OneJob
          jobId={jobId}
          tab={tab}
          onCopy={(spec) => spec.kind === 'generate' && onCopy(spec)}
          onDeleted={onClose}
          onRows={() => !chosen && setTab('preview')}
        />
      </Tabs>
    </section>
  );
}
