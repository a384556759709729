import type { ScrapeSpec } from '../../lib/model/job';
import type { Target } from '../../lib/model/thread';
import type { App, Effects } from '../effects';

export interface Started {
  readonly jobId: string;
  readonly granted: boolean;
}

export interface StartWish {
  /** What the person calls the dataset; '' for what it is. */
  readonly name?: string;
  /** Offline mode: nothing is asked for, and the background refuses. */
  readonly offline?: boolean;
}

/** All hosts a job on a target asks: the forum itself, and further ones such as its API's. */
export function originsOf({ base, origins = [] }: Target, originPattern: Effects['originPattern']): readonly string[] {
  return [...new Set([originPattern(base), ...origins])];
}

/**
 * Starts a job in a click. Nothing is awaited before the browser is asked for access, since the right to ask ends with
 * the click; the job is saved meanwhile, and the grant lets it go on.
 */
export function startJob(
  { send, effects }: Pick<App, 'send' | 'effects'>,
  spec: ScrapeSpec,
  { name = '', offline = false }: StartWish = {},
): Promise<Started> {
  const starting = send('job.start', name.trim() === '' ? { spec } : { spec, name: name.trim() });
  const asking = offline
    ? Promise.resolve(false)
    : effects.requestOrigins(originsOf(spec.target, effects.originPattern));
  return finish(starting, asking, send);
}

async function finish(
  starting: Promise<{ readonly jobId: string }>,
  asking: Promise<boolean>,
  send: App['send'],
): Promise<Started> {
  const [{ jobId }, granted] = await Promise.all([starting, asking]);
  if (granted) await send('wake', {});
  return { jobId, granted };
}
