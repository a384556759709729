import { readSetting } from '../lib/store/queries';
import { useApp } from './effects';
import { t } from './i18n';
import { Problem } from './Problem';
import { useCommand } from './use-command';
import { useLive } from './use-live';
import { Button } from './ui/Button';
import { Check } from './ui/Field';
import { Notice } from './ui/Panels';

/** The setting that shuts the network off; the background heeds it, whatever is shown here. */
export const offlineKey = 'offline';

/** undefined until the store has answered. */
export function useOffline(): boolean | undefined {
  const { db } = useApp();
  return useLive(() => readSetting(db, offlineKey, false), [db]);
}

/** Says that offline mode is on, with the way out of it. */
export function OfflineBanner() {
  const { send } = useApp();
  const [problem, follow] = useCommand();
  if (useOffline() !== true) return null;
  return (
    <div class="banner">
      <Notice tone="warn" testId="offline-banner">
        <div class="spread">
          <span>{t('popup_offline')}</span>
          <Button
            kind="quiet"
            testId="offline-off"
            onClick={() => follow(send('settings.set', { key: offlineKey, value: false }))}
          >
            {t('offline_off')}
          </Button>
        </div>
        <Problem problem={problem} />
      </Notice>
    </div>
  );
}

export function OfflineSwitch() {
  const { send } = useApp();
  const [problem, follow] = useCommand();
  const offline = useOffline();
  return (
    <div class="stack-tight">
      <Check
        label={t('offline_title')}
        hint={t('offline_hint')}
        testId="offline"
        checked={offline === true}
        onChange={(on) => follow(send('settings.set', { key: offlineKey, value: on }))}
      />
      <Problem problem={problem} />
    </div>
  );
}
