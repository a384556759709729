import { useEffect, useState } from 'preact/hooks';
import type { InstalledModel } from '../../lib/model/installed-model';
import { listDownloads, listModels } from '../../lib/store/queries';
import { useApp, useModelEffects, type MachineFacts } from '../effects';
import { formatBytes, t } from '../i18n';
import { useLive, whileRunningMs } from '../use-live';
import { Empty } from '../ui/Panels';
import { ImportModel } from './ImportModel';
import { machineText, ModelRow } from './ModelRow';
import { Offers } from './Offers';
import { doneOf } from './status';
import { useWork } from './work';
import '../jobs/jobs.css';
import './models.css';

/** Models on this machine, those on offer, and import from disk. */
export function ModelsPage() {
  const { db } = useApp();
  const machine = useMachine();
  const [state, work] = useWork(useModelEffects());
  const models = useLive(() => listModels(db), [db], { everyMs: 2 * whileRunningMs });
  const downloads = useLive(() => listDownloads(db), [db], { everyMs: whileRunningMs });
  useSeenDownloads(downloads);
  if (!models || !downloads) return <p class="muted pad">{t('loading')}</p>;
  return (
    <section class="models" data-testid="models">
      <div class="stack-tight">
        <h1>{t('models_title')}</h1>
        <p class="muted small" data-testid="machine">
          {machine ? machineText(machine) : t('models_looking')}
        </p>
      </div>
      <section class="stack" aria-label={t('models_here')}>
        <div class="spread">
          <h2>{t('models_here')}</h2>
          <StorageLine models={models} />
        </div>
        {models.length === 0 ? (
          <Empty title={t('models_none')} testId="models-empty">
            <p>{t('models_noneHint')}</p>
          </Empty>
        ) : (
          <ul class="model-list">
            {models.map((model) => (
              <ModelRow
                key={model.id}
                model={model}
                download={downloads.get(model.id) ?? null}
                machine={machine}
                state={state}
                work={work}
              />
            ))}
          </ul>
        )}
      </section>
      <section class="stack" aria-label={t('models_import')}>
        <h2>{t('models_import')}</h2>
        <ImportModel state={state} work={work} />
      </section>
      <section class="stack" aria-label={t('models_onOffer')}>
        <h2>{t('models_onOffer')}</h2>
        <Offers machine={machine} models={models} />
      </section>
    </section>
  );
}

/** null until it was looked at. */
export function useMachine(): MachineFacts | null {
  const effects = useModelEffects();
  const [machine, setMachine] = useState<MachineFacts | null>(null);
  useEffect(() => {
    let gone = false;
    void effects.machine().then((facts) => {
      if (!gone) setMachine(facts);
    });
    return () => {
      gone = true;
    };
  }, [effects]);
  return machine;
}

function StorageLine({ models }: { readonly models: readonly InstalledModel[] }) {
  const { effects } = useApp();
  const bytes = models.reduce((sum, model) => sum + doneOf(model), 0);
  const [free, setFree] = useState<number | null>(null);
  useEffect(() => {
    effects.storageUse().then(
      ({ usedBytes, quotaBytes }) => setFree(quotaBytes === null ? null : Math.max(0, quotaBytes - usedBytes)),
      () => setFree(null),
    );
  }, [effects, bytes]);
  return (
    <span class="muted small numeric" data-testid="models-storage">
      {[
        bytes > 0 ? t('models_storageOnly', formatBytes(bytes)) : '',
        free === null ? '' : t('models_free', formatBytes(free)),
      ]
        .filter((part) => part !== '')
        .join(' ')}
    </span>
  );
}

/** What has become of a download is seen here: the badge may go. */
function useSeenDownloads(downloads: Awaited<ReturnType<typeof listDownloads>> | undefined): void {
  const { send } = useApp();
  const news = [...(downloads?.values() ?? [])].flatMap(({ job }) =>
    job.state !== 'running' && !job.seen ? job.id : [],
  );
  useEffect(() => {
    for (const jobId of news) send('job.seen', { jobId }).catch(() => undefined);
  }, [news.join(' ')]);
}
