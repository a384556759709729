import { isLoopback } from '../base/origin';
import type { JobSpec } from './job';

/** Whether a job asks anybody but this machine: then it waits while offline mode is on. */
export function usesNetwork(spec: JobSpec): boolean {
  if (spec.kind === 'scrape' || spec.kind === 'download') return true;
  if (spec.kind !== 'generate') return false;
  const choices = [spec.choice, ...(spec.judge ? [spec.judge.choice] : [])];
  return choices.some(({ engine, url }) => engine === 'server' && !isLoopback(url ?? ''));
}
