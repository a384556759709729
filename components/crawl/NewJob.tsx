import { useEffect, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { ScrapeSpec } from '../../lib/model/job';
import type { Target } from '../../lib/model/thread';
import { useApp, type PageLook } from '../effects';
import { errorText, t } from '../i18n';
import { Button } from '../ui/Button';
import { Radios, TextField } from '../ui/Field';
import { Empty, Notice } from '../ui/Panels';
import { scopeChoice } from './PopupForm';
import { Sighted } from './Sighted';
import { hostOf, newSpec, scopesOf, sitemapTarget, type Scope } from './spec';
import { SpecFields } from './SpecFields';
import { startJob } from './start';

export interface NewJobProps {
  /** The spec of a job to be done once more with other settings; null: from the page that is open. */
  readonly from: ScrapeSpec | null;
  readonly onStarted: (jobId: string) => void;
}

/** A new job with all its options. */
export function NewJob({ from, onStarted }: NewJobProps) {
  if (from) return <SpecForm start={from} scopes={[]} onStarted={onStarted} />;
  return <FromPage onStarted={onStarted} />;
}

function FromPage({ onStarted }: Pick<NewJobProps, 'onStarted'>) {
  const { effects } = useApp();
  const [look, setLook] = useState<PageLook | null>(null);
  useEffect(() => {
    let gone = false;
    const read = (): void => {
      effects.readPage().then(
        (next) => !gone && setLook(next),
        (thrown: unknown) => !gone && setLook({ reading: null, problem: toErrorInfo(thrown) }),
      );
    };
    read();
    const end = effects.onPageChange(read);
    return () => {
      gone = true;
      end();
    };
  }, [effects]);
  if (!look) return <p class="muted pad">{t('popup_reading')}</p>;
  const sighting = look.reading?.sighting;
  const scopes = sighting ? scopesOf(sighting) : [];
  const first = scopes[0];
  if (!sighting || !first || sighting.wall !== null) {
    return (
      <Empty title={t(look.reading ? 'popup_unknown' : 'panel_emptyTitle')} icon="mark" testId="no-page">
        <p>{t('panel_noPage')}</p>
      </Empty>
    );
  }
  return (
    <div class="stack">
      <Sighted sighting={sighting} />
      {sighting.signedIn === false && <Notice>{t('popup_notSignedIn')}</Notice>}
      <SpecForm
        // Another page is another form; the same page read again keeps what was set.
        key={first.target.url}
        start={newSpec(sighting, first.target)}
        scopes={scopes}
        onStarted={onStarted}
      />
    </div>
  );
}

interface SpecFormProps {
  readonly start: ScrapeSpec;
  readonly scopes: readonly Scope[];
  readonly onStarted: (jobId: string) => void;
}

function SpecForm({ start, scopes, onStarted }: SpecFormProps) {
  const app = useApp();
  const [spec, setSpec] = useState(start);
  const [role, setRole] = useState(scopes[0]?.role ?? 'listing');
  const [sitemap, setSitemap] = useState('');
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [starting, setStarting] = useState(false);

  const scope = scopes.find((s) => s.role === role);
  const base = scope?.target ?? start.target;
  const mapped = sitemap.trim() === '' ? null : sitemapTarget(sitemap, base, t('opt_sitemapTitle'));
  const badMap = sitemap.trim() !== '' && !mapped;
  const target: Target = mapped ?? base;

  const begin = (): void => {
    setProblem(null);
    setStarting(true);
    startJob(app, { ...spec, target }).then(
      ({ jobId }) => onStarted(jobId),
      (thrown: unknown) => {
        setStarting(false);
        setProblem(toErrorInfo(thrown));
      },
    );
  };
  return (
    <div class="stack" data-testid="new-job">
      {scopes.length > 0 ? (
        <Radios
          legend={t('popup_what')}
          testId="panel-scope"
          value={role}
          choices={scopes.map(scopeChoice)}
          onChange={setRole}
        />
      ) : (
        <p class="break">
          <strong>{start.siteName}</strong> · <bdi>{start.target.title || start.target.url}</bdi>
        </p>
      )}
      {target.kind === 'listing' && (
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
      <SpecFields spec={{ ...spec, target }} onChange={setSpec} />
      {problem && <Notice tone="bad">{errorText(problem)}</Notice>}
      <div class="sticky-actions">
        <Button kind="primary" wide testId="start" disabled={badMap || starting} onClick={begin}>
          {t('action_start')}
        </Button>
      </div>
    </div>
  );
}
