import { useState } from 'preact/hooks';
import type { FormatId } from '../../lib/model/job';
import type { JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { label, t } from '../i18n';
import { StatusWords } from '../jobs/JobStatus';
import { Check, SelectField } from '../ui/Field';
import { Amount, StoredList } from './PreviewTab';
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
        <Check label={t('preview_raw')} testId="raw" checked={raw} onChange={setRaw} />
        {raw && (
          <SelectField
            label={t('preview_format')}
            testId="raw-format"
            value={format}
            choices={formats.map(({ id }) => ({ value: id, label: label('format', id) }))}
            onChange={setFormat}
          />
        )}
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
