import { useState } from 'preact/hooks';
import { readSetting } from '../../lib/store/queries';
import { useApp } from '../effects';
import { label, siteNote, t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';

/** The setting that holds a person's key for a site. */
export function keySetting(site: string): string {
  return `key:${site}`;
}

/** Whether a key was given; undefined until the store has answered. */
export function useKeyed(site: string): boolean | undefined {
  const { db } = useApp();
  return useLive(async () => (await readSetting<unknown>(db, keySetting(site), '')) !== '', [db, site]);
}

/** A key that raises a site's limits. It goes into the settings at once, and is never shown again. */
export function KeyField({ site }: { readonly site: string }) {
  const { send } = useApp();
  const keyed = useKeyed(site);
  const [typed, setTyped] = useState('');
  const [problem, follow] = useCommand();
  const save = (value: string): void => {
    follow(send('settings.set', { key: keySetting(site), value }).then(() => setTyped('')));
  };
  // Saved when the field is left as well: a key that was typed is meant for the job that is started next.
  const saveTyped = (): void => {
    if (typed.trim() !== '') save(typed.trim());
  };
  const name = label('site', site);
  return (
    <section class="stack-tight" data-testid={`key-${site}`}>
      {keyed ? (
        <div class="spread">
          <span class="field-label">{t('key_title', name)}</span>
          <Button kind="quiet" testId={`key-remove-${site}`} onClick={() => save('')}>
            {t('key_remove')}
          </Button>
        </div>
      ) : (
        <div class="log-bar">
          <TextField
            label={t('key_title', name)}
            type="password"
            placeholder={t('key_placeholder')}
            testId={`key-input-${site}`}
            value={typed}
            onChange={setTyped}
            onLeave={saveTyped}
          />
          <Button testId={`key-save-${site}`} disabled={typed.trim() === ''} onClick={saveTyped}>
            {t('key_save')}
          </Button>
        </div>
      )}
      <p class="muted small" role="status">
        {keyed ? t('key_saved') : siteNote('keyless', site)} {t('key_hint')}
      </p>
      <Problem problem={problem} />
    </section>
  );
}
