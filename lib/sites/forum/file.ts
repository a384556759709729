import type { Harvest } from '../../model/thread';
import { challenged, deleted, loginRequired } from '../refusal';
import { leastCertainty } from './certainty';
import { harvestOf, readPage } from './page';
import { isChallenge, messageOn } from './wall';

/** `readFile` of the adapter: a saved page of a forum. */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  const html = file.text.replace(/^\ufeff/, '');
  if (!/^\s{0,200}<(?:!|[a-z])/i.test(html.slice(0, 400))) return null;
  if (isChallenge(html)) throw challenged(file.url.host, file.url.href);
  const reading = readPage({ url: file.url, html });
  if (reading.kind !== null && reading.certainty >= leastCertainty) return harvestOf(reading);
  if (!reading.look.engine) return null;
  const message = messageOn(reading.look);
  if (message === 'login') throw loginRequired(reading.look.url.host, reading.look.url.href);
  if (message === 'gone') throw deleted(reading.look.url.href);
  return null;
}
