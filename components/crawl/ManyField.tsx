import { useState } from 'preact/hooks';
import { formatNumber, t } from '../i18n';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Picks } from '../ui/Picks';
import { filterChoices, joinMany, manyOf, type NamedChoice } from './options';

export interface ManyFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly choices: readonly NamedChoice[];
  /** Joined by commas; null: none. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  /** Asks the site what there is now; absent: nobody to ask. */
  readonly onRefresh?: (() => void) | undefined;
  readonly refreshing?: boolean | undefined;
  readonly testId: string;
}

/** A filter is of use from this many choices on. */
const many = 12;

/** Several of the choices, with a filter where they are many. */
export function ManyField(props: ManyFieldProps) {
  const { label, hint, choices, value, onChange, onRefresh, refreshing, testId } = props;
  const [words, setWords] = useState('');
  const chosen = new Set(manyOf(value));
  // What was chosen and the site no longer names is still shown, so that it can be taken back.
  const known = new Set(choices.map((choice) => choice.value));
  const strangers = [...chosen].filter((one) => !known.has(one)).map((one) => ({ value: one, label: one }));
  const all = [...choices, ...strangers];
  const shown = filterChoices(all, words);
  /** In the order of the choices, so that the same ones make the same job. */
  const put = (next: ReadonlySet<string>): void =>
    onChange(joinMany(all.filter((one) => next.has(one.value)).map((one) => one.value)));
  return (
    <div class="many wide">
      <div class="spread">
        <span class="field-label">{label}</span>
        <span class="muted small numeric" data-testid={`${testId}-count`}>
          {t('pick_chosen', formatNumber(chosen.size), formatNumber(all.length))}
        </span>
      </div>
      {all.length > many && (
        <TextField label={t('pick_filter')} testId={`${testId}-filter`} value={words} onChange={setWords} />
      )}
      <Picks
        legend={label}
        picks={shown}
        chosen={chosen}
        empty={t('pick_none')}
        testId={testId}
        onToggle={(one, on) => put(on ? new Set([...chosen, one]) : new Set([...chosen].filter((c) => c !== one)))}
      />
      <div class="quiet-actions">
        <Button
          kind="quiet"
          testId={`${testId}-all`}
          onClick={() => put(new Set([...chosen, ...shown.map((one) => one.value)]))}
        >
          {t('pick_all')}
        </Button>
        <Button kind="quiet" testId={`${testId}-clear`} disabled={chosen.size === 0} onClick={() => onChange(null)}>
          {t('pick_clear')}
        </Button>
        {onRefresh && (
          <Button kind="quiet" testId={`${testId}-refresh`} disabled={refreshing ?? false} onClick={onRefresh}>
            {t(refreshing ? 'loading' : 'pick_refresh')}
          </Button>
        )}
      </div>
      {hint !== undefined && <span class="field-hint">{hint}</span>}
    </div>
  );
}
