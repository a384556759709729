import { useEffect, useRef, useState } from 'preact/hooks';
import type { DatasetSpec, Job } from '../../lib/model/job';
import { listJobs, readSetting } from '../../lib/store/queries';
import { NewJob } from '../crawl/NewJob';
import { datasetName, panelWishKey, type PanelWish } from '../crawl/spec';
import { useApp } from '../effects';
import { t } from '../i18n';
import { OfflineBanner } from '../Offline';
import { useLive, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { SelectField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Empty } from '../ui/Panels';
import { Tabs } from '../ui/Tabs';
import { isDataset, OneJob, tabIds, type TabId } from './OneJob';
import { Settings } from './Settings';
import { headline } from './status-text';
import './jobs.css';

type Choice =
  | { readonly jobId: string }
  | {
      readonly newFrom: DatasetSpec | null;
      /** The popup asked for it: the page is read again, since its click is what gives the right to read. */
      readonly wishedAt?: number;
      /** Documents that it asked for. */
      readonly docIds?: readonly string[];
    };

/** The side panel: one dataset at a time. */
export function Panel() {
  const { db, effects } = useApp();
  const jobs = useLive(async () => (await listJobs(db)).filter(isDataset), [db], { everyMs: 2 * whileRunningMs });
  const { tab, setTab, showRows, forget } = useTab();
  const [settings, setSettings] = useState(false);
  const [choice, choose] = useChoice(jobs, { onWish: () => setTab('job'), onStarted: forget });
  if (!jobs || !choice) return <p class="muted pad">{t('loading')}</p>;

  const jobId = 'jobId' in choice ? choice.jobId : null;
  const setChoice = (next: Choice): void => {
    setSettings(false);
    choose(next);
  };
  const afterDelete = (): void => {
    const next = jobs.find((job) => job.id !== jobId);
    setChoice(next ? { jobId: next.id } : { newFrom: null });
  };
  const tabs = tabIds.map((id) => ({ id, label: t(`tab_${id}`) }));
  return (
    <main class="panel">
      <div class="panel-top">
        <div class="grow">
          <DatasetSelect jobs={jobs} jobId={jobId} onChoose={setChoice} />
        </div>
        {jobId !== null && (
          <Button testId="new-job-button" hint={t('panel_newJob')} onClick={() => setChoice({ newFrom: null })}>
            {t('panel_new')}
          </Button>
        )}
        <Button
          kind="icon"
          label={t('nav_open')}
          testId="workbench-button"
          onClick={() => effects.openWorkbench(jobId === null ? 'documents' : undefined)}
        >
          <Icon name="workbench" />
        </Button>
        <Button kind="icon" label={t('panel_settings')} testId="settings-button" onClick={() => setSettings(!settings)}>
          <Icon name="settings" />
        </Button>
      </div>
      <OfflineBanner />
      {settings ? (
        <Settings onClose={() => setSettings(false)} />
      ) : (
        <Tabs label={t('panel_tabs')} tabs={tabs} value={tab} onChange={setTab}>
          {'jobId' in choice ? (
            <OneJob
              key={choice.jobId}
              jobId={choice.jobId}
              tab={tab}
              onCopy={(spec) => {
                setTab('job');
                setChoice({ newFrom: spec });
              }}
              onDeleted={afterDelete}
              onRows={showRows}
            />
          ) : tab === 'job' ? (
            <div class="scroll">
              <NewJob
                key={choice.newFrom ? keyOf(choice.newFrom) : `page ${choice.wishedAt ?? 0}`}
                from={choice.newFrom}
                {...(choice.docIds ? { docIds: choice.docIds } : {})}
                onStarted={(started) => {
                  forget();
                  setChoice({ jobId: started });
                }}
              />
            </div>
          ) : (
            <Empty title={t('preview_noJob')} testId="no-job" />
          )}
        </Tabs>
      )}
    </main>
  );
}

function keyOf(spec: DatasetSpec): string {
  return spec.kind === 'scrape' ? spec.target.url : `documents ${spec.docIds.join(' ')}`;
}

interface DatasetSelectProps {
  readonly jobs: readonly Job<DatasetSpec>[];
  /** null: a new one is being made. */
  readonly jobId: string | null;
  readonly onChoose: (choice: Choice) => void;
}

function DatasetSelect({ jobs, jobId, onChoose }: DatasetSelectProps) {
  if (jobs.length === 0) return <h1>{t('panel_newJob')}</h1>;
  return (
    <SelectField
      label={t('panel_job')}
      testId="job-select"
      value={jobId ?? 'new'}
      choices={[
        ...(jobId === null ? [{ value: 'new', label: t('panel_newJob') }] : []),
        ...jobs.map((job) => ({ value: job.id, label: `${datasetName(job)} · ${headline(job, null)}` })),
      ]}
      onChange={(value) => onChoose(value === 'new' ? { newFrom: null } : { jobId: value })}
    />
  );
}

/**
 * The tab that is shown. Rows of a job that ends show by themselves, unless the person has chosen a tab: what somebody
 * looks at is not taken away.
 */
function useTab() {
  const [tab, setTab] = useState<TabId>('job');
  const chosen = useRef(false);
  const choose = (next: TabId): void => {
    chosen.current = true;
    setTab(next);
  };
  return {
    tab,
    setTab: choose,
    showRows: (): void => {
      if (!chosen.current) setTab('preview');
    },
    /** A new job: what was chosen for the last one is no choice for it. */
    forget: (): void => {
      chosen.current = false;
    },
  };
}

/** What is shown: what the person chose last, here or in the popup; a job started while the panel is open is a choice. */
function useChoice(
  jobs: readonly Job[] | undefined,
  on: { readonly onWish: () => void; readonly onStarted: () => void },
) {
  const { db } = useApp();
  const [choice, setChoice] = useState<Choice | null>(null);
  const newest = jobs?.[0];
  const [opened] = useState(() => Date.now());
  const wish = useLive(() => readSetting<PanelWish | null>(db, panelWishKey, null), [db]);
  useEffect(() => {
    if (!jobs) return;
    if (!newest) setChoice((now) => now ?? { newFrom: null });
    else if (newest.createdAt > opened) {
      on.onStarted();
      setChoice({ jobId: newest.id });
    } else setChoice((now) => now ?? { jobId: newest.id });
  }, [jobs === undefined, newest?.id]);
  useEffect(() => {
    if (!jobs || !wish || Date.now() - wish.at > 10_000) return;
    // It was granted long since, when a job was started after it.
    if (newest && newest.createdAt > wish.at) return;
    setChoice({ newFrom: null, wishedAt: wish.at, ...(wish.docIds ? { docIds: wish.docIds } : {}) });
    on.onWish();
  }, [jobs === undefined, wish?.at]);
  return [choice, setChoice] as const;
}
