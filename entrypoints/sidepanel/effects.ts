import browser from 'webextension-polyfill';
import type { Effects } from '../../components/effects';
import { setLanguage, t, uiLanguage } from '../../components/i18n';
import { readActivePage, readPageHtml } from '../../lib/platform/page-reader';
import { hasOrigins, originPattern, requestDownloads, requestOrigins } from '../../lib/platform/permissions';
import type { HeddleDb } from '../../lib/store/db';
import { exportFileBlob } from '../../lib/store/export-files';
import { opfsFiles } from '../../lib/store/files';
import { deleteOcrLanguage, importOcrLanguage, opfsLanguages } from '../../lib/store/ocr-languages';
import { addFiles, counterOf, listServerModels } from './doc-effects';
import { openWorkbench } from './workbench-tab';

// Chromium's side panel is not in the polyfill's types.
interface SidePanelApi {
  open(options: { readonly windowId: number }): Promise<void>;
}

/** What the interface may do with the browser; the one implementation, for the popup and the panel. */
export function browserEffects(db: HeddleDb): Effects {
  // A browser may clear away what it was not asked to keep, and a model is gigabytes to copy again. Firefox gives a tenth
  // of the disk, and 10 GB at most, before this is asked; extensions with unlimited storage are granted it unseen.
  void navigator.storage.persist().catch(() => false);
  // Known before any click: asking for it in the click would end the right to open the panel.
  let windowId: number | null = null;
  void browser.windows.getCurrent().then((window) => (windowId = window.id ?? null));
  const sidePanel = (globalThis as { chrome?: { sidePanel?: SidePanelApi } }).chrome?.sidePanel;
  return {
    originPattern,
    requestOrigins,
    hasOrigins,
    requestDownloads,
    openPanel() {
      // A browser that refuses leaves the person with the popup; there is nothing to tell.
      if (sidePanel) {
        if (windowId !== null) sidePanel.open({ windowId }).catch(() => undefined);
      } else {
        browser.sidebarAction.open().catch(() => undefined);
      }
    },
    openWorkbench,
    addFiles,
    readPageHtml,
    counterOf: counterOf(db),
    serverModels: (url) => listServerModels(db, url),
    readPage: readActivePage,
    onPageChange(callback) {
      const updated = (_tabId: number, change: { readonly status?: string }): void => {
        if (change.status === 'complete') callback();
      };
      browser.tabs.onActivated.addListener(callback);
      browser.tabs.onUpdated.addListener(updated);
      return () => {
        browser.tabs.onActivated.removeListener(callback);
        browser.tabs.onUpdated.removeListener(updated);
      };
    },
    async saveFile(jobId, name) {
      saveBlob(name, await exportFileBlob(jobId, name));
    },
    fileUrl: storedImages(db),
    saveText: (name, text) => saveBlob(name, new Blob([text], { type: 'text/plain' })),
    copyText: (text) => navigator.clipboard.writeText(text),
    async storageUse() {
      const { usage, quota } = await navigator.storage.estimate();
      return { usedBytes: usage ?? 0, quotaBytes: quota ?? null };
    },
    ocrLanguages: {
      async importFile(file) {
        await importOcrLanguage(db, opfsLanguages(), file, Date.now());
      },
      delete: (language) => deleteOcrLanguage(db, opfsLanguages(), language),
    },
    models: null,
  };
}

/** Another version of the extension wants to migrate the store: a page of the old one must not stand in its way. */
export function yieldToUpgrade(db: HeddleDb): void {
  db.on('versionchange', () => {
    db.close();
    window.close();
  });
}

/** Names the language to the texts and to the page. */
export function useBrowserLanguage(): void {
  const lookup = (key: string, params: readonly string[]): string => browser.i18n.getMessage(key, [...params]);
  const spoken = browser.i18n.getUILanguage();
  const written = lookup('localeTag', []) || 'en';
  // Numbers and dates follow the language the words are in, in the person's own variety of it.
  setLanguage(spoken.split('-')[0] === written.split('-')[0] ? spoken : written, lookup);
  document.documentElement.lang = uiLanguage();
  document.title = t('extensionName');
}

/** Images shown at once are few; what scrolled away long ago gives its memory back. */
const urlsKept = 60;

function storedImages(db: HeddleDb): Effects['fileUrl'] {
  const files = opfsFiles();
  const urls = new Map<string, Promise<string | null>>();
  const read = async (hash: string): Promise<string | null> => {
    const [row, bytes] = await Promise.all([db.files.get(hash), files.readFile(hash)]);
    return row && bytes ? URL.createObjectURL(new Blob([bytes], { type: row.mediaType })) : null;
  };
  return (hash) => {
    const url = urls.get(hash) ?? read(hash);
    urls.delete(hash);
    urls.set(hash, url);
    const [oldest] = urls;
    if (oldest && urls.size > urlsKept) {
      urls.delete(oldest[0]);
      void oldest[1].then((old) => old !== null && URL.revokeObjectURL(old));
    }
    return url;
  };
}

function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned; large ones take their time.
  setTimeout(() => URL.revokeObjectURL(url), 600_000);
}
