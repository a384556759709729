import { useState } from 'preact/hooks';
import { defaultSpec, type DatasetSpec, type ScrapeSpec } from '../../lib/model/job';
import { useApp } from '../effects';
import { t } from '../i18n';
import { useOffline } from '../Offline';
import { GenerateForm } from '../docs/GenerateForm';
import { FromPage } from './FromPage';
import { FromSite } from './FromSite';
import { SourcePicker, sourceSites, type SourceId } from './SourcePicker';
import { SpecForm } from './SpecForm';
import './crawl.css';

export interface NewJobProps {
  /** The spec of a job to be done once more with other settings; null: from a source. */
  readonly from: DatasetSpec | null;
  /** Documents to begin with. */
  readonly docIds?: readonly string[];
  readonly onStarted: (jobId: string) => void;
}

/** A new dataset with all its options. */
export function NewJob({ from, docIds, onStarted }: NewJobProps) {
  if (from?.kind === 'generate') return <GenerateForm from={from} onStarted={onStarted} />;
  if (from) return <FromJob from={from} onStarted={onStarted} />;
  return <FromSource docIds={docIds ?? null} onStarted={onStarted} />;
}

interface FromSourceProps extends Pick<NewJobProps, 'onStarted'> {
  readonly docIds: readonly string[] | null;
}

function FromSource({ docIds, onStarted }: FromSourceProps) {
  const { tools } = useApp();
  const offline = useOffline();
  const [wished, setWished] = useState<SourceId>(docIds ? 'documents' : 'page');
  // Nothing is read from the network, not even the open page, before it is known that it may be.
  if (offline === undefined) return <p class="muted">{t('loading')}</p>;
  const source = offline ? 'documents' : wished;
  const site = sourceSites(tools.sites).find(({ id }) => id === source);
  return (
    <div class="stack">
      <SourcePicker value={source} onChange={setWished} offline={offline} />
      {source === 'page' && <FromPage onStarted={onStarted} />}
      {source === 'documents' && <GenerateForm from={null} {...(docIds ? { docIds } : {})} onStarted={onStarted} />}
      {site && <FromSite key={site.id} site={site} onStarted={onStarted} />}
    </div>
  );
}

/** The settings of a job that was, on the same target. */
function FromJob({ from, onStarted }: { readonly from: ScrapeSpec; readonly onStarted: (jobId: string) => void }) {
  const { tools } = useApp();
  const [start, setStart] = useState({ spec: from, resets: 0 });
  const defaults = tools.sites.find(({ id }) => id === from.target.site)?.defaults;
  return (
    <SpecForm
      key={start.resets}
      start={start.spec}
      target={from.target}
      onStarted={onStarted}
      onReset={() => setStart({ spec: defaultSpec(from, defaults), resets: start.resets + 1 })}
    >
      <p class="break">
        <strong>{from.siteName}</strong> · <bdi>{from.target.title || from.target.url}</bdi>
      </p>
    </SpecForm>
  );
}
