import {
  defaultSpec,
  delayRangeMs,
  type DatasetSpec,
  type Job,
  type ScrapeSpec,
  type SiteDefaults,
} from '../../lib/model/job';
import type { Sighting, Target } from '../../lib/model/thread';

/** The setting by which the popup tells the panel, which may not be open yet, what to show: a `PanelWish`. */
export const panelWishKey = 'panelWish';

export interface PanelWish {
  readonly show: 'new';
  /** Documents that pairs are to be made from; without them, from the page that is open. */
  readonly docIds?: readonly string[];
  /** Epoch ms; an old wish is none. */
  readonly at: number;
}

export type ScopeRole = 'thread' | 'listing' | 'category' | 'tag' | 'forum';

/** Something that can be scraped from the page that is open. */
export interface Scope {
  /** The role, numbered from the second of its kind on: a question may have five tags. */
  readonly id: string;
  readonly role: ScopeRole;
  readonly target: Target;
  /** Posts of a thread, threads of a list; null: the page does not say. */
  readonly size: number | null;
}

/** What can be scraped from here, narrowest first. */
export function scopesOf(sighting: Sighting): readonly Scope[] {
  const scopes: Omit<Scope, 'id'>[] = [];
  if (sighting.target) {
    scopes.push({ role: sighting.target.kind, target: sighting.target, size: sighting.postsTotal });
  }
  for (const { role, target } of sighting.wider) scopes.push({ role, target, size: null });
  return scopes.map((scope, at) => {
    const before = scopes.slice(0, at).filter(({ role }) => role === scope.role).length;
    return { ...scope, id: before === 0 ? scope.role : `${scope.role}-${before + 1}` };
  });
}

/** A job for a target, with every option at its site's default. */
export function newSpec({ siteName, signedIn }: Sighting, target: Target, defaults?: SiteDefaults): ScrapeSpec {
  return defaultSpec({ target, siteName, signedIn }, defaults);
}

/** What a job is called where the person gave no name. */
function plainName({ target, siteName }: ScrapeSpec): string {
  return target.title || siteName;
}

/** A dataset as it is called in lists: the person's own name for it, or what was scraped, and where. */
export function datasetName({ name, spec }: Pick<Job<DatasetSpec>, 'name' | 'spec'>): string {
  if (spec.kind === 'generate') return name;
  if (name !== plainName(spec) || spec.siteName === '' || name.includes(spec.siteName)) return name;
  return `${spec.siteName}: ${name}`;
}

/** A sitemap as a target: a listing whose threads are named by the file. null: no address, or one of another host. */
export function sitemapTarget(address: string, from: Target, title: string): Target | null {
  try {
    const url = new URL(address.trim());
    const base = new URL(from.base);
    if (url.host !== base.host || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
    url.hash = '';
    return {
      site: from.site,
      base: from.base,
      kind: 'listing',
      key: url.href.slice(url.origin.length),
      url: url.href,
      title,
      ordinal: 0,
    };
  } catch {
    return null;
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export function perMinute(delayMs: number): number {
  return Math.round((60_000 / delayMs) * 10) / 10;
}

export function delayOf(requestsPerMinute: number): number {
  const { min, max } = delayRangeMs;
  return Math.min(max, Math.max(min, Math.round(60_000 / requestsPerMinute)));
}

/** `2026-03-01` of a date field, at the start of that day here; null for none. */
export function dateToMs(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return match ? new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime() : null;
}

export function msToDate(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
