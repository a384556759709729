import type { SiteOptions } from '../../model/job';
import type { Target } from '../../model/thread';
import type { Reply, SiteOption, SourceForm } from '../adapter';
import { asFields, asText, asWords } from '../fields';
import { malformed } from '../refusal';
import { listingAddress, listingTarget } from './address';
import { parsedBody, readEnvelope } from './envelope';
import { apiBase, apiSite, baseOfApiSite, baseOfHost, knownSites } from './hosts';
import { oneLine, unescaped } from './words';

const fields: readonly SiteOption[] = [
  { id: 'site', kind: 'text', default: 'stackoverflow', choices: knownSites },
  {
    id: 'listing',
    kind: 'choice',
    default: 'questions',
    choices: ['questions', 'tagged', 'search', 'unanswered', 'user'],
  },
  { id: 'tags', kind: 'text', default: null },
  { id: 'query', kind: 'text', default: null },
  { id: 'user', kind: 'text', default: null },
];

/** How a job is started without a page of the network being open. */
export const source: SourceForm = {
  fields,
  locate,
  // Sites are far fewer than a thousand, and this method alone allows such pages.
  choices: { field: 'site', url: `${apiBase}/sites?pagesize=1000`, parse: parseSites },
};

function locate(values: SiteOptions): { readonly target: Target; readonly siteName: string } | null {
  const written = words(values, 'site') || 'stackoverflow';
  const base = siteWritten(written);
  if (base === null) return null;
  const path = pathOf(values);
  const listing = path === null ? null : listingAddress(new URL(`${base}${path}`), base);
  if (!listing) return null;
  const siteName = new URL(base).host;
  const target = listingTarget(base, listing);
  return { target: listing.route === 'questions' ? { ...target, title: siteName } : target, siteName };
}

/** A site's API name, its host, or any address of it. */
function siteWritten(text: string): string | null {
  const address = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  return address ? baseOfHost(address.host) : baseOfApiSite(text.replace(/\/$/, ''));
}

/** @returns null where the listing lacks what it is of */
function pathOf(values: SiteOptions): string | null {
  const tags = words(values, 'tags')
    .split(/[\s,;]+/)
    .filter(Boolean);
  const tagged = tags.map(encodeURIComponent).join('+');
  switch (words(values, 'listing')) {
    case 'tagged':
      return tagged ? `/questions/tagged/${tagged}` : null;
    case 'search': {
      const query = [...tags.map((tag) => `[${tag}]`), words(values, 'query')].filter(Boolean).join(' ');
      return query ? `/search?${new URLSearchParams({ q: query }).toString()}` : null;
    }
    case 'unanswered':
      return tagged ? `/unanswered/tagged/${tagged}` : '/unanswered';
    case 'user': {
      const id = /(?:^|\/users\/)([1-9]\d{0,14})(?:[/?#]|$)/.exec(words(values, 'user'))?.[1];
      return id === undefined ? null : `/users/${id}`;
    }
    default:
      return tagged ? `/questions/tagged/${tagged}` : '/questions';
  }
}

function words(values: SiteOptions, id: string): string {
  const value = values[id];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, 500) : '';
}

/** The sites of the network by the API's names for them. @throws AppError `malformed` */
function parseSites(reply: Reply): readonly { readonly value: string; readonly label: string }[] {
  const envelope = readEnvelope(parsedBody(reply.body));
  if (!envelope) throw malformed('unexpectedShape', 'The API did not send the list of sites.', reply.body);
  const sites = new Map<string, string>();
  for (const item of envelope.items) {
    const site = asFields(item);
    const name = asWords(site?.['name']);
    const address = asText(site?.['site_url']) ?? '';
    const base = URL.canParse(address) ? baseOfHost(new URL(address).host) : null;
    if (name !== null && base !== null) sites.set(apiSite(base), oneLine(unescaped(name)));
  }
  return [...sites].map(([value, label]) => ({ value, label }));
}
