import { attr, elementsOutside, hasClass, type Element, type Parent } from '../../base/html';

/** The elements of a page that tell what it is, found in one walk; pages are large. Each is the first of its kind. */
export interface Marks {
  readonly meta: ReadonlyMap<string, string>;
  readonly html: Element | null;
  readonly body: Element | null;
  readonly base: Element | null;
  readonly canonical: Element | null;
  readonly search: Element | null;
  readonly setup: Element | null;
  readonly preloaded: Element | null;
  /** Something the application has rendered. */
  readonly application: Element | null;
  readonly postArticle: Element | null;
  readonly crawlerPost: Element | null;
  /** The heading that names the topic's id. */
  readonly topicHeading: Element | null;
  /** The box with title, category and tags. */
  readonly topicTitle: Element | null;
  /** Timeline or progress bar. */
  readonly progress: Element | null;
  readonly currentUser: Element | null;
  readonly loginButton: Element | null;
  readonly title: Element | null;
  readonly noscripts: readonly Element[];
  readonly linkedData: readonly Element[];
}

type Mark = Exclude<keyof Marks, 'meta' | 'noscripts' | 'linkedData'>;

const byId: Readonly<Record<string, Mark>> = {
  'data-discourse-setup': 'setup',
  'data-preloaded': 'preloaded',
  'topic-title': 'topicTitle',
  'topic-progress': 'progress',
  'current-user': 'currentUser',
};

const byClassName: readonly (readonly [name: string, mark: Mark])[] = [
  ['ember-application', 'application'],
  ['crawler-post', 'crawlerPost'],
  ['timeline-replies', 'progress'],
  ['current-user', 'currentUser'],
];

/** Walks the page outside its posts' bodies. */
export function scan(tree: Parent): Marks {
  const meta = new Map<string, string>();
  const noscripts: Element[] = [];
  const linkedData: Element[] = [];
  const marks = new Map<Mark, Element>();
  const mark = (name: Mark, element: Element) => {
    if (!marks.has(name)) marks.set(name, element);
  };
  for (const element of elementsOutside(tree, isCooked)) {
    const id = attr(element, 'id');
    const named = id !== null && Object.hasOwn(byId, id) ? byId[id] : undefined;
    if (named) mark(named, element);
    const classes = attr(element, 'class');
    if (classes !== null) {
      for (const [name, kind] of byClassName)
        if (classes.includes(name) && hasClass(element, name)) mark(kind, element);
    }
    switch (element.tagName) {
      case 'meta': {
        const name = attr(element, 'name') ?? attr(element, 'property');
        const content = attr(element, 'content');
        if (name && content !== null && !meta.has(name)) meta.set(name, content.trim());
        break;
      }
      case 'link':
        if (attr(element, 'rel') === 'canonical') mark('canonical', element);
        if (attr(element, 'rel') === 'search') mark('search', element);
        break;
      case 'html':
      case 'body':
      case 'base':
      case 'title':
        mark(element.tagName, element);
        break;
      case 'h1':
        if (attr(element, 'data-topic-id') !== null) mark('topicHeading', element);
        break;
      case 'article':
        if (attr(element, 'data-post-id') !== null) mark('postArticle', element);
        break;
      case 'button':
        if (hasClass(element, 'login-button')) mark('loginButton', element);
        break;
      case 'noscript':
        noscripts.push(element);
        break;
      case 'script':
        if (attr(element, 'type') === 'application/ld+json') linkedData.push(element);
        break;
    }
  }
  const at = (name: Mark) => marks.get(name) ?? null;
  return {
    meta,
    noscripts,
    linkedData,
    html: at('html'),
    body: at('body'),
    base: at('base'),
    title: at('title'),
    canonical: at('canonical'),
    search: at('search'),
    setup: at('setup'),
    preloaded: at('preloaded'),
    application: at('application'),
    postArticle: at('postArticle'),
    crawlerPost: at('crawlerPost'),
    topicHeading: at('topicHeading'),
    topicTitle: at('topicTitle'),
    progress: at('progress'),
    currentUser: at('currentUser'),
    loginButton: at('loginButton'),
  };
}

function isCooked(element: Element): boolean {
  return (attr(element, 'class')?.includes('cooked') ?? false) && hasClass(element, 'cooked');
}
