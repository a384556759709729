import type { SourceSite } from '../../components/crawl/SourcePicker';
import type { SiteOption } from '../../lib/sites';
import { AppError } from '../../lib/model/error';

// Make-believe sites: an option of every kind, a form for a job without an open page, a key. Their ids are those of real
// sites, since no others exist; their options are not.

const boardNames = ['a', 'b', 'ck', 'diy', 'g', 'his', 'k', 'lit', 'mu', 'o', 'out', 'p', 'sci', 'tv', 'v', 'x'];

export const everyKind: readonly SiteOption[] = [
  { id: 'listing', kind: 'choice', default: 'new', choices: ['new', 'most-voted'], on: 'listing' },
  { id: 'best', kind: 'number', default: 3, min: 1, max: 100 },
  { id: 'lowest', kind: 'number', default: null, min: -50, max: 50 },
  { id: 'words', kind: 'text', default: null },
  { id: 'comments', kind: 'switch', default: true },
  { id: 'whole', kind: 'switch', default: false, on: 'thread' },
];

export const boardSite: SourceSite = {
  id: 'fourchan',
  label: 'Picture boards',
  locate: () => null,
  politeness: { concurrency: 1, floorMs: 1000, backoffMs: [1000, 60_000] },
  options: everyKind,
  defaults: { limits: { threads: 7, pairs: 900 }, delayMs: 1500, pairing: { strategy: 'last-k', k: 4 } },
  source: {
    fields: [{ id: 'boards', kind: 'many', default: null, choices: boardNames }],
    locate({ boards }) {
      if (typeof boards !== 'string') return null;
      const base = 'https://boards.example';
      const url = `${base}/${boards.replaceAll(',', '+')}/`;
      return {
        target: {
          site: 'fourchan',
          base,
          kind: 'listing',
          key: boards,
          url,
          title: `/${boards.replaceAll(',', '/, /')}/`,
          ordinal: 0,
          origins: ['https://api.boards.example/*'],
        },
        siteName: 'Picture boards',
      };
    },
    choices: {
      field: 'boards',
      url: 'https://api.boards.example/boards.json',
      parse: () => {
        throw new AppError({ code: 'malformed', message: 'Nobody asks this one.' });
      },
    },
  },
};

export const keyedSite: SourceSite = {
  id: 'stackexchange',
  label: 'Stack Exchange',
  locate: () => null,
  politeness: { concurrency: 1, floorMs: 200, backoffMs: [1000, 60_000] },
  options: everyKind,
  source: {
    fields: [{ id: 'site', kind: 'text', default: 'looms', choices: ['looms', 'dyes'] }],
    locate: () => ({
      target: {
        site: 'stackexchange',
        base: 'https://looms.example',
        kind: 'listing',
        key: '/questions',
        url: 'https://looms.example/questions',
        title: 'Questions',
        ordinal: 0,
      },
      siteName: 'Looms',
    }),
  },
  credential: { host: 'api.example', param: 'key' },
};
