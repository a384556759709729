import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { ScrapeSpec } from '../../lib/model/job';
import type { Target } from '../../lib/model/thread';
import { useApp, type SiteInfo } from '../effects';
import { t } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { KeyField } from './KeyField';
import { hostOf, sitemapTarget } from './spec';
import { SpecFields } from './SpecFields';
import { startJob } from './start';

export interface SpecFormProps {
  /** A job with all options at their defaults, or at those of the job that is repeated. */
  readonly start: ScrapeSpec;
  /** What is scraped; null: nothing is named yet. */
  readonly target: Target | null;
  /** Options of the site that `children` ask for. */
  readonly without?: readonly string[];
  /** What to do first, where it cannot be started yet. */
  readonly missing?: string | undefined;
  readonly onReset: () => void;
  readonly onStarted: (jobId: string) => void;
  /** How the target is chosen. */
  readonly children: ComponentChildren;
}

/** A job with all its options. Reset is the owner's to do: it draws the form anew. */
export function SpecForm({ start, target: chosen, missing, without, onReset, onStarted, children }: SpecFormProps) {
  const app = useApp();
  const offline = useOffline() === true;
  const [spec, setSpec] = useState(start);
  const [name, setName] = useState('');
  const [sitemap, setSitemap] = useState('');
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [starting, setStarting] = useState(false);

  const base = chosen ?? start.target;
  const info = app.tools.sites.find(({ id }) => id === base.site);
  const canMap = chosen?.kind === 'listing' && readsSitemaps(info, chosen.base);
  const mapped = canMap && sitemap.trim() !== '' ? sitemapTarget(sitemap, base, t('opt_sitemapTitle')) : null;
  const badMap = canMap && sitemap.trim() !== '' && !mapped;
  const target = mapped ?? base;

  const begin = (): void => {
    setProblem(null);
    setStarting(true);
    startJob(app, { ...spec, target, siteName: start.siteName, signedIn: start.signedIn }, { name, offline }).then(
      ({ jobId }) => onStarted(jobId),
      (thrown: unknown) => {
        setStarting(false);
        setProblem(toErrorInfo(thrown));
      },
    );
  };
  return (
    <div class="stack" data-testid="new-job">
      {children}
      {canMap && (
        <TextField
          label={t('opt_sitemap')}
          hint={t('opt_sitemapHint')}
          problem={badMap ? t('opt_sitemapBad', hostOf(base.base)) : undefined}
          type="url"
          placeholder={`${base.base}/sitemap.xml`}
          testId="sitemap"
          value={sitemap}
          onChange={setSitemap}
        />
      )}
      {info?.credential && <KeyField site={info.id} />}
      <TextField
        label={t('name_label')}
        hint={t('name_hint')}
        placeholder={base.title}
        testId="dataset-name"
        value={name}
        onChange={setName}
      />
      <SpecFields spec={{ ...spec, target }} onChange={setSpec} {...(without ? { without } : {})} />
      <div class="sticky-actions stack-tight">
        <Problem problem={problem} />
        <div class="spread">
          <span class="status-head">
            <span class="dot dot-idle" />
            <span class="muted" role="status" data-testid="start-hint">
              {missing ?? t('state_idle')}
            </span>
          </span>
          <Button kind="quiet" testId="reset" onClick={onReset}>
            {t('form_reset')}
          </Button>
        </div>
        <Button
          kind="primary"
          wide
          testId="start"
          disabled={chosen === null || missing !== undefined || badMap || starting}
          onClick={begin}
        >
          {t('action_start')}
        </Button>
      </div>
    </div>
  );
}

/** Whether a sitemap is a list of threads to this site: its own address is the test. */
function readsSitemaps(site: SiteInfo | undefined, base: string): boolean {
  return URL.canParse(base) && site?.locate(new URL(`${base}/sitemap.xml`), base)?.kind === 'listing';
}
