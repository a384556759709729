import { AppError } from '../model/error';
import type { Harvest, Sighting } from '../model/thread';
import type { Page, SiteAdapter } from './adapter';
import { discourse } from './discourse';
import { forum } from './forum';
import { fourchan } from './fourchan';
import { reddit } from './reddit';
import { stackexchange } from './stackexchange';

export type {
  KnownThread,
  Page,
  ParseContext,
  PlanOptions,
  Reply,
  SiteAdapter,
  SiteContext,
  SiteOption,
  SourceForm,
} from './adapter';
export { glimpses } from './glimpse';

/** All sites that can be read. Order matters: the first that recognises a page has it. */
export const sites: readonly SiteAdapter[] = [stackexchange, reddit, fourchan, discourse, forum];

/** @throws AppError `unsupported` for a name that is none */
export function siteById(id: string): SiteAdapter {
  const site = sites.find((at) => at.id === id);
  if (site) return site;
  const names = sites.map((at) => at.id).join(', ');
  throw new AppError({
    code: 'unsupported',
    reason: 'unknownSite',
    params: [id, names],
    message: `There is no site called "${id}". Known sites: ${names}.`,
  });
}

/** What the page is; null: of no site we can read. */
export function detect(page: Page): Sighting | null {
  for (const site of sites) {
    const sighting = site.detect(page);
    if (sighting) return sighting;
  }
  return null;
}

/**
 * Reads a saved page or API reply of any site.
 * @returns null when it is of no site we know
 * @throws AppError when it is of one, and is an error, a wall or something unsupported
 */
export function readFile(file: { readonly url: URL; readonly text: string }): Harvest | null {
  for (const site of sites) {
    const harvest = site.readFile(file);
    if (harvest) return harvest;
  }
  return null;
}
