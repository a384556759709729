import { thresholdRange } from '../../lib/curate/index';
import type { InstalledModel } from '../../lib/model/installed-model';
import { t } from '../i18n';
import { Check } from '../ui/Field';
import { NumberField } from '../ui/NumberField';
import { Fold } from '../ui/Panels';
import type { GenerateDraft } from './form';
import { ModelFields } from './ModelFields';
import { TemplateEditor } from './TemplateEditor';

export interface JudgeFieldsProps {
  readonly draft: GenerateDraft;
  readonly models: readonly InstalledModel[];
  readonly set: (part: Partial<GenerateDraft>) => void;
  readonly onBad: (field: string, bad: boolean) => void;
}

/** Quality curation: a judge rates every pair, and those below the threshold are left out. */
export function JudgeFields({ draft, models, set, onBad }: JudgeFieldsProps) {
  const { min, max } = thresholdRange;
  return (
    <div class="stack">
      <Check
        label={t('gen_curate')}
        hint={t('gen_curateHint')}
        testId="curate"
        checked={draft.curate}
        onChange={(curate) => set({ curate })}
      />
      {draft.curate && (
        <div class="stack inset">
          <div class="grid-2">
            <NumberField
              label={t('gen_threshold')}
              testId="threshold"
              value={draft.threshold}
              min={min}
              max={max}
              optional={false}
              problem={t('opt_badNumber', min, max)}
              onBad={(bad) => onBad('threshold', bad)}
              onChange={(threshold) => threshold !== null && set({ threshold })}
            />
            <span class="field-hint wide">{t('gen_thresholdHint')}</span>
          </div>
          <Check
            label={t('gen_judgeOther')}
            testId="judge-other"
            checked={draft.judge !== null}
            onChange={(other) => set({ judge: other ? draft.model : null })}
          />
          {draft.judge && (
            <ModelFields
              label={t('gen_judgeModel')}
              prefix="judge-"
              draft={draft.judge}
              models={models}
              onChange={(judge) => set({ judge })}
            />
          )}
          <Fold title={t('gen_judgePrompt')} testId="group-judge-prompt">
            <TemplateEditor
              prefix="judge-"
              template={draft.judgeTemplate}
              onChange={(judgeTemplate) => set({ judgeTemplate })}
            />
          </Fold>
        </div>
      )}
    </div>
  );
}
