import { useState } from 'preact/hooks';
import type { FormatId } from '../../lib/model/job';
import type { JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { StatusWords } from '../jobs/JobStatus';
import { Amount, StoredList } from './PreviewTab';
import { RawChoice } from './RawChoice';
import { Ratings } from './Ratings';

export interface GeneratedTabProps {
  readonly view: JobView;
}

/** Pairs that a model made, as they come. */
export function GeneratedTab({ view }: GeneratedTabProps) {
  const { tools } = useApp();
  const [raw, setRaw] = useState(false);
  const [format, setFormat] = useState<FormatId>(tools.defaultFormat('pair'));
  const formats = tools.formats.filter((info) => info.accepts.includes('pair'));
  const writing = view.job.state === 'running' ? (view.pulse?.model?.writing ?? '') : '';
  return (
    <div class="preview">
      <div class="preview-bar">
        <div class="preview-status">
          <StatusWords view={view} />
          <Amount view={view} trial={false} />
        </div>
        <RawChoice raw={raw} onRaw={setRaw} formats={formats} format={format} onFormat={setFormat} />
        {view.counters.pairsJudged > 0 && <Ratings view={view} />}
        {view.job.state === 'running' && (
          <p class="writing clip" data-testid="writing" aria-hidden="true">
            {writing.slice(-120) || '…'}
          </p>
        )}
      </div>
      <StoredList view={view} clean="faithful" raw={raw ? format : null} />
    </div>
  );
}
