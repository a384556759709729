import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { basisText, certaintyText, GuessFound, isDoubtful } from '../../../components/crawl/GuessFound';
import type { Guess } from '../../../lib/model/thread';
import { glimpses } from '../../../lib/sites';
import { list, post, sighting } from '../../screens/data';

const guess: Guess = { basis: 'engine', engine: 'phpBB', certainty: 0.93, authors: 10, dates: 9 };

describe('a guess', () => {
  it('says how sure it is in words and per cent', () => {
    expect(certaintyText(guess)).toBe('sure, 93 %');
    expect(certaintyText({ ...guess, certainty: 0.6 })).toBe('fairly sure, 60 %');
    expect(certaintyText({ ...guess, certainty: 0.599 })).toBe('not sure, 59 %');
  });

  it('says by what the page was read', () => {
    expect(basisText(guess)).toBe('Looks like phpBB');
    expect(basisText({ ...guess, basis: 'structure', engine: null })).toMatch(/structure alone/);
    expect(basisText({ ...guess, basis: 'schema' })).toMatch(/schema\.org.*phpBB/);
  });

  it('shows what was found, and warns where it is doubtful', () => {
    const seen = sighting({ postsShown: 10, guess });
    const found = glimpses([post(1, '1', 'mira', '<p>Where is it?</p>'), post(1, '2', '', '<img src=x>')]);
    const html = (certainty: number): string =>
      renderToString(<GuessFound sighting={seen} guess={{ ...guess, certainty }} glimpses={found} />);
    expect(html(0.93)).toContain('10 of 10 with author · 9 of 10 with date');
    expect(html(0.93)).toContain('mira');
    expect(html(0.93)).toContain('Where is it?');
    expect(html(0.93)).toContain('author unknown');
    expect(html(0.93)).toContain('no text');
    expect(html(0.93)).not.toContain('guess-warn');
    expect(html(0.4)).toContain('guess-warn');
    expect(isDoubtful({ ...guess, certainty: 0.59 })).toBe(true);
  });

  it('counts threads on a list', () => {
    const seen = sighting({ target: list, threadsShown: 25, guess });
    const html = renderToString(<GuessFound sighting={seen} guess={guess} glimpses={[]} />);
    expect(html).toContain('25 threads');
    expect(html).not.toContain('with author');
  });
});

describe('glimpses', () => {
  const lineOf = (html: string): string => glimpses([post(1, '1', 'mira', html)])[0]!.line;

  it('are the first line that says something, as text', () => {
    expect(lineOf('<div>\n <p> </p><p>Hello <b>you</b> &amp; me<br>Second</p></div>')).toBe('Hello you & me');
    expect(lineOf('<ul><li>One</li><li>Two</li></ul>')).toBe('One');
    expect(lineOf('<script>alert(1)</script>Words')).toBe('Words');
    expect(lineOf('')).toBe('');
  });

  it('are short, whatever the post is', () => {
    expect(lineOf('x'.repeat(500))).toHaveLength(160);
    const start = performance.now();
    expect(lineOf('<div>'.repeat(2_000_000))).toBe('');
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('are of the first three posts', () => {
    const posts = ['1', '2', '3', '4'].map((id) => post(1, id, `author ${id}`, '<p>Words</p>'));
    expect(glimpses(posts).map(({ author }) => author)).toEqual(['author 1', 'author 2', 'author 3']);
  });
});
