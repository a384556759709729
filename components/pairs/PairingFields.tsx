import type { PairingOptions } from '../../lib/model/pairing';
import { useApp } from '../effects';
import { label, t } from '../i18n';
import { Check, SelectField } from '../ui/Field';
import { NumberField } from '../ui/NumberField';

export interface PairingFieldsProps {
  readonly value: PairingOptions;
  readonly onChange: (value: PairingOptions) => void;
}

const inputLimit = 100_000_000;

/** How pairs are made: the strategy, and of its options those that it heeds. */
export function PairingFields({ value, onChange }: PairingFieldsProps) {
  const { strategies } = useApp().tools;
  const info = strategies.find((strategy) => strategy.id === value.strategy);
  const uses = (key: keyof PairingOptions): boolean => info?.uses.includes(key) ?? true;
  const set = (part: Partial<PairingOptions>): void => onChange({ ...value, ...part });
  return (
    <div class="stack">
      <div class="grid-2">
        <SelectField
          wide
          label={t('opt_strategy')}
          hint={label('strategyHint', value.strategy)}
          testId="strategy"
          value={value.strategy}
          choices={strategies.map((strategy) => ({ value: strategy.id, label: label('strategy', strategy.id) }))}
          onChange={(strategy) => set({ strategy })}
        />
        {uses('clean') && (
          <SelectField
            label={t('opt_clean')}
            testId="clean"
            value={value.clean}
            choices={[
              { value: 'faithful', label: t('opt_clean_faithful') },
              { value: 'plain', label: t('opt_clean_plain') },
            ]}
            onChange={(clean) => set({ clean })}
          />
        )}
        <RelationFields value={value} set={set} uses={uses} />
        <LengthFields value={value} set={set} uses={uses} />
      </div>
      <CheckFields value={value} set={set} uses={uses} />
    </div>
  );
}

interface PartProps {
  readonly value: PairingOptions;
  readonly set: (part: Partial<PairingOptions>) => void;
  readonly uses: (key: keyof PairingOptions) => boolean;
}

function RelationFields({ value, set, uses }: PartProps) {
  const bad = t('opt_badNumber', 0, 1000);
  return (
    <>
      {uses('roles') && (
        <SelectField
          label={t('opt_roles')}
          testId="roles"
          value={value.roles}
          choices={[
            { value: 'author', label: t('opt_roles_author') },
            { value: 'parity', label: t('opt_roles_parity') },
          ]}
          onChange={(roles) => set({ roles })}
        />
      )}
      {uses('fallback') && (
        <SelectField
          label={t('opt_fallback')}
          testId="fallback"
          value={value.fallback}
          choices={[
            { value: 'none', label: t('opt_fallback_none') },
            { value: 'last-k', label: t('opt_fallback_last_k') },
          ]}
          onChange={(fallback) => set({ fallback })}
        />
      )}
      {uses('answers') && (
        <SelectField
          label={t('opt_answers')}
          testId="answers"
          value={value.answers}
          choices={[
            { value: 'accepted', label: t('opt_answers_accepted') },
            { value: 'accepted-or-best', label: t('opt_answers_accepted_or_best') },
            { value: 'above-score', label: t('opt_answers_above_score') },
            { value: 'best-n', label: t('opt_answers_best_n') },
          ]}
          onChange={(answers) => set({ answers })}
        />
      )}
      {uses('answersMinScore') && value.answers === 'above-score' && (
        <NumberField
          label={t('opt_answersMinScore')}
          testId="answers-min-score"
          value={value.answersMinScore}
          max={1000}
          optional={false}
          problem={bad}
          onChange={(score) => set({ answersMinScore: score ?? 1 })}
        />
      )}
      {uses('answersBestN') && value.answers === 'best-n' && (
        <NumberField
          label={t('opt_answersBestN')}
          testId="answers-best-n"
          value={value.answersBestN}
          min={1}
          max={1000}
          optional={false}
          problem={t('opt_badNumber', 1, 1000)}
          onChange={(n) => set({ answersBestN: n ?? 1 })}
        />
      )}
      {uses('preferenceGap') && (
        <NumberField
          label={t('opt_gap')}
          testId="gap"
          value={value.preferenceGap}
          max={1000}
          optional={false}
          problem={bad}
          onChange={(gap) => set({ preferenceGap: gap ?? 2 })}
        />
      )}
    </>
  );
}

function LengthFields({ value, set, uses }: PartProps) {
  return (
    <>
      {uses('k') && (
        <NumberField
          label={t('opt_k')}
          testId="k"
          value={value.k}
          min={1}
          max={1000}
          optional={false}
          problem={t('opt_badNumber', 1, 1000)}
          onChange={(k) => set({ k: Math.round(k ?? 1) })}
        />
      )}
      {uses('maxInputChars') && (
        <NumberField
          label={t('opt_maxInputChars')}
          testId="max-input"
          value={value.maxInputChars}
          min={1}
          max={inputLimit}
          placeholder={t('opt_noLimit')}
          problem={t('opt_badNumber', 1, inputLimit)}
          onChange={(chars) => set({ maxInputChars: chars === null ? null : Math.round(chars) })}
        />
      )}
      {uses('minLength') && (
        <NumberField
          label={t('opt_minLength')}
          testId="min-length"
          value={value.minLength}
          max={100_000}
          optional={false}
          problem={t('opt_badNumber', 0, 100_000)}
          onChange={(chars) => set({ minLength: Math.round(chars ?? 0) })}
        />
      )}
    </>
  );
}

const checks = [
  ['mergeSameAuthor', 'opt_merge'],
  ['requireQuestion', 'opt_question'],
  ['includeBots', 'opt_bots'],
  ['dropKnownQuotes', 'opt_quotes'],
  ['includeTitle', 'opt_title'],
  ['pseudonyms', 'opt_pseudonyms'],
] as const;

function CheckFields({ value, set, uses }: PartProps) {
  return (
    <div class="radios">
      {checks
        .filter(([key]) => uses(key))
        .map(([key, text]) => (
          <Check
            key={key}
            label={t(text)}
            testId={`check-${key}`}
            checked={value[key]}
            onChange={(checked) => set({ [key]: checked })}
          />
        ))}
    </div>
  );
}
