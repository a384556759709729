import { useEffect, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { FormatId, ScrapeSpec } from '../../lib/model/job';
import type { Pair } from '../../lib/model/pair';
import type { PairingOptions } from '../../lib/model/pairing';
import type { JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { errorText, formatNumber, label, t, tn } from '../i18n';
import { StatusWords } from '../jobs/JobStatus';
import { Button } from '../ui/Button';
import { Empty, Fold, Notice } from '../ui/Panels';
import { VirtualList } from '../ui/VirtualList';
import { PairingFields } from './PairingFields';
import { PairRow } from './PairRow';
import { trialRows, tryPairing } from './trial';
import { RawChoice } from './RawChoice';
import { usePairs } from './use-pairs';
import './pairs.css';

export interface PreviewTabProps {
  readonly view: JobView;
  readonly spec: ScrapeSpec;
}

export function PreviewTab({ view, spec }: PreviewTabProps) {
  const { send, tools } = useApp();
  const { job } = view;
  const made = job.pairing ?? spec.pairing;
  const [options, setOptions] = useState<PairingOptions>(made);
  const [format, setFormat] = useState<FormatId | null>(null);
  const [raw, setRaw] = useState(false);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const trying = !sameOptions(options, made) && !sameOptions(options, job.nextRevision?.pairing ?? made);
  const trial = useTrial(view, trying ? options : null);

  const yields = tools.strategies.find(({ id }) => id === (trying ? options : made).strategy)?.yields ?? 'pair';
  const formats = tools.formats.filter((info) => info.accepts.includes(yields));
  const shownFormat = formats.find((info) => info.id === format)?.id ?? tools.defaultFormat(yields);
  const apply = (): void => {
    setProblem(null);
    send('job.repair', { jobId: job.id, pairing: options }).catch((thrown: unknown) => setProblem(toErrorInfo(thrown)));
  };
  return (
    <div class="preview">
      <div class="preview-controls">
        <Fold title={t('preview_controls')} side={label('strategy', options.strategy)} testId="preview-controls">
          <PairingFields value={options} onChange={setOptions} />
        </Fold>
      </div>
      <div class="preview-bar">
        <div class="preview-status">
          <StatusWords view={view} />
          <Amount view={view} trial={trying} />
        </div>
        <RawChoice raw={raw} onRaw={setRaw} formats={formats} format={shownFormat} onFormat={setFormat} />
        {trying && (
          <Notice testId="trial">
            <span role="status">
              {trial ? t('preview_trial', tn('count_pairs', trial.length)) : t('preview_trialBusy')}
            </span>
            <div class="row">
              <Button kind="primary" testId="apply" onClick={apply}>
                {t('action_apply')}
              </Button>
              <Button testId="discard" onClick={() => setOptions(made)}>
                {t('preview_discard')}
              </Button>
            </div>
          </Notice>
        )}
        {job.nextRevision && <Notice testId="applying">{t('preview_applying')}</Notice>}
        {problem && <Notice tone="bad">{errorText(problem)}</Notice>}
      </div>
      {trying ? (
        <TrialList pairs={trial} clean={options.clean} raw={raw ? shownFormat : null} />
      ) : (
        <StoredList view={view} clean={made.clean} raw={raw ? shownFormat : null} />
      )}
    </div>
  );
}

export function Amount({ view, trial }: { readonly view: JobView; readonly trial: boolean }) {
  return (
    <span class="muted numeric" data-testid="preview-count">
      {trial ? `≤ ${formatNumber(trialRows)}` : tn('count_pairs', view.counters.pairs)}
    </span>
  );
}

interface ListProps {
  readonly clean: PairingOptions['clean'];
  readonly raw: FormatId | null;
}

export function StoredList({ view, clean, raw }: ListProps & { readonly view: JobView }) {
  const { job } = view;
  const pairs = usePairs(view);
  // By a model: there is no strategy to choose.
  const made = job.kind === 'generate';
  if (pairs.count === null) return <p class="muted pad">{t('loading')}</p>;
  if (pairs.count === 0) {
    return (
      <Empty title={t(job.state === 'done' ? 'preview_noneTitle' : 'preview_emptyTitle')} testId="preview-empty">
        <p>{t(job.state !== 'done' ? 'preview_emptyHint' : made ? 'preview_emptyMade' : 'preview_emptyDone')}</p>
      </Empty>
    );
  }
  return (
    <VirtualList
      label={t('preview_list')}
      testId="pairs"
      count={pairs.count}
      estimate={rowEstimate}
      resetKey={`${job.id} ${job.revision} ${raw ?? ''}`}
      onRange={pairs.onRange}
      row={(place) => {
        const pair = pairs.at(place);
        return pair ? (
          <PairRow pair={pair} place={place} clean={clean} raw={raw} threshold={job.threshold} />
        ) : (
          <div class="pair pair-waiting" />
        );
      }}
    />
  );
}

const rowEstimate = 160;

function TrialList({ pairs, clean, raw }: ListProps & { readonly pairs: readonly Pair[] | null }) {
  if (!pairs) return <div class="grow" />;
  if (pairs.length === 0) {
    return (
      <Empty title={t('preview_noneTitle')} testId="trial-empty">
        <p>{t('preview_emptyDone')}</p>
      </Empty>
    );
  }
  return (
    <VirtualList
      label={t('preview_list')}
      testId="pairs"
      count={pairs.length}
      estimate={rowEstimate}
      resetKey={raw ?? ''}
      row={(place) => {
        const pair = pairs[place];
        return pair ? <PairRow pair={pair} place={place} clean={clean} raw={raw} /> : null;
      }}
    />
  );
}

/** The first rows under other options; null while they are being made. */
function useTrial({ job }: JobView, options: PairingOptions | null): readonly Pair[] | null {
  const { db, tools } = useApp();
  const [pairs, setPairs] = useState<readonly Pair[] | null>(null);
  useEffect(() => {
    if (!options) {
      setPairs(null);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      tryPairing(db, job.id, options, tools.repair, stop.signal).then(
        (next) => !stop.signal.aborted && setPairs(next),
        () => !stop.signal.aborted && setPairs([]),
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [db, tools, job.id, options]);
  return pairs;
}

function sameOptions(a: PairingOptions, b: PairingOptions): boolean {
  const keys = Object.keys(a) as (keyof PairingOptions)[];
  return keys.every((key) => a[key] === b[key]);
}
