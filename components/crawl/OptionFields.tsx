import type { ComponentChildren } from 'preact';
import type { SiteOptions, SiteOptionValue } from '../../lib/model/job';
import type { SiteOption } from '../../lib/sites';
import { optionText, t } from '../i18n';
import { Button } from '../ui/Button';
import { Check, SelectField, TextField } from '../ui/Field';
import { NumberField } from '../ui/NumberField';
import { ManyField } from './ManyField';
import { valueOf, type NamedChoice } from './options';

/** The choices of one field as the site itself named them. */
export interface AskedChoices {
  readonly field: string;
  /** null: not asked yet; the field has the ones it declares. */
  readonly choices: readonly NamedChoice[] | null;
  readonly onRefresh: () => void;
  readonly refreshing: boolean;
}

export interface OptionFieldsProps {
  readonly site: string;
  readonly options: readonly SiteOption[];
  readonly values: SiteOptions;
  readonly onChange: (values: SiteOptions) => void;
  readonly asked?: AskedChoices | null;
}

const leastNumber = 0;
const mostNumber = 1_000_000;

/** What only one site has to choose, drawn by kind: no site is known here. */
export function OptionFields({ site, options, values, onChange, asked = null }: OptionFieldsProps) {
  const set = (id: string, value: SiteOptionValue): void => onChange({ ...values, [id]: value });
  const fields = options.filter(({ kind }) => kind !== 'switch');
  const switches = options.filter(({ kind }) => kind === 'switch');
  return (
    <div class="stack">
      {fields.length > 0 && (
        <div class="grid-2">
          {fields.map((option) => (
            <OptionField
              key={option.id}
              site={site}
              option={option}
              value={valueOf(option, values)}
              onChange={(value) => set(option.id, value)}
              asked={asked?.field === option.id ? asked : null}
            />
          ))}
        </div>
      )}
      {switches.length > 0 && (
        <div class="radios">
          {switches.map((option) => (
            <Check
              key={option.id}
              label={optionText(site, option.id, '', option.id)}
              hint={optionText(site, option.id, 'Hint', '') || undefined}
              testId={`option-${option.id}`}
              checked={valueOf(option, values) === true}
              onChange={(on) => set(option.id, on)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface OptionFieldProps {
  readonly site: string;
  readonly option: SiteOption;
  readonly value: SiteOptionValue;
  readonly onChange: (value: SiteOptionValue) => void;
  readonly asked: AskedChoices | null;
}

function OptionField({ site, option, value, onChange, asked }: OptionFieldProps) {
  const { id, kind } = option;
  const choices = asked?.choices ?? declared(site, option);
  const hint = optionText(site, id, 'Hint', '') || undefined;
  const shared = {
    label: optionText(site, id, '', id),
    hint,
    testId: `option-${id}`,
    wide: kind === 'text' || needsRoom(hint ?? '', choices),
  };
  if (kind === 'number') {
    const { min = leastNumber, max = mostNumber } = option;
    const optional = option.default === null;
    return (
      <NumberField
        {...shared}
        value={typeof value === 'number' ? value : null}
        min={min}
        max={max}
        optional={optional}
        placeholder={optional ? t('opt_noLimit') : ''}
        problem={t('opt_badNumber', min, max)}
        onChange={(next) => onChange(next === null ? null : Math.round(next))}
      />
    );
  }
  if (kind === 'many') {
    return (
      <ManyField
        {...shared}
        choices={choices}
        value={typeof value === 'string' ? value : null}
        onChange={onChange}
        onRefresh={asked?.onRefresh}
        refreshing={asked?.refreshing}
      />
    );
  }
  const text = typeof value === 'string' ? value : '';
  const known = choices.some((choice) => choice.value === text);
  const control =
    kind === 'choice' ? (
      <SelectField
        {...shared}
        value={text}
        choices={known ? choices : [{ value: text, label: text }, ...choices]}
        onChange={onChange}
      />
    ) : (
      <TextField
        {...shared}
        value={text}
        suggestions={choices}
        onChange={(next) => onChange(next.trim() === '' ? null : next)}
      />
    );
  return asked ? <Asked asked={asked}>{control}</Asked> : control;
}

/** A field whose choices the site can be asked for. */
function Asked({ asked, children }: { readonly asked: AskedChoices; readonly children: ComponentChildren }) {
  return (
    <div class="many wide">
      {children}
      <div class="quiet-actions">
        <Button
          kind="quiet"
          testId={`option-${asked.field}-refresh`}
          disabled={asked.refreshing}
          onClick={asked.onRefresh}
        >
          {t(asked.refreshing ? 'loading' : 'pick_refreshList')}
        </Button>
      </div>
    </div>
  );
}

/** What half a narrow panel has no room for: a long hint, or a choice that would be cut. */
function needsRoom(hint: string, choices: readonly NamedChoice[]): boolean {
  return widthOf(hint) > 44 || choices.some(({ label }) => widthOf(label) > 17);
}

/** In letters; an ideograph takes the room of two. */
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);
}

/** The choices an option declares; those of a `many` are names of the site. */
function declared(site: string, { id, kind, choices = [] }: SiteOption): readonly NamedChoice[] {
  return choices.map((value) => ({
    value,
    label: kind === 'many' ? value : optionText(site, id, `_${value}`, value),
  }));
}
