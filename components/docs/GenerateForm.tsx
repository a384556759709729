import type { GenerateSpec } from '../../lib/model/generate';
import { listDocs } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t } from '../i18n';
import { useLive } from '../use-live';

export interface GenerateFormProps {
  /** The settings of a job that was; null: our own. */
  readonly from: GenerateSpec | null;
  readonly onStarted: (jobId: string) => void;
}

/** Pairs from documents, with all options. */
export function GenerateForm({ from }: GenerateFormProps) {
  const { db } = useApp();
  const docs = useLive(() => listDocs(db), [db]);
  if (!docs) return <p class="muted">{t('loading')}</p>;
  return (
    <ul class="stack-tight" data-testid="documents" data-from={from?.docIds.join(' ')}>
      {docs.map((doc) => (
        <li key={doc.id}>{doc.title || doc.name}</li>
      ))}
    </ul>
  );
}
