import type { SiteDefaults } from '../../model/job';
import { optionOf, type SiteContext, type SiteOption } from '../adapter';

export const options: readonly SiteOption[] = [
  { id: 'route', kind: 'choice', default: 'api', choices: ['api', 'pages'] },
  { id: 'answered', kind: 'choice', default: 'accepted', choices: ['accepted', 'answered', 'any'], on: 'listing' },
  {
    id: 'sort',
    kind: 'choice',
    default: 'page',
    choices: ['page', 'creation', 'activity', 'votes', 'relevance', 'hot'],
    on: 'listing',
  },
  { id: 'comments', kind: 'switch', default: false },
];

/** As the reference tool: 100 pairs, 0.2 s between requests, accepted answers, no least length. */
export const defaults: SiteDefaults = {
  limits: { threads: null, pairs: 100 },
  delayMs: 200,
  pairing: { strategy: 'answers', answers: 'accepted', minLength: 0 },
};

export type Answered = 'accepted' | 'answered' | 'any';

/** The options of a job, checked. */
export interface Choices {
  readonly route: 'api' | 'pages';
  readonly answered: Answered;
  readonly sort: string;
  readonly comments: boolean;
}

export function choicesOf(context?: SiteContext): Choices {
  const value = (id: string): string => String(optionOf({ options }, id, context) ?? '');
  const answered = value('answered');
  return {
    route: value('route') === 'pages' ? 'pages' : 'api',
    answered: answered === 'any' || answered === 'answered' ? answered : 'accepted',
    sort: value('sort'),
    comments: optionOf({ options }, 'comments', context) === true,
  };
}
