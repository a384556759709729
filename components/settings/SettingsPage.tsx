import { t } from '../i18n';
import { SettingsSections } from './SettingsSections';

/** Settings as a page of the workbench. */
export function SettingsPage() {
  return (
    <section class="stack" data-testid="settings">
      <h1>{t('prefs_title')}</h1>
      <SettingsSections />
    </section>
  );
}
