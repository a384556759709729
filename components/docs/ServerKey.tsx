import { useState } from 'preact/hooks';
import { readSetting } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';

/** The setting that holds the keys of servers, by the origin of their address; the engine looks them up there. */
export const serverKeysSetting = 'serverKeys';
type Keys = Readonly<Record<string, string>>;

/** The key of a server. It goes into the settings at once, for that origin alone, and is never shown again. */
export function ServerKey({ url, prefix }: { readonly url: string; readonly prefix: string }) {
  const { db, send } = useApp();
  const { origin } = new URL(url);
  const keys = useLive(() => readSetting<Keys>(db, serverKeysSetting, {}), [db]);
  const [typed, setTyped] = useState('');
  const [problem, follow] = useCommand();
  const save = (key: string): void => {
    if (!keys) return;
    const others = Object.entries(keys).filter(([of]) => of !== origin);
    const value = Object.fromEntries(key === '' ? others : [...others, [origin, key]]);
    follow(send('settings.set', { key: serverKeysSetting, value }).then(() => setTyped('')));
  };
  const saveTyped = (): void => {
    if (typed.trim() !== '') save(typed.trim());
  };
  if (!keys) return null;
  const saved = Object.hasOwn(keys, origin) && keys[origin] !== '';
  return (
    <section class="stack-tight" data-testid={`${prefix}server-key-box`}>
      {saved ? (
        <div class="spread">
          <span class="field-label break">{t('gen_serverKeySaved', origin)}</span>
          <Button kind="quiet" testId={`${prefix}server-key-remove`} onClick={() => save('')}>
            {t('key_remove')}
          </Button>
        </div>
      ) : (
        <div class="log-bar">
          <TextField
            label={t('gen_serverKey')}
            type="password"
            testId={`${prefix}server-key`}
            value={typed}
            onChange={setTyped}
            // Saved when the field is left as well: a key that was typed is meant for the job that is started next.
            onLeave={saveTyped}
          />
          <Button testId={`${prefix}server-key-save`} disabled={typed.trim() === ''} onClick={saveTyped}>
            {t('key_save')}
          </Button>
        </div>
      )}
      {!saved && <p class="muted small">{t('gen_serverKeyHint')}</p>}
      <Problem problem={problem} />
    </section>
  );
}
