import { useRef, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { ContainerId, DatasetSpec, FormatId } from '../../lib/model/job';
import { passing } from '../../lib/curate/index';
import type { JobView } from '../../lib/store/queries';
import { datasetName } from '../crawl/spec';
import { useApp } from '../effects';
import { errorText, formatBytes, formatNumber, label, t, tn } from '../i18n';
import { Button } from '../ui/Button';
import { Check, Radios, SelectField, TextField } from '../ui/Field';
import { Empty, Notice } from '../ui/Panels';
import { ExportList } from './ExportList';
import { defaultName, isFileName } from './name';
import './export.css';

export interface ExportTabProps {
  readonly view: JobView;
  readonly spec: DatasetSpec;
}

export function ExportTab({ view, spec }: ExportTabProps) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <div class="scroll stack" ref={box}>
      <ExportList ofJobId={view.job.id} />
      {view.counters.pairs > 0 ? (
        <ExportForm view={view} spec={spec} onStarted={() => box.current?.scrollTo({ top: 0, behavior: 'smooth' })} />
      ) : (
        <Empty title={t('export_nothing')} testId="export-empty">
          <p>{t(spec.kind === 'generate' ? 'export_nothingHintDocs' : 'export_nothingHint')}</p>
        </Empty>
      )}
    </div>
  );
}

function ExportForm({ view, spec, onStarted }: ExportTabProps & { readonly onStarted: () => void }) {
  const { tools, effects, send } = useApp();
  const { job, counters } = view;
  const strategy = spec.kind === 'scrape' ? (job.pairing ?? spec.pairing).strategy : null;
  const yields = tools.strategies.find(({ id }) => id === strategy)?.yields ?? 'pair';
  const [wished, setWished] = useState<FormatId | null>(null);
  const [container, setContainer] = useState<ContainerId>('jsonl');
  const [images, setImages] = useState(true);
  const [name, setName] = useState(() => defaultName(datasetName({ name: job.name, spec })));
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [asking, setAsking] = useState(false);

  // A format chosen for another strategy may not fit the one that was applied since.
  const fits = tools.formats.some(({ id, accepts }) => id === wished && accepts.includes(yields));
  const format = wished !== null && fits ? wished : tools.defaultFormat(yields);
  const withImages = images && counters.imagesStored > 0;
  const good = isFileName(name);
  const kept = keptOf(view);

  const save = (): void => {
    setProblem(null);
    setAsking(true);
    const options = { format, container, images: withImages };
    effects
      .requestDownloads()
      .catch(() => false)
      .then((granted) =>
        send('export.start', { ofJobId: job.id, name: name.trim(), options, save: granted ? 'download' : 'page' }),
      )
      .then(onStarted)
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setAsking(false));
  };
  return (
    <section class="stack" data-testid="export-form">
      <Radios
        legend={t('export_format')}
        showLegend
        testId="format"
        value={format}
        choices={tools.formats.map(({ id, accepts }) => ({
          value: id,
          label: label('format', id),
          disabled: !accepts.includes(yields),
          hint: accepts.includes(yields) ? undefined : takes(accepts),
        }))}
        onChange={setWished}
      />
      <div class="grid-2">
        <SelectField
          label={t('export_container')}
          testId="container"
          value={container}
          choices={(['jsonl', 'json'] as const).map((id) => ({ value: id, label: label('container', id) }))}
          onChange={setContainer}
        />
        <TextField
          label={t('export_name')}
          testId="export-name"
          value={name}
          problem={good ? undefined : t('export_nameBad')}
          onChange={setName}
        />
      </div>
      {counters.imagesStored > 0 && (
        <Check
          label={t('export_images')}
          side={t('export_imagesSide', tn('count_images', counters.imagesStored), formatBytes(counters.bytesStored))}
          testId="export-images"
          checked={images}
          onChange={setImages}
        />
      )}
      <Contents view={view} spec={spec} container={container} withImages={withImages} />
      {kept === 0 && (
        <Notice tone="warn" testId="export-none">
          {t('export_keptNone', formatNumber(job.threshold ?? 0))}
        </Notice>
      )}
      {job.state === 'running' && <Notice>{t('export_running')}</Notice>}
      {problem && <Notice tone="bad">{errorText(problem)}</Notice>}
      <div class="stack-tight">
        <Button kind="primary" wide testId="save" disabled={!good || asking || kept === 0} onClick={save}>
          {t('export_save')}
        </Button>
        <p class="muted small">{t('export_hintSave')}</p>
      </div>
    </section>
  );
}

function takes(accepts: readonly string[]): string {
  return t('export_takes', accepts.map((kind) => label('kind', kind)).join(', '));
}

interface ContentsProps {
  readonly view: JobView;
  readonly spec: DatasetSpec;
  readonly container: ContainerId;
  readonly withImages: boolean;
}

/** What will be in the archive. */
function Contents({ view, spec, container, withImages }: ContentsProps) {
  const { counters } = view;
  const fromDocs = spec.kind === 'generate';
  const rows: readonly (readonly [string, string])[] = [
    [`train.${container}`, recordsText(view, spec)],
    ...(withImages
      ? [
          [
            'images/',
            t('export_imagesSide', tn('count_images', counters.imagesStored), formatBytes(counters.bytesStored)),
          ] as const,
        ]
      : []),
    ['sources.jsonl', t(fromDocs ? 'export_sourcesDocs' : 'export_sources')],
    ['provenance.jsonl', t(fromDocs ? 'export_provenanceDocs' : 'export_provenance')],
    ['manifest.json', t('export_manifest')],
  ];
  return (
    <section class="stack-tight" data-testid="contents">
      <h3 class="field-label">{t('export_contents')}</h3>
      <dl class="contents">
        {rows.map(([file, what]) => (
          <div key={file}>
            <dt>{file}</dt>
            <dd class="numeric">{what}</dd>
          </div>
        ))}
      </dl>
      {withImages && counters.bytesStored > 900_000_000 && <p class="muted small">{t('export_volumes')}</p>}
    </section>
  );
}

/** Pairs the threshold lets through; those that nobody judged pass. */
function keptOf({ job, counters }: JobView): number {
  return passing(counters.ratings, job.threshold) + Math.max(0, counters.pairs - counters.pairsJudged);
}

/** “60 pairs of 100; …”, or the pairs as far as the limit goes. */
function recordsText(view: JobView, spec: DatasetSpec): string {
  const { job, counters } = view;
  if (spec.kind === 'generate') {
    const kept = keptOf(view);
    const records = tn('count_pairs', kept);
    return kept < counters.pairs
      ? t('export_kept', records, counters.pairs, formatNumber(job.threshold ?? 0))
      : records;
  }
  const limit = spec.limits.pairs ?? counters.pairs;
  const records = tn('count_pairs', Math.min(limit, counters.pairs));
  return limit < counters.pairs ? t('export_recordsCut', records, limit) : records;
}
