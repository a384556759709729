import { expect, test } from 'vitest';
import { joinPosts, joinThreads } from '../../../lib/model/join';
import { samplePosts, sampleThread } from '../pairing/sample';

const [post] = samplePosts([{ by: 'ada', says: 'hello', to: [], more: { siteId: '77', postedAt: 5, score: 3 } }]);

test('a later file with less does not overwrite', () => {
  const poorer = { ...post!, siteId: null, postedAt: null, score: null, html: '<p>shell</p>', flags: ['wiki'] };
  expect(joinPosts([[post!], [poorer]])).toEqual([{ ...post!, flags: ['wiki'] }]);
  expect(joinPosts([[post!], [{ ...post!, html: '' }]])[0]?.html).toBe('hello');
});

test('a later file with as much or more does', () => {
  const edited = { ...post!, html: 'hello again', editedAt: 9 };
  expect(joinPosts([[post!], [edited]])).toEqual([edited]);
  expect(joinPosts([[post!], [{ ...post!, score: 4 }]])[0]?.score).toBe(4);
});

test('posts of several files are in order, each once', () => {
  const [a, b, c] = samplePosts([{ says: 'a' }, { says: 'b' }, { says: 'c' }]);
  expect(
    joinPosts([
      [c!, b!],
      [a!, b!],
    ]).map((one) => one.id),
  ).toEqual(['1', '2', '3']);
});

test('a thread keeps what a later file does not tell', () => {
  const earlier = sampleThread({ title: 'T', acceptedPostId: '3', tags: ['x'] });
  expect(joinThreads(earlier, sampleThread({ closed: true }))).toEqual({ ...earlier, closed: true });
});
