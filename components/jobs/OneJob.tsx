import { useEffect, useRef, useState } from 'preact/hooks';
import type { DatasetSpec, Job } from '../../lib/model/job';
import { readJob, type JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { ExportTab } from '../export/ExportTab';
import { t } from '../i18n';
import { GeneratedTab } from '../pairs/GeneratedTab';
import { PreviewTab } from '../pairs/PreviewTab';
import { Empty } from '../ui/Panels';
import { useLive, whileRunningMs } from '../use-live';
import { JobTab } from './JobTab';
import { showsRows } from './status';

export const tabIds = ['job', 'preview', 'export'] as const;
export type TabId = (typeof tabIds)[number];

/** Jobs that make a dataset; others read documents, export, fetch models. */
export function isDataset(job: Job): job is Job<DatasetSpec> {
  return job.spec.kind === 'scrape' || job.spec.kind === 'generate';
}

export interface OneJobProps {
  readonly jobId: string;
  readonly tab: TabId;
  readonly onCopy: (spec: DatasetSpec) => void;
  readonly onDeleted: () => void;
  /** The job has ended, and has rows to show. */
  readonly onRows: () => void;
}

/** A dataset in one of its three tabs. */
export function OneJob({ jobId, tab, onCopy, onDeleted, onRows }: OneJobProps) {
  const { db } = useApp();
  const [busy, setBusy] = useState(true);
  const view = useLive(() => readJob(db, jobId), [db, jobId], { everyMs: busy ? whileRunningMs : null });
  const working = view ? view.job.state === 'running' || view.job.nextRevision !== null : true;
  useEffect(() => setBusy(working), [working]);
  const before = useRef<Job | null>(null);
  useEffect(() => {
    if (view && showsRows(before.current, view)) onRows();
    before.current = view?.job ?? null;
  }, [view]);
  useSeen(view?.job);
  if (view === undefined) return <p class="muted pad">{t('loading')}</p>;
  if (!view || !isDatasetView(view)) return <Empty title={t('panel_emptyTitle')} />;
  const spec = view.job.spec;
  if (tab === 'preview') {
    return spec.kind === 'generate' ? (
      <GeneratedTab view={view} />
    ) : (
      <PreviewTab key={view.job.revision} view={view} spec={spec} />
    );
  }
  if (tab === 'export') return <ExportTab view={view} spec={spec} />;
  return <JobTab view={view} onCopy={() => onCopy(spec)} onDeleted={onDeleted} />;
}

function isDatasetView(view: JobView): view is JobView & { readonly job: Job<DatasetSpec> } {
  return isDataset(view.job);
}

/** The person looked at it: the badge may go. */
function useSeen(job: Job | undefined): void {
  const { send } = useApp();
  const news = job !== undefined && job.endedAt !== null && !job.seen;
  const id = job?.id ?? '';
  useEffect(() => {
    if (news) send('job.seen', { jobId: id }).catch(() => undefined);
  }, [news, id, send]);
}
