import { useState } from 'preact/hooks';
import { packagedOcrLanguage, type OcrLanguage } from '../../lib/model/ocr-language';
import type { DocRow } from '../../lib/store/db';
import { readSetting } from '../../lib/store/queries';
import { useApp } from '../effects';
import { recognitionName, t, tn } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';

const none: readonly OcrLanguage[] = [];

/** Pages that are pictures wait until they are asked for: reading them takes seconds each. */
export function ScannedPages({ doc }: { readonly doc: DocRow }) {
  const { db, send } = useApp();
  const [problem, follow] = useCommand();
  const imported = useLive(() => readSetting(db, 'ocrLanguages', none), [db]) ?? none;
  const languages = [...new Set([packagedOcrLanguage, ...imported.map(({ language }) => language)])];
  const [chosen, setChosen] = useState<readonly string[]>([packagedOcrLanguage]);
  // One that was deleted meanwhile is not asked for.
  const asked = languages.filter((language) => chosen.includes(language));
  return (
    <>
      <span class="doc-warn" data-testid={`doc-scanned-${doc.id}`}>
        {tn('docs_scanned', doc.scannedPages.length)}
      </span>
      {doc.hash !== null && (
        <div class="doc-ocr">
          {languages.length > 1 ? (
            <fieldset class="doc-ocr-languages">
              <legend class="field-label">{t('docs_ocrLanguages')}</legend>
              {languages.map((language) => (
                <label class="check" key={language}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(language)}
                    data-testid={`doc-ocr-${doc.id}-${language}`}
                    onChange={(event) => {
                      const on = event.currentTarget.checked;
                      setChosen((now) => (on ? [...now, language] : now.filter((one) => one !== language)));
                    }}
                  />
                  <span>{recognitionName(language)}</span>
                </label>
              ))}
            </fieldset>
          ) : (
            <span class="muted small">{t('docs_ocrOnly', recognitionName(packagedOcrLanguage))}</span>
          )}
          <div>
            <Button
              testId={`doc-ocr-${doc.id}`}
              disabled={asked.length === 0}
              onClick={() => follow(send('docs.readAgain', { docId: doc.id, ocr: true, ocrLanguages: asked }))}
            >
              {t('docs_ocr')}
            </Button>
          </div>
        </div>
      )}
      <Problem problem={problem} />
    </>
  );
}
