import { useEffect, useState } from 'preact/hooks';
import { toErrorInfo } from '../../lib/model/error';
import type { PageReading } from '../../lib/model/job';
import type { Sighting } from '../../lib/model/thread';
import { useApp, type PageLook } from '../effects';
import { t } from '../i18n';
import { Radios } from '../ui/Field';
import { Empty, Notice } from '../ui/Panels';
import { GuessFound } from './GuessFound';
import { scopeChoice } from './PopupForm';
import { Sighted } from './Sighted';
import { newSpec, scopesOf } from './spec';
import { SpecForm } from './SpecForm';

/** A job on the page that is open. */
export function FromPage({ onStarted }: { readonly onStarted: (jobId: string) => void }) {
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
  const { reading } = look;
  const sighting = reading?.sighting;
  const first = sighting ? scopesOf(sighting)[0] : undefined;
  if (!reading || !sighting || !first || sighting.wall !== null) {
    return (
      <Empty title={t(reading ? 'popup_unknown' : 'panel_noPageTitle')} icon="mark" testId="no-page">
        <p>{t('panel_noPage')}</p>
      </Empty>
    );
  }
  // Another page is another form; the same page read again keeps what was set.
  return <PageForm key={first.target.url} reading={reading} sighting={sighting} onStarted={onStarted} />;
}

interface PageFormProps {
  readonly reading: PageReading;
  readonly sighting: Sighting;
  readonly onStarted: (jobId: string) => void;
}

function PageForm({ reading, sighting, onStarted }: PageFormProps) {
  const scopes = scopesOf(sighting);
  const first = scopes[0];
  const [scopeId, setScopeId] = useState(first?.id ?? '');
  const [resets, setResets] = useState(0);
  const scope = scopes.find(({ id }) => id === scopeId) ?? first;
  if (!scope) return null;
  return (
    <div class="stack">
      <Sighted sighting={sighting} />
      {sighting.guess && <GuessFound sighting={sighting} guess={sighting.guess} glimpses={reading.glimpses ?? []} />}
      {sighting.signedIn === false && <Notice>{t('popup_notSignedIn')}</Notice>}
      <SpecForm
        key={resets}
        start={newSpec(sighting, scope.target, reading.defaults)}
        target={scope.target}
        onStarted={onStarted}
        onReset={() => {
          setScopeId(first?.id ?? '');
          setResets(resets + 1);
        }}
      >
        <Radios
          legend={t('popup_what')}
          testId="panel-scope"
          value={scope.id}
          choices={scopes.map(scopeChoice)}
          onChange={setScopeId}
        />
      </SpecForm>
    </div>
  );
}
