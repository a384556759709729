import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTree, type Node, type ThreadTree } from '../../../lib/model/tree';
import { samplePosts, sampleThread } from '../pairing/sample';

const nodesOf = (tree: ThreadTree): readonly Node[] => Array.from({ length: tree.count }, (_, index) => tree.at(index));

const textOf = (post: { readonly html: string }): string => post.html;

test('posts come by position, and of one id the last wins', () => {
  const [a, b, c] = samplePosts([{ says: 'one' }, { says: 'two' }, { says: 'three' }]);
  const tree = buildTree(sampleThread(), [c!, a!, b!, { ...b!, html: 'two, edited' }], textOf);
  expect(nodesOf(tree).map((node) => node.text)).toEqual(['one', 'two, edited', 'three']);
  expect(nodesOf(tree).map((node) => node.index)).toEqual([0, 1, 2]);
  expect(tree.byId('2')?.text).toBe('two, edited');
});

test('edges go to earlier posts only, each once, most direct first', () => {
  const posts = samplePosts([
    { says: 'a', to: [1, 2, 9] },
    { says: 'b', to: [3, 1, 1] },
    { says: 'c', to: [2, 1] },
  ]);
  const tree = buildTree(sampleThread(), posts, textOf);
  expect(nodesOf(tree).map((node) => tree.namedBy(node.index).map((place) => tree.at(place).id))).toEqual([
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
      for (const node of nodesOf(tree)) {
        for (const place of tree.namedBy(node.index)) expect(place).toBeLessThan(node.index);
      }
    }),
  );
});

test('posts are cleaned a few ahead of being asked for, each once', () => {
  const cleaned: string[] = [];
  const posts = samplePosts(Array.from({ length: 300 }, (_, i) => ({ says: i === 1 ? ' ' : 'words' })));
  const tree = buildTree(sampleThread(), posts, (post) => {
    cleaned.push(post.id);
    return post.html;
  });
  expect(cleaned).toEqual([]);
  expect(tree.at(0).id).toBe('1');
  expect(cleaned.length).toBeLessThan(posts.length);
  expect([0, 1, 299].map((place) => tree.speaks(place))).toEqual([true, false, true]);
  expect(cleaned).toEqual(posts.map((post) => post.id));
  expect(() => tree.at(300)).toThrow(RangeError);
});
