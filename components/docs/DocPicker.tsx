import type { DocRow } from '../../lib/store/db';
import { useApp } from '../effects';
import { formatNumber, t } from '../i18n';
import { Button } from '../ui/Button';
import { AddDocs } from './AddDocs';
import { DocList } from './DocList';
import { ReadingStopped } from './ReadingStopped';

type Change = (chosen: readonly string[]) => readonly string[];

export interface DocPickerProps {
  readonly docs: readonly DocRow[];
  readonly chosen: readonly string[];
  readonly onChange: (change: Change) => void;
}

/** Which documents are used; those that are added are. */
export function DocPicker({ docs, chosen, onChange }: DocPickerProps) {
  const { effects } = useApp();
  const known = new Set(chosen);
  const read = docs.filter(({ state }) => state === 'done');
  const all = read.every(({ id }) => known.has(id));
  const add = (ids: readonly string[]): void => onChange((now) => [...now, ...ids.filter((id) => !now.includes(id))]);
  return (
    <section class="stack group">
      <div class="spread">
        <h2>{t('docs_title')}</h2>
        {read.length > 1 && (
          <Button kind="quiet" testId="docs-all" onClick={() => onChange(() => (all ? [] : read.map(({ id }) => id)))}>
            {t(all ? 'pick_clear' : 'pick_all')}
          </Button>
        )}
      </div>
      <AddDocs onAdded={add}>
        <ReadingStopped docs={docs} />
        {docs.length > 0 && (
          <DocList
            docs={docs}
            chosen={known}
            onToggle={(id, on) => onChange((now) => (on ? [...now, id] : now.filter((one) => one !== id)))}
            onOpen={(id) => effects.openWorkbench(`documents/${id}`)}
          />
        )}
        {read.length > 1 && (
          <p class="muted small numeric" data-testid="docs-chosen">
            {t('docs_chosen', formatNumber(read.filter(({ id }) => known.has(id)).length), formatNumber(read.length))}
          </p>
        )}
      </AddDocs>
    </section>
  );
}
