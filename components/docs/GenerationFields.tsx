import type { ComponentChildren } from 'preact';
import { generationKinds, generationRanges, type CheckResult } from '../../lib/generate/index';
import type { Difficulty, GenerationOptions } from '../../lib/model/generate';
import { checkText, label, t } from '../i18n';
import { Radios, SelectField, TextField } from '../ui/Field';
import { NumberField } from '../ui/NumberField';
import { Fold } from '../ui/Panels';
import { withType } from './form';

type NumberKey = keyof typeof generationRanges;
const difficulties: readonly Difficulty[] = ['any', 'easy', 'medium', 'hard'];
/** What a number field can take; beyond it, whole numbers are not exact. */
const mostTyped = 999_999_999_999;

export interface GenerationFieldsProps {
  readonly options: GenerationOptions;
  readonly onChange: (options: GenerationOptions) => void;
  readonly problems: readonly CheckResult[];
  /** Chunks will be smaller than asked for. */
  readonly tight: CheckResult | null;
  /** Told of a field whose text is no number that can be taken. */
  readonly onBad: (field: string, bad: boolean) => void;
  /** Further sections, after its own. */
  readonly children?: ComponentChildren;
}

/** What is made, how much of it, and how the model is asked. */
export function GenerationFields(props: GenerationFieldsProps) {
  const { options, onChange, problems, tight, onBad } = props;
  const set = (part: Partial<GenerationOptions>): void => onChange({ ...options, ...part });
  const told = (field: keyof GenerationOptions): string | undefined => {
    const problem = problems.find((one) => one.field === field);
    return problem && checkText(problem);
  };
  const number = (field: NumberKey, testId: string) => {
    const { min, max } = generationRanges[field];
    const most = Math.min(max, mostTyped);
    return {
      testId,
      value: options[field],
      min,
      max: most,
      optional: field === 'maxChunks',
      problem: t('opt_badNumber', String(min), most),
      clash: told(field),
      onBad: (bad: boolean) => onBad(field, bad),
      onChange: (value: number | null) => {
        if (value !== null || field === 'maxChunks') set({ [field]: value });
      },
    };
  };
  return (
    <>
      <Radios
        legend={t('gen_type')}
        showLegend
        testId="generation-type"
        value={options.type}
        choices={generationKinds.map(({ id }) => ({
          value: id,
          label: label('generation', id),
          hint: label('generationHint', id),
        }))}
        onChange={(type) => onChange(withType(options, type))}
      />
      <div class="grid-2">
        <NumberField label={t('gen_pairsPerChunk')} {...number('pairsPerChunk', 'pairs-per-chunk')} />
        <NumberField
          label={t('gen_maxChunks')}
          placeholder={t('gen_allChunks')}
          {...number('maxChunks', 'max-chunks')}
        />
        <span class="field-hint wide">
          {t('gen_maxChunksHint')} {options.type === 'summary' && t('gen_summaryForms')}
        </span>
      </div>
      <div>
        <Fold
          title={t('gen_chunks')}
          side={t('gen_chunksSide', options.chunkTokens, options.overlapTokens)}
          testId="group-chunks"
        >
          <div class="grid-2">
            <NumberField label={t('gen_chunkTokens')} {...number('chunkTokens', 'chunk-tokens')} />
            <NumberField label={t('gen_overlapTokens')} {...number('overlapTokens', 'overlap-tokens')} />
            <span class="field-hint wide">{t('gen_chunksHint')}</span>
            {tight && (
              <span class="doc-warn wide" data-testid="chunks-tight">
                {checkText(tight)}. {t('gen_tight')}
              </span>
            )}
          </div>
        </Fold>
        <Fold title={t('gen_style')} testId="group-style">
          <div class="grid-2">
            <TextField
              label={t('gen_language')}
              placeholder={t('gen_languageSame')}
              problem={told('language')}
              testId="language"
              value={options.language}
              onChange={(language) => set({ language })}
            />
            {options.type === 'summary' ? null : (
              <SelectField
                label={t('gen_difficulty')}
                testId="difficulty"
                value={options.difficulty}
                choices={difficulties.map((value) => ({ value, label: label('difficulty', value) }))}
                onChange={(difficulty) => set({ difficulty })}
              />
            )}
            <TextField
              label={t('gen_styleWords')}
              placeholder={t('gen_styleExample')}
              problem={told('style')}
              hint={t('gen_styleHint')}
              wide
              testId="style"
              value={options.style}
              onChange={(style) => set({ style })}
            />
            {options.type === 'cot' && (
              <SelectField
                label={t('gen_reasoning')}
                wide
                testId="reasoning"
                value={options.reasoning}
                choices={[
                  { value: 'think', label: t('gen_reasoningThink') },
                  { value: 'text', label: t('gen_reasoningText') },
                ]}
                onChange={(reasoning) => set({ reasoning })}
              />
            )}
          </div>
        </Fold>
        <Fold
          title={t('gen_sampling')}
          side={t('gen_samplingSide', String(options.temperature), String(options.topP))}
          testId="group-sampling"
        >
          <div class="grid-2">
            <NumberField label={t('gen_temperature')} {...number('temperature', 'temperature')} />
            <NumberField label={t('gen_topP')} {...number('topP', 'top-p')} />
            <NumberField label={t('gen_seed')} {...number('seed', 'seed')} />
            <NumberField label={t('gen_maxTokens')} {...number('maxTokens', 'max-tokens')} />
            <span class="field-hint wide">{t('gen_samplingHint')}</span>
          </div>
        </Fold>
        {props.children}
      </div>
    </>
  );
}
