import { useEffect, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { Job, PageReading, ScrapeSpec } from '../../lib/model/job';
import type { Sighting, Target } from '../../lib/model/thread';
import { listJobs } from '../../lib/store/queries';
import { useApp, type PageLook } from '../effects';
import { errorText, siteNote, t, uiLanguage } from '../i18n';
import { useOffline } from '../Offline';
import { useLive, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Notice } from '../ui/Panels';
import { GuessFound } from './GuessFound';
import { JobGlance } from './JobGlance';
import { useKeyed } from './KeyField';
import { MakePairs } from './MakePairs';
import { PopupForm } from './PopupForm';
import { Sighted } from './Sighted';
import { hostOf, newSpec, scopesOf } from './spec';
import { originsOf, startJob } from './start';
import './crawl.css';

/** What this page is, and one decision. */
export function Popup() {
  const { effects } = useApp();
  const offline = useOffline() === true;
  const [look, setLook] = useState<PageLook | null>(null);
  useEffect(() => {
    effects.readPage().then(setLook, (thrown: unknown) => setLook({ reading: null, problem: toErrorInfo(thrown) }));
  }, [effects]);
  return (
    <main class="popup">
      <header class="popup-head">
        <Icon name="mark" />
        <span class="grow">{t('extensionName')}</span>
        <Button kind="icon" label={t('nav_open')} testId="open-workbench" onClick={() => effects.openWorkbench()}>
          <Icon name="workbench" />
        </Button>
        <Button kind="icon" label={t('popup_openPanel')} testId="open-panel" onClick={effects.openPanel}>
          <Icon name="panel" />
        </Button>
      </header>
      <div class="popup-body">
        {offline && (
          <Notice tone="warn" testId="popup-offline">
            {t('popup_offline')}
          </Notice>
        )}
        <PopupBody look={look} />
      </div>
    </main>
  );
}

function PopupBody({ look }: { readonly look: PageLook | null }) {
  if (!look) {
    return (
      <p class="muted" role="status" data-testid="reading">
        {t('popup_reading')}
      </p>
    );
  }
  const sighting = look.reading?.sighting ?? null;
  if (look.problem || !sighting || !look.reading) {
    return (
      <>
        <Empty title={t('popup_unknown')} testId="unknown">
          <p>{look.problem ? errorText(look.problem) : t('popup_unknownHint')}</p>
        </Empty>
        {!look.problem && <MakePairs />}
      </>
    );
  }
  return <Forum reading={look.reading} sighting={sighting} />;
}

const walls = {
  login: 'popup_wallLogin',
  error: 'popup_wallError',
  challenge: 'popup_wallChallenge',
} as const;

function Forum({ reading, sighting }: { readonly reading: PageReading; readonly sighting: Sighting }) {
  const { db } = useApp();
  const jobs = useLive(() => listJobs(db), [db], { everyMs: whileRunningMs });
  const [another, setAnother] = useState(false);
  const mine = jobs?.find((job): job is Job<ScrapeSpec> => isOpenHere(job, sighting.base));
  // The form and the job take the same room: wait for the answer rather than change under the finger.
  if (!jobs) return <Sighted sighting={sighting} />;
  return (
    <>
      <Sighted sighting={sighting} />
      {mine && !another ? (
        <JobGlance job={mine} onAnother={() => setAnother(true)} />
      ) : (
        <Decision reading={reading} sighting={sighting} jobs={jobs} />
      )}
    </>
  );
}

function isOpenHere(job: Job, base: string): job is Job<ScrapeSpec> {
  if (job.spec.kind !== 'scrape' || (job.state !== 'running' && job.state !== 'paused')) return false;
  return job.spec.target.base === base;
}

interface DecisionProps {
  readonly reading: PageReading;
  readonly sighting: Sighting;
  readonly jobs: readonly Job[];
}

function Decision({ reading, sighting, jobs }: DecisionProps) {
  const app = useApp();
  const { effects, send } = app;
  const scopes = scopesOf(sighting);
  const [scopeId, setScopeId] = useState(scopes[0]?.id ?? '');
  const scope = scopes.find(({ id }) => id === scopeId) ?? scopes[0];
  const [spec, setSpec] = useState<ScrapeSpec | null>(() =>
    scope ? newSpec(sighting, scope.target, reading.defaults) : null,
  );
  // Not before the store has said that it is off.
  const online = useOffline() === false;
  const keyless = useKeyless(scope?.target ?? null);
  const [granted, setGranted] = useState<boolean | null>(null);
  const [outcome, setOutcome] = useState<'started' | 'refused' | 'kept' | null>(null);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const origins = scope ? originsOf(scope.target, effects.originPattern) : [];
  useEffect(() => {
    if (origins.length > 0) effects.hasOrigins(origins).then(setGranted, () => setGranted(false));
  }, [effects, origins.join(' ')]);

  const fail = (thrown: unknown): void => setProblem(toErrorInfo(thrown));
  // No `await` in here: the panel, and the question for access, must come from this very click.
  const scrape = (): void => {
    if (!spec || !scope) return;
    effects.openPanel();
    startJob(app, { ...spec, target: scope.target }).then(
      (started) => setOutcome(started.granted ? 'started' : 'refused'),
      fail,
    );
  };
  const keep = (): void => {
    effects.openPanel();
    if (spec) send('page.keep', { reading, pairing: spec.pairing }).then(() => setOutcome('kept'), fail);
  };

  if (sighting.wall !== null) {
    return (
      <Notice tone="warn" testId={`wall-${sighting.wall}`}>
        {t(walls[sighting.wall])}
      </Notice>
    );
  }
  if (!spec || !scope) return <Empty title={t('popup_unknown')}>{t('popup_unknownHint')}</Empty>;
  const refused = jobs.some(
    (job) =>
      job.problem?.reason === 'robotsDisallow' &&
      job.spec.kind === 'scrape' &&
      job.spec.target.url === scope.target.url,
  );
  const canKeep = (reading.harvest?.posts?.length ?? 0) > 0;
  return (
    <>
      {sighting.guess && <GuessFound sighting={sighting} guess={sighting.guess} glimpses={reading.glimpses ?? []} />}
      <PopupForm scopes={scopes} scopeId={scope.id} onScope={setScopeId} spec={spec} onSpec={setSpec} />
      {refused && (
        <Notice tone="warn" testId="robots-notice">
          {t('popup_robots')}
        </Notice>
      )}
      {problem && (
        <Notice tone="bad" testId="popup-problem">
          {errorText(problem)}
        </Notice>
      )}
      <div class="popup-actions">
        <Button kind="primary" wide testId="scrape" disabled={outcome !== null || !online} onClick={scrape}>
          {t('popup_scrape')}
        </Button>
        {canKeep && (
          <Button wide testId="keep" disabled={outcome !== null} hint={t('popup_keepHint')} onClick={keep}>
            {t('popup_keep')}
          </Button>
        )}
        <p class="popup-note" role="status" data-testid="popup-note">
          {outcome ? t(`popup_${outcome}`) : granted === false && online ? asksText(origins) : ''}
        </p>
        {keyless !== '' && (
          <p class="popup-note" data-testid="keyless">
            {keyless}
          </p>
        )}
        {sighting.signedIn === false && (
          <p class="popup-note" data-testid="signed-out">
            {t('popup_notSignedIn')}
          </p>
        )}
      </div>
    </>
  );
}

/** What a list of this site lacks without a key, to be known before the start; '' where it lacks nothing. */
function useKeyless(target: Target | null): string {
  const keyed = useKeyed(target?.site ?? '');
  return target?.kind === 'listing' && keyed === false ? siteNote('keyless', target.site) : '';
}

/** Which hosts the browser will ask about. */
function asksText(origins: readonly string[]): string {
  if (origins.length < 2) return t('popup_willAsk');
  const hosts = origins.map((origin) => hostOf(origin.replace(/\*$/, '')));
  return t('popup_willAskMany', new Intl.ListFormat(uiLanguage(), { type: 'conjunction' }).format(hosts));
}
