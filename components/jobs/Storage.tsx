import { useEffect, useState } from 'preact/hooks';
import { useApp, type StorageUse } from '../effects';
import { formatBytes, t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { ConfirmButton } from '../ui/Button';
import { Fold } from '../ui/Panels';

export interface StorageProps {
  /** Changes when what is stored does. */
  readonly stamp: string;
  readonly onCleared: () => void;
}

export function Storage(props: StorageProps) {
  const use = useStorageUse(props.stamp);
  return (
    <Fold title={t('storage_title')} side={use ? t('storage_used', formatBytes(use.usedBytes)) : ''} testId="storage">
      <StorageUsed {...props} />
    </Fold>
  );
}

/** How much is stored, and a way to be rid of it. */
export function StorageUsed({ stamp, onCleared }: StorageProps) {
  const { send } = useApp();
  const [problem, follow] = useCommand();
  const use = useStorageUse(stamp);
  return (
    <div class="stack">
      {use && (
        <p class="muted numeric">
          {use.quotaBytes === null
            ? t('storage_used', formatBytes(use.usedBytes))
            : t('storage_of', formatBytes(use.usedBytes), formatBytes(use.quotaBytes))}
        </p>
      )}
      <div>
        <ConfirmButton
          testId="clear"
          question={t('storage_clearAsk')}
          yes={t('storage_clear')}
          no={t('action_cancel')}
          onConfirm={() => follow(send('store.clear', {}).then(onCleared))}
        >
          {t('storage_clear')}
        </ConfirmButton>
      </div>
      <Problem problem={problem} />
    </div>
  );
}

function useStorageUse(stamp: string): StorageUse | null {
  const { effects } = useApp();
  const [use, setUse] = useState<StorageUse | null>(null);
  useEffect(() => {
    effects.storageUse().then(setUse, () => setUse(null));
  }, [effects, stamp]);
  return use;
}
