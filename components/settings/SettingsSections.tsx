import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { KeyField } from '../crawl/KeyField';
import { useApp } from '../effects';
import { t } from '../i18n';
import { StorageUsed } from '../jobs/Storage';
import { OfflineSwitch } from '../Offline';
import { OcrLanguages } from './OcrLanguages';
import { OwnPrompts } from './OwnPrompts';
import { ServerKeys } from './ServerKeys';
import './settings.css';

/** What holds for all datasets; the same in the panel and in the workbench. */
export function SettingsSections() {
  const { tools, effects } = useApp();
  const [cleared, setCleared] = useState(0);
  const keyed = tools.sites.filter(({ credential }) => credential);
  return (
    <div class="prefs">
      <section class="prefs-section">
        <OfflineSwitch />
      </section>
      {keyed.length > 0 && (
        <Section title={t('prefs_keys')}>
          {keyed.map(({ id }) => (
            <KeyField key={id} site={id} />
          ))}
        </Section>
      )}
      {tools.docs && (
        <Section title={t('prefs_servers')}>
          <ServerKeys serverAddress={tools.docs.serverAddress} />
        </Section>
      )}
      {tools.docs && (
        <Section title={t('prefs_prompts')}>
          <OwnPrompts />
        </Section>
      )}
      {effects.ocrLanguages && (
        <Section title={t('settings_ocr')}>
          <OcrLanguages />
        </Section>
      )}
      <Section title={t('prefs_storage')}>
        <StorageUsed stamp={String(cleared)} onCleared={() => setCleared((count) => count + 1)} />
      </Section>
      <Section title={t('prefs_language')}>
        <p class="muted small">{t('prefs_languageNote')}</p>
      </Section>
      <Section title={t('prefs_privacy')}>
        <p class="muted small">{t('prefs_privacyNote')}</p>
      </Section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="prefs-section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
