import { useState } from 'preact/hooks';
import { offeredModels } from '../../lib/engines/index';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { InstalledModel } from '../../lib/model/installed-model';
import { useApp, type MachineFacts } from '../effects';
import { formatBytes, t, tn } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { Fold, Notice } from '../ui/Panels';
import { familiesOf, type FittedOffer, type OfferedFamily } from './status';

/** The hub, and where it sends those who fetch its files. */
export const hubOrigins: readonly string[] = [
  'https://huggingface.co/*',
  'https://*.huggingface.co/*',
  'https://*.hf.co/*',
];

export interface OffersProps {
  readonly machine: MachineFacts | null;
  readonly models: readonly InstalledModel[];
}

/** Models that can be fetched, each in the form that suits this machine best, with the other forms below. */
export function Offers({ machine, models }: OffersProps) {
  const offline = useOffline() === true;
  if (!machine) return <p class="muted">{t('models_looking')}</p>;
  const missing = machine.libraries.length === 0;
  return (
    <div class="stack">
      {offline ? (
        <Notice tone="warn" testId="offers-offline">
          {t('models_offerOffline')}
        </Notice>
      ) : (
        <p class="muted small">{t('models_offerNote')}</p>
      )}
      {missing && 'f16' in machine.gpu && <Notice testId="no-libraries">{t('models_noLibraries')}</Notice>}
      <ul class="model-list">
        {familiesOf(offeredModels, machine).map((family) => (
          <Family key={family.family} family={family} models={models} />
        ))}
      </ul>
    </div>
  );
}

interface FamilyProps {
  readonly family: OfferedFamily;
  readonly models: readonly InstalledModel[];
}

function Family({ family: { family, forms }, models }: FamilyProps) {
  const [first, ...others] = forms;
  const { repository, license, licenseUrl } = first.offer;
  return (
    <li class="model">
      <div class="model-head">
        <strong>{family.replaceAll('-', ' ')}</strong>
        <span class="small model-links">
          <a href={licenseUrl} target="_blank" rel="noreferrer">
            {license}
          </a>
          <a href={repository} target="_blank" rel="noreferrer">
            {new URL(repository).hostname}
          </a>
        </span>
      </div>
      <Offer {...first} models={models} />
      {others.length > 0 && (
        <Fold title={tn('models_otherForms', others.length)} testId={`forms-${family}`}>
          <div class="stack">
            {others.map((form) => (
              <Offer key={form.offer.id} {...form} models={models} />
            ))}
          </div>
        </Fold>
      )}
    </li>
  );
}

function Offer({ offer, fit, models }: FittedOffer & { readonly models: readonly InstalledModel[] }) {
  const bytes = offer.files?.reduce((sum, file) => sum + (file.bytes ?? 0), 0) ?? 0;
  const here = models.find(({ id }) => id === offer.id);
  const facts = [
    t(`models_engine_${offer.engine}`),
    offer.quantization,
    bytes > 0 ? t('models_toDownload', formatBytes(bytes)) : '',
    // The sentence below says so of one that fits.
    fit.fits ? '' : t('models_needs', formatBytes(offer.memoryBytes)),
  ];
  return (
    <div class="offer" data-testid={`offer-${offer.id}`} data-fits={fit.fits ? 'yes' : 'no'}>
      <div class="offer-text">
        <span class="small">{facts.filter((part) => part !== '').join(' · ')}</span>
        <span class="small muted" data-testid="offer-fit">
          {t(`fit_${fit.reason}`, ...fit.params)}
        </span>
      </div>
      {here ? (
        <span class="small muted offer-here">{t('models_isHere')}</span>
      ) : (
        <DownloadButton offerId={offer.id} runs={fit.fits || fit.reason === 'memory'} />
      )}
    </div>
  );
}

/** @param runs false: it cannot. What memory there is, is only told roughly: too little of it is the person's to judge. */
function DownloadButton({ offerId, runs }: { readonly offerId: string; readonly runs: boolean }) {
  const { effects, send } = useApp();
  const offline = useOffline() !== false;
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const download = (): void => {
    setProblem(null);
    setRefused(false);
    setAsking(true);
    // Asked without a wait: the right to ask ends with the click.
    effects
      .requestOrigins(hubOrigins)
      .then(async (granted) => {
        setRefused(!granted);
        if (granted) await send('models.download', { offerId });
      })
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button
        testId={`download-${offerId}`}
        disabled={offline || asking || !runs}
        {...(offline ? { hint: t('error_offlineMode') } : {})}
        onClick={download}
      >
        {asking ? t('models_asking') : t('action_download')}
      </Button>
      {(refused || problem) && (
        <div class="offer-problem">
          {refused && <Notice tone="warn">{t('models_refused')}</Notice>}
          <Problem problem={problem} />
        </div>
      )}
    </>
  );
}
