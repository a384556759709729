import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { useApp } from '../effects';
import { t } from '../i18n';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { panelWishKey, type PanelWish } from './spec';

/** A page that is no forum may be an article: it becomes a document, and the panel opens with it chosen. */
export function MakePairs() {
  const { effects, send } = useApp();
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const { readPageHtml } = effects;
  if (!readPageHtml) return null;
  const make = async (): Promise<void> => {
    const { docId } = await send('docs.addPage', await readPageHtml());
    const wish: PanelWish = { show: 'new', docIds: [docId], at: Date.now() };
    await send('settings.set', { key: panelWishKey, value: wish });
  };
  return (
    <div class="popup-actions">
      <Problem problem={problem} />
      <Button
        kind="primary"
        wide
        testId="make-pairs-page"
        disabled={state !== 'idle'}
        onClick={() => {
          // Before anything is awaited: the panel must come from this very click.
          effects.openPanel();
          setProblem(null);
          setState('busy');
          make().then(
            () => setState('done'),
            (thrown: unknown) => {
              setState('idle');
              setProblem(toErrorInfo(thrown));
            },
          );
        }}
      >
        {t('popup_makePairs')}
      </Button>
      <p class="popup-note" role="status" data-testid="make-pairs-note">
        {state === 'done' ? t('popup_makePairsDone') : ''}
      </p>
    </div>
  );
}
