import { describe, expect, it } from 'vitest';
import { clean } from '../../../../lib/clean';
import { defaultPairing, type PairingOptions } from '../../../../lib/model/pairing';
import { pairThread } from '../../../../lib/pairing';
import { comment, read, type Made } from './answers';

// The reference tool's faults R1 to R9, with our own rules.
describe('pairs', () => {
  const html = (body: string) => ({ body, body_html: `<div class="md"><p>${body}</p></div>` });
  const pairs = (root: Made, comments: readonly unknown[], options: Partial<PairingOptions> = {}) => {
    const { threads, posts } = read(root, comments);
    const [thread] = threads ?? [];
    if (!thread) throw new Error('no thread');
    const wish = { ...defaultPairing, strategy: 'parent-child' as const, minLength: 1, ...options };
    return pairThread(thread, posts ?? [], wish, (text, profile, context) => clean(text, profile, context)).map(
      ({ turns }) => turns.map((turn) => turn.text),
    );
  };

  it('R4: what was deleted or removed is neither question nor answer', () => {
    const made = [
      comment('a', { ...html('[deleted]'), author: '[deleted]' }),
      comment('b', html('thanks that worked'), 't1_a'),
      comment('c', { ...html('[removed]'), author: '[deleted]' }),
    ];
    expect(pairs({ title: 'T?' }, made)).toEqual([]);
  });

  it('R5: without its parent a comment answers nobody', () => {
    expect(
      pairs({ title: 'T?' }, [comment('b', html('it is in the second one'), 't1_missing')], {
        strategy: 'reply-chain',
      }),
    ).toEqual([]);
  });

  it('R6: programs take no part, unless asked for', () => {
    const made = [
      comment('a', { ...html('Read the rules'), author: 'AutoModerator' }),
      comment('b', html('ok bot'), 't1_a'),
    ];
    for (const strategy of ['parent-child', 'reply-chain', 'conversation'] as const)
      expect(pairs({ title: 'T?' }, made, { strategy })).toEqual([]);
    expect(pairs({ title: 'T?' }, made, { includeBots: true })).toEqual([
      ['T?', 'Read the rules'],
      ['Read the rules', 'ok bot'],
    ]);
  });

  it('R9: the question stays however deep the answer is', () => {
    const made = [1, 2, 3, 4, 5].map((n) =>
      comment(
        `c${String(n)}`,
        { ...html(`level ${String(n)} text`), author: `u${String(n)}` },
        n === 1 ? 't3_abc' : `t1_c${String(n - 1)}`,
      ),
    );
    const [input] = pairs({ title: 'Root question?' }, made, { strategy: 'reply-chain', k: 4 }).at(-1) ?? [];
    expect(input).toMatch(/^Root question\?/);
    expect(input).toMatch(/level 4 text$/);
  });
});
