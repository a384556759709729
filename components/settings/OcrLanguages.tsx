import { useRef, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { packagedOcrLanguage, type OcrLanguage } from '../../lib/model/ocr-language';
import { readSetting } from '../../lib/store/queries';
import { useApp } from '../effects';
import { formatBytes, recognitionName, t } from '../i18n';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { useLive } from '../use-live';

const none: readonly OcrLanguage[] = [];

/** Languages in which text of pictures is recognised: the packaged one, and those the person imports. */
export function OcrLanguages() {
  const { db, effects } = useApp();
  const rows = useLive(() => readSetting(db, 'ocrLanguages', none), [db]) ?? none;
  const picker = useRef<HTMLInputElement>(null);
  const [now, setNow] = useState<string | null>(null);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const { ocrLanguages } = effects;
  if (!ocrLanguages) return null;
  const follow = (work: Promise<unknown>): void => {
    setProblem(null);
    work.catch((thrown: unknown) => setProblem(toErrorInfo(thrown))).finally(() => setNow(null));
  };
  const importAll = async (files: readonly File[]): Promise<void> => {
    for (const file of files) {
      setNow(t('settings_ocrImporting', file.name));
      await ocrLanguages.importFile(file);
    }
  };
  return (
    <div class="stack" data-testid="ocr-languages">
      <p class="muted small">{t('settings_ocrHint')}</p>
      <ul class="prefs-list">
        {!rows.some(({ language }) => language === packagedOcrLanguage) && (
          <li>
            <span class="grow">
              {recognitionName(packagedOcrLanguage)} <span class="muted">{t('settings_ocrPackaged')}</span>
            </span>
          </li>
        )}
        {rows.map(({ language, bytes }) => (
          <li key={language} data-testid={`ocr-language-${language}`}>
            <span class="grow">
              {recognitionName(language)} <span class="muted">{formatBytes(bytes)}</span>
            </span>
            <Button
              kind="quiet"
              testId={`ocr-delete-${language}`}
              onClick={() => follow(ocrLanguages.delete(language))}
            >
              {t('settings_ocrDelete', recognitionName(language))}
            </Button>
          </li>
        ))}
      </ul>
      <div class="row">
        <Button testId="ocr-import" disabled={now !== null} onClick={() => picker.current?.click()}>
          {t('settings_ocrImport')}
        </Button>
        <span class="small clip" role="status">
          {now ?? ''}
        </span>
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept=".traineddata,.gz"
        data-testid="ocr-files"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          follow(importAll(files));
        }}
      />
      <Problem problem={problem} />
    </div>
  );
}
