import type { Harvest } from '../../../../lib/model/thread';
import { reddit } from '../../../../lib/sites/reddit';

// Answers of the data routes, made of a few posts.

export interface Made {
  readonly [key: string]: unknown;
}

const url = new URL('https://www.reddit.com/r/looms/comments/abc/title/.json?raw_json=1');
const thing = (kind: string, data: Made) => ({ kind, data });
export const list = (children: readonly unknown[]) => thing('Listing', { children });
export const post = (data: Made) =>
  thing('t3', {
    id: 'abc',
    name: 't3_abc',
    title: 'A title',
    author: 'anwen',
    selftext: '',
    is_self: true,
    permalink: '/r/looms/comments/abc/title/',
    ...data,
  });
export const comment = (id: string, data: Made, parent = 't3_abc') =>
  thing('t1', {
    id,
    name: `t1_${id}`,
    parent_id: parent,
    author: 'bertil',
    body: 'words',
    body_html: '<div class="md"><p>words</p>\n</div>',
    created_utc: 1_700_000_000,
    ...data,
  });

export function read(root: Made, comments: readonly unknown[] = [], address = url): Harvest {
  const harvest = reddit.readFile({ url: address, text: JSON.stringify([list([post(root)]), list(comments)]) });
  if (!harvest) throw new Error('not read');
  return harvest;
}
