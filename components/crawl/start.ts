import type { ScrapeSpec } from '../../lib/model/job';
import type { App } from '../effects';

export type Started = { readonly jobId: string; readonly granted: boolean };

/**
 * Starts a job in a click. Nothing is awaited before the browser is asked for access, since the right to ask ends with
 * the click; the job is saved meanwhile, and the grant lets it go on.
 */
export function startJob({ send, effects }: Pick<App, 'send' | 'effects'>, spec: ScrapeSpec): Promise<Started> {
  const starting = send('job.start', { spec });
  const asking = effects.requestOrigins([effects.originPattern(spec.target.base)]);
  return finish(starting, asking, send);
}

async function finish(starting: Promise<{ readonly jobId: string }>, asking: Promise<boolean>, send: App['send']) {
  const [{ jobId }, granted] = await Promise.all([starting, asking]);
  if (granted) await send('wake', {});
  return { jobId, granted };
}
