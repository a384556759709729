import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { readSetting } from '../../lib/store/queries';
import { serverKeysSetting } from '../docs/ServerKey';
import { useApp, type DocTools } from '../effects';
import { errorText, t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';

type Keys = Readonly<Record<string, string>>;

/** Origins that have a key, in order. */
export function originsOf(keys: unknown): readonly string[] {
  if (typeof keys !== 'object' || keys === null) return [];
  return Object.entries(keys)
    .flatMap(([origin, key]) => (typeof key === 'string' && key !== '' ? origin : []))
    .sort();
}

export function withKey(keys: Keys, origin: string, key: string): Keys {
  const others = Object.entries(keys).filter(([of]) => of !== origin);
  return Object.fromEntries(key === '' ? others : [...others, [origin, key]]);
}

/** Servers of the person's own that want a key: which have one, and a way to give one. */
export function ServerKeys({ serverAddress }: Pick<DocTools, 'serverAddress'>) {
  const { db, send } = useApp();
  const keys = useLive(() => readSetting<Keys>(db, serverKeysSetting, {}), [db]);
  const [problem, follow] = useCommand();
  const [typed, setTyped] = useState({ url: '', key: '' });
  if (!keys) return null;
  const origins = originsOf(keys);
  const { origin, bad } = readOrigin(typed.url, serverAddress);
  const set = (next: Keys, after: () => void = () => undefined): void => {
    follow(send('settings.set', { key: serverKeysSetting, value: next }).then(after));
  };
  const add = (): void => {
    if (origin === null) return;
    set(withKey(keys, origin, typed.key.trim()), () => setTyped({ url: '', key: '' }));
  };
  return (
    <div class="stack">
      <p class="muted small">{t(origins.length === 0 ? 'prefs_serversNone' : 'prefs_serversHint')}</p>
      {origins.length > 0 && (
        <ul class="prefs-list">
          {origins.map((of) => (
            <li key={of} data-testid="server-key-saved">
              <span class="break grow">{of}</span>
              <span class="muted small">{t('prefs_serverSaved')}</span>
              <Button
                kind="quiet"
                testId="server-key-forget"
                label={`${t('key_remove')}: ${of}`}
                onClick={() => set(withKey(keys, of, ''))}
              >
                {t('key_remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div class="prefs-server">
        <TextField
          label={t('prefs_serverUrl')}
          type="url"
          placeholder="https://gpu.example.org/v1"
          problem={bad ? errorText(bad) : undefined}
          testId="settings-server-url"
          value={typed.url}
          onChange={(url) => setTyped({ ...typed, url })}
        />
        <TextField
          label={t('prefs_serverKey')}
          type="password"
          testId="settings-server-key"
          value={typed.key}
          onChange={(key) => setTyped({ ...typed, key })}
        />
        <Button testId="settings-server-save" disabled={origin === null || typed.key.trim() === ''} onClick={add}>
          {t('prefs_serverSave')}
        </Button>
      </div>
      <Problem problem={problem} />
    </div>
  );
}

function readOrigin(
  typed: string,
  serverAddress: DocTools['serverAddress'],
): { readonly origin: string | null; readonly bad: ErrorInfo | null } {
  if (typed.trim() === '') return { origin: null, bad: null };
  try {
    return { origin: new URL(serverAddress(typed).url).origin, bad: null };
  } catch (thrown) {
    return { origin: null, bad: toErrorInfo(thrown) };
  }
}
