import { useState } from 'preact/hooks';
import { promptName, templateProblems, templateVariables } from '../../lib/generate/index';
import type { PromptTemplate } from '../../lib/model/generate';
import { readSetting } from '../../lib/store/queries';
import { useApp } from '../effects';
import { checkText, t, variableText } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button, ConfirmButton } from '../ui/Button';
import { AreaField, SelectField, TextField } from '../ui/Field';
import {
  choosable,
  isSaved,
  nameFor,
  nameProblem,
  ourTemplate,
  readTemplates,
  saveTemplate,
  templatesSetting,
  withoutTemplate,
} from './own-templates';

const reasons = { unknown: 'templateUnknown', missing: 'templateMissing', length: 'templateLength' } as const;

/** The person's own prompts; undefined until the store has answered. */
export function useOwnTemplates(): readonly PromptTemplate[] | undefined {
  const { db } = useApp();
  const kept = useLive(() => readSetting<unknown>(db, templatesSetting, []), [db]);
  return kept === undefined ? undefined : readTemplates(kept);
}

export interface TemplateEditorProps {
  readonly template: PromptTemplate;
  readonly onChange: (template: PromptTemplate) => void;
  /** Goes before the names of its controls: '' or `judge-`. */
  readonly prefix: '' | 'judge-';
}

/** The prompt, and what stands for what in it. Changed, it is a copy of the person's own, saved under a name. */
export function TemplateEditor({ template, onChange, prefix }: TemplateEditorProps) {
  const { send } = useApp();
  const own = useOwnTemplates() ?? [];
  const [problem, follow] = useCommand();
  const [typedName, setName] = useState<string | null>(null);
  const name = typedName ?? nameFor(template);
  const edited = !isSaved(template, own);
  const problems = templateProblems(template);
  const badName = nameProblem(name);
  const choices = choosable(own, template.type);
  const ours = ourTemplate(template.type);
  const isOurs = template.id === ours.id;
  const save = (): void => {
    const next = saveTemplate(own, template, name);
    follow(
      send('settings.set', { key: templatesSetting, value: next.own }).then(() => {
        onChange(next.saved);
        setName(null);
      }),
    );
  };
  const remove = (): void => {
    follow(
      send('settings.set', { key: templatesSetting, value: withoutTemplate(own, template) }).then(() => onChange(ours)),
    );
  };
  return (
    <div class="stack">
      <SelectField
        label={t('template_choose')}
        testId={`${prefix}template`}
        value={edited ? 'edited' : template.id}
        choices={[
          ...(edited ? [{ value: 'edited', label: t('template_edited', promptName(template)) }] : []),
          ...choices.map((one) => ({
            value: one.id,
            label: one.id === ours.id ? t('template_ours', promptName(one)) : promptName(one),
          })),
        ]}
        onChange={(id) => {
          const chosen = choices.find((one) => one.id === id);
          if (chosen) onChange(chosen);
          setName(null);
        }}
      />
      <AreaField
        label={t('template_system')}
        testId={`${prefix}template-system`}
        rows={6}
        value={template.system}
        onChange={(system) => onChange({ ...template, system })}
      />
      <AreaField
        label={t('template_user')}
        problem={
          problems.length === 0
            ? undefined
            : problems.map(({ kind, name: of }) => checkText({ reason: reasons[kind], params: [of] })).join(' ')
        }
        testId={`${prefix}template-user`}
        rows={12}
        value={template.user}
        onChange={(user) => onChange({ ...template, user })}
      />
      <dl class="variables" aria-label={t('template_variables')}>
        {templateVariables(template.type).map((variable) => (
          <div key={variable.name}>
            <dt>
              <code>{`{{${variable.name}}}`}</code>
            </dt>
            <dd>{variableText(variable.description)}</dd>
          </div>
        ))}
      </dl>
      {edited && (
        <div class="stack-tight">
          <div class="log-bar">
            <TextField label={t('template_name')} testId={`${prefix}template-name`} value={name} onChange={setName} />
            <Button testId={`${prefix}template-save`} disabled={badName !== null || problems.length > 0} onClick={save}>
              {t('template_save')}
            </Button>
          </div>
          {badName !== null && <span class="field-bad">{t(`template_${badName}`)}</span>}
          <p class="muted small">{t('template_nameHint')}</p>
        </div>
      )}
      <div class="quiet-actions">
        <Button
          kind="quiet"
          testId={`${prefix}template-reset`}
          disabled={isOurs && !edited}
          onClick={() => {
            setName(null);
            onChange(ours);
          }}
        >
          {t('template_reset')}
        </Button>
        {!isOurs && !edited && (
          <ConfirmButton
            kind="quiet"
            testId={`${prefix}template-delete`}
            question={t('template_deleteAsk', template.id)}
            yes={t('action_delete')}
            no={t('action_cancel')}
            onConfirm={remove}
          >
            {t('template_delete')}
          </ConfirmButton>
        )}
      </div>
      <Problem problem={problem} />
    </div>
  );
}
