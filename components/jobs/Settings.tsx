import { t } from '../i18n';
import { SettingsSections } from '../settings/SettingsSections';
import { Button } from '../ui/Button';

/** What holds for all datasets. */
export function Settings({ onClose }: { readonly onClose: () => void }) {
  return (
    <section class="scroll stack" data-testid="settings">
      <div class="spread">
        <h2>{t('panel_settings')}</h2>
        <Button testId="settings-close" onClick={onClose}>
          {t('panel_back')}
        </Button>
      </div>
      <SettingsSections />
    </section>
  );
}
