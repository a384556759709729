import { attr, classesOf, type Element } from '../../base/html';
import { elementAt, type Outline } from './outline';

// Elements of one kind on a page.

const wholePage: ReadonlySet<string> = new Set([
  'html',
  'head',
  'body',
  'meta',
  'link',
  'script',
  'br',
  'img',
  'option',
]);
/** Text level elements are never a post. */
const small: ReadonlySet<string> = new Set([
  'a',
  'b',
  'i',
  'span',
  'em',
  'strong',
  'font',
  'p',
  'time',
  'small',
  'button',
]);

/** Places of elements of one kind: by a class, by a numbered id, or, without either, by where they stand. */
export function groupsOf(outline: Outline): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  const keys: string[] = [];
  for (let place = 0; place < outline.nodes.length; place++) {
    const element = elementAt(outline, place);
    const parent = outline.parents[place] ?? -1;
    const parentKey = parent >= 0 ? (keys[parent] ?? '') : '';
    if (!element) {
      keys.push('');
      continue;
    }
    const own = keysOf(element);
    // Three levels of ancestors at most, so that a key stays short however deep it stands.
    keys.push(own[0] ?? `${element.tagName}<${parentKey.split('<').slice(0, 2).join('<')}`);
    if (wholePage.has(element.tagName) || small.has(element.tagName)) continue;
    for (const key of own.length > 0 ? own : [keys[place] ?? '']) {
      const group = groups.get(key);
      if (group) group.push(place);
      else groups.set(key, [place]);
    }
  }
  return groups;
}

/** Kinds an element is of. Numbers at the end of names count posts or rows and say nothing of the kind. */
function keysOf(element: Element): readonly string[] {
  const keys = new Set<string>();
  for (const name of classesOf(element).slice(0, 8)) keys.add(`${element.tagName}.${kindOf(name)}`);
  const id = attr(element, 'id');
  if (id !== null && id.length < 60 && /\d/.test(id)) keys.add(`${element.tagName}#${kindOf(id)}`);
  return [...keys];
}

function kindOf(name: string): string {
  return name.slice(0, 60).replace(/[-_]?\d+/g, '');
}
