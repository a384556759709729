import { attr, classesOf, parentOf, type Element } from '../../base/html';

const kinds = new WeakMap<Element, string>();

/**
 * What elements of one purpose have in common on a page: tag and classes, numbers left out; without classes, the tag and
 * where it stands.
 */
export function kindKey(element: Element): string {
  const known = kinds.get(element);
  if (known !== undefined) return known;
  const own = ownKey(element);
  const parent = own.plain ? parentOf(element) : null;
  const key = parent ? `${own.key}<${ownKey(parent).key}` : own.key;
  kinds.set(element, key);
  return key;
}

function ownKey(element: Element): { readonly key: string; readonly plain: boolean } {
  const classes = classesOf(element)
    .slice(0, 8)
    .map(withoutNumber)
    .filter((name) => name !== '' && !passing.has(name));
  const id = attr(element, 'id');
  const property = attr(element, 'itemprop');
  const parts = [
    element.tagName,
    ...classes.map((name) => `.${name}`),
    ...(id && /\d/.test(id) && id.length < 60 ? [`#${withoutNumber(id)}`] : []),
    ...(property ? [`@${property.slice(0, 40)}`] : []),
  ];
  return { key: parts.join(''), plain: parts.length === 1 };
}

/** Names that tell one of a kind from its neighbours. */
const passing: ReadonlySet<string> = new Set([
  ...['odd', 'even', 'alt', 'first', 'last', 'first-post', 'last-post', 'new', 'unread', 'online', 'offline', 'active'],
]);

/** What a numbered id is of: `post-12` and `post-13` are of one kind, whatever classes they have. */
export function idKey(element: Element): string {
  return `${element.tagName}#${withoutNumber(attr(element, 'id') ?? attr(element, 'name') ?? '')}`;
}

function withoutNumber(name: string): string {
  return name.slice(0, 60).replace(/[-_]?\d+/g, '');
}
