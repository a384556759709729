import { OfflineSwitch } from '../Offline';
import { KeyField } from '../crawl/KeyField';
import { useApp } from '../effects';
import { t } from '../i18n';
import { Button } from '../ui/Button';

/** What holds for all datasets. */
export function Settings({ onClose }: { readonly onClose: () => void }) {
  const { tools } = useApp();
  return (
    <section class="scroll stack" data-testid="settings">
      <div class="spread">
        <h2>{t('panel_settings')}</h2>
        <Button testId="settings-close" onClick={onClose}>
          {t('panel_back')}
        </Button>
      </div>
      <OfflineSwitch />
      {tools.sites.map(({ id, credential }) => credential && <KeyField key={id} site={id} />)}
    </section>
  );
}
