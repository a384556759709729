import { useState } from 'preact/hooks';
import type { JobView } from '../../lib/store/queries';
import { listHeldHosts } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t, tn } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { Check } from '../ui/Field';
import { Notice } from '../ui/Panels';

/** Images of hosts that were not granted: asked for with their number; nothing else waits for them. */
export function HeldImages({ view }: { readonly view: JobView }) {
  const { db, effects, send } = useApp();
  const { job, counters } = view;
  const hosts = useLive(() => listHeldHosts(db, job.id), [db, job.id, counters.imagesHeld], {
    watch: false,
    everyMs: job.state === 'running' ? whileRunningMs : null,
  });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState(false);
  const [problem, follow] = useCommand();
  if (!hosts || hosts.length === 0) return null;
  const chosen = hosts.map(({ host }) => host).filter((host) => !left.has(host));
  const images = hosts.reduce((sum, host) => sum + host.images, 0);
  const ask = (asked: readonly string[]): void => {
    const origins = hosts.filter(({ host }) => asked.includes(host)).flatMap((one) => one.origins);
    effects.requestOrigins(origins).then(
      (granted) => {
        setRefused(!granted);
        if (granted) follow(send('images.allow', { jobId: job.id, hosts: asked }));
      },
      () => setRefused(true),
    );
  };
  return (
    <Notice testId="held-images">
      <strong>{tn('held_images', images)}</strong>
      <span class="muted">{tn('held_hosts', hosts.length)}</span>
      <div class="radios">
        {hosts.map(({ host, images: count }) => (
          <Check
            key={host}
            label={<bdi class="break">{host}</bdi>}
            side={tn('count_images', count)}
            testId={`held-${host}`}
            checked={!left.has(host)}
            onChange={(on) => setLeft(new Set([...left].filter((h) => h !== host).concat(on ? [] : [host])))}
          />
        ))}
      </div>
      {refused && <strong>{t('notice_grantRefused')}</strong>}
      <Problem problem={problem} />
      <div class="row">
        <Button testId="held-allow" disabled={chosen.length === 0} onClick={() => ask(chosen)}>
          {t('held_allow')}
        </Button>
        {hosts.length > 1 && (
          <Button testId="held-allow-all" onClick={() => ask(hosts.map(({ host }) => host))}>
            {t('held_allowAll')}
          </Button>
        )}
        <Button
          testId="held-skip"
          disabled={chosen.length === 0}
          onClick={() => follow(send('images.skip', { jobId: job.id, hosts: chosen }))}
        >
          {t('held_skip')}
        </Button>
      </div>
    </Notice>
  );
}
