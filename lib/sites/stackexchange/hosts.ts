import type { Target } from '../../model/thread';

// The sites of the network: their hosts, and the names the API has for them (https://api.stackexchange.com/docs/sites).

export const apiHost = 'api.stackexchange.com';
export const apiBase = `https://${apiHost}/2.3`;
export const apiOrigin = `https://${apiHost}/*`;

/** Sites with a domain of their own; all others are `NAME.stackexchange.com`. */
const ownDomains = [
  'stackoverflow.com',
  'superuser.com',
  'serverfault.com',
  'askubuntu.com',
  'stackapps.com',
  'mathoverflow.net',
];

/** Below these hosts, but no question site. */
const otherServices = /^(?:www|api|chat|data|area51|openid|stackauth|cdn|blog|careers|jobs|insights|contests|sstatic)$/;

/** A host of the network as it is written today; null: none of its question sites. */
export function networkHost(host: string): string | null {
  const name = host.toLowerCase().replace(/^www\./, '');
  if (ownDomains.includes(name)) return name;
  const domain = [...ownDomains, 'stackexchange.com'].find((own) => name.endsWith(`.${own}`));
  if (domain === undefined) return null;
  const labels = name.slice(0, -domain.length - 1).split('.');
  if (labels.length > 2 || !labels.every((label) => /^[a-z\d][a-z\d-]{0,62}$/.test(label))) return null;
  if (labels.some((label) => otherServices.test(label))) return null;
  const [first = '', second] = labels;
  // Until 2018 a site's meta was `meta.NAME.stackexchange.com`; such addresses are sent on.
  if (second !== undefined && first === 'meta') return `${second}.meta.${domain}`;
  if (second !== undefined && second !== 'meta') return null;
  if (domain !== 'stackexchange.com' && domain !== 'stackoverflow.com')
    return labels.join('.') === 'meta' ? name : null;
  return name;
}

/** Origin of a network site, always by https. */
export function baseOfHost(host: string): string | null {
  const name = networkHost(host);
  return name === null ? null : `https://${name}`;
}

/** What the API calls the site: `stackoverflow`, `math`, `pt.stackoverflow`, `meta.superuser`, `mathoverflow.net`. */
export function apiSite(base: string): string {
  const host = new URL(base).host;
  return host.endsWith('.net') ? host : host.replace(/(?:\.stackexchange)?\.com$/, '');
}

/** The site an API name or a host stands for; null: neither. */
export function baseOfApiSite(site: string): string | null {
  const name = site.trim().toLowerCase();
  if (!/^[a-z\d][a-z\d.-]{0,80}$/.test(name)) return null;
  const direct = baseOfHost(name);
  if (direct !== null) return direct;
  const com = ownDomains.includes(`${name.split('.').at(-1) ?? ''}.com`) ? baseOfHost(`${name}.com`) : null;
  return com ?? baseOfHost(`${name}.stackexchange.com`);
}

/** The base an address belongs to: a page's own, or the one an API address names. */
export function baseOfUrl(url: URL): string | null {
  if (url.host !== apiHost) return baseOfHost(url.host);
  const site = url.searchParams.get('site');
  return site === null ? null : baseOfApiSite(site);
}

/** Every target of this site may need the API. */
export const targetOrigins: Pick<Target, 'origins'> = { origins: [apiOrigin] };

/** Names of the largest sites, for when the API cannot be asked for all. */
export const knownSites = [
  'stackoverflow',
  'superuser',
  'serverfault',
  'askubuntu',
  'math',
  'mathoverflow.net',
  'stats',
  'physics',
  'unix',
  'tex',
  'english',
  'electronics',
  'gis',
  'codereview',
  'softwareengineering',
  'security',
  'cs',
  'datascience',
  'dba',
  'apple',
  'android',
  'wordpress',
  'pt.stackoverflow',
  'ru.stackoverflow',
  'es.stackoverflow',
  'ja.stackoverflow',
  'meta',
  'meta.stackoverflow',
] as const;
