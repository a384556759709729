import { useState } from 'preact/hooks';
import { promptName } from '../../lib/generate/index';
import type { PromptTemplate } from '../../lib/model/generate';
import { nameProblem, saveTemplate, templatesSetting, withoutTemplate } from '../docs/own-templates';
import { useOwnTemplates } from '../docs/TemplateEditor';
import { useApp } from '../effects';
import { label, t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { Button, ConfirmButton } from '../ui/Button';
import { TextField } from '../ui/Field';

/** A prompt under another name; pairs made before go on naming the old one. */
export function renamed(
  own: readonly PromptTemplate[],
  template: PromptTemplate,
  name: string,
): readonly PromptTemplate[] {
  return saveTemplate(withoutTemplate(own, template), template, name).own;
}

/** Prompts of the person's own. They are written where they are used. */
export function OwnPrompts() {
  const { send } = useApp();
  const own = useOwnTemplates();
  const [problem, follow] = useCommand();
  const [naming, setNaming] = useState<PromptTemplate | null>(null);
  if (!own) return null;
  if (own.length === 0) return <p class="muted small">{t('prefs_promptsNone')}</p>;
  const save = (value: readonly PromptTemplate[]): void =>
    follow(send('settings.set', { key: templatesSetting, value }));
  return (
    <div class="stack">
      <ul class="prefs-list">
        {own.map((template) => (
          <li key={`${template.type} ${template.id}`} data-testid={`prompt-${template.id}`}>
            <span class="break grow">{promptName(template)}</span>
            <span class="muted small">{typeName(template.type)}</span>
            <Button kind="quiet" testId="prompt-rename" onClick={() => setNaming(template)}>
              {t('name_rename')}
            </Button>
            <ConfirmButton
              kind="quiet"
              testId="prompt-delete"
              question={t('template_deleteAsk', template.id)}
              yes={t('action_delete')}
              no={t('action_cancel')}
              onConfirm={() => save(withoutTemplate(own, template))}
            >
              {t('action_delete')}
            </ConfirmButton>
          </li>
        ))}
      </ul>
      {naming && (
        <Rename
          key={`${naming.type} ${naming.id}`}
          name={naming.id}
          taken={own.map(({ id }) => id)}
          onName={(name) => {
            if (name !== null && name !== naming.id) save(renamed(own, naming, name));
            setNaming(null);
          }}
        />
      )}
      <Problem problem={problem} />
    </div>
  );
}

interface RenameProps {
  readonly name: string;
  readonly taken: readonly string[];
  /** null: it stays as it is. */
  readonly onName: (name: string | null) => void;
}

function Rename({ name, taken, onName }: RenameProps) {
  const [typed, setTyped] = useState(name);
  const plain = typed.trim();
  const form = nameProblem(typed);
  const clash = plain !== name && taken.includes(plain);
  const good = form === null && !clash;
  return (
    <form
      class="log-bar"
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onName(plain);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onName(null);
      }}
    >
      <TextField
        label={t('prefs_promptName')}
        problem={form !== null ? t(`template_${form}`) : clash ? t('prefs_promptTaken') : undefined}
        testId="prompt-name"
        value={typed}
        onChange={setTyped}
      />
      <Button testId="prompt-name-save" disabled={!good} onClick={() => onName(plain)}>
        {t('action_save')}
      </Button>
    </form>
  );
}

function typeName(type: PromptTemplate['type']): string {
  return type === 'judge' ? t('prefs_judge') : label('generation', type);
}
