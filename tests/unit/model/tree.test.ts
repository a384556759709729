import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTree } from '../../../lib/model/tree';
import { samplePosts, sampleThread } from '../pairing/sample';

const textOf = (post: { readonly html: string }): string => post.html;

test('posts come by position, and of one id the last wins', () => {
  const [a, b, c] = samplePosts([{ says: 'one' }, { says: 'two' }, { says: 'three' }]);
  const tree = buildTree(sampleThread(), [c!, a!, b!, { ...b!, html: 'two, edited' }], textOf);
  expect(tree.nodes.map((node) => node.text)).toEqual(['one', 'two, edited', 'three']);
  expect(tree.nodes.map((node) => node.index)).toEqual([0, 1, 2]);
  expect(tree.byId.get('2')?.text).toBe('two, edited');
});

test('edges go to earlier posts only, each once, most direct first', () => {
  const posts = samplePosts([
    { says: 'a', to: [1, 2, 9] },
    { says: 'b', to: [3, 1, 1] },
    { says: 'c', to: [2, 1] },
  ]);
  const tree = buildTree(sampleThread(), posts, textOf);
  expect(tree.nodes.map((node) => tree.parentsOf(node).map((parent) => parent.post.id))).toEqual([
    [],
    ['1'],
    ['2', '1'],
  ]);
});

test('whatever the replies say there is no cycle', () => {
  const said = fc.array(
    fc.record({ says: fc.string(), to: fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 4 }) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(said, (posts) => {
      const tree = buildTree(sampleThread(), samplePosts(posts), textOf);
      for (const node of tree.nodes) {
        for (const parent of tree.parentsOf(node)) expect(parent.index).toBeLessThan(node.index);
      }
    }),
  );
});
