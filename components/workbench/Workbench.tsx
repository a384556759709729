import { useEffect, useState } from 'preact/hooks';
import { DocumentsPage } from '../docs/DocumentsPage';
import { t } from '../i18n';
import { ModelsPage } from '../models/ModelsPage';
import { OfflineBanner } from '../Offline';
import { SettingsPage } from '../settings/SettingsPage';
import { Icon } from '../ui/Icon';
import { hashOf, pages, placeOf, type Place } from './place';
import './workbench.css';

/** A full tab: documents, models, settings. Its address says which, so that it can be linked to and gone back in. */
export function Workbench() {
  const place = usePlace();
  const name = pages.find(({ id }) => id === place.page)?.name ?? 'nav_documents';
  useEffect(() => {
    document.title = `${t(name)} · ${t('extensionName')}`;
  }, [name]);
  return (
    <div class="workbench">
      <nav class="nav" aria-label={t('nav_title')}>
        <span class="nav-mark">
          <Icon name="mark" />
          <span>{t('extensionName')}</span>
        </span>
        {pages.map(({ id, name: key, icon }) => (
          <a
            key={id}
            class="nav-item"
            href={hashOf({ page: id, part: '' })}
            data-testid={`nav-${id}`}
            {...(id === place.page ? { 'aria-current': 'page' } : {})}
          >
            <Icon name={icon} />
            <span>{t(key)}</span>
          </a>
        ))}
      </nav>
      <main class="workbench-main">
        <OfflineBanner />
        {place.page === 'documents' && <DocumentsPage part={place.part} onGo={go} />}
        {place.page === 'models' && (
          <div class="page">
            <ModelsPage />
          </div>
        )}
        {place.page === 'settings' && (
          <div class="page">
            <SettingsPage />
          </div>
        )}
      </main>
    </div>
  );
}

function go(part: string): void {
  location.hash = hashOf({ page: 'documents', part });
}

function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const look = (): void => setPlace(placeOf(location.hash));
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return place;
}
