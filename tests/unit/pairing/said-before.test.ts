import { describe, expect, it } from 'vitest';
import { clean } from '../../../lib/clean';
import { defaultPairing } from '../../../lib/model/pairing';
import { pairThread } from '../../../lib/pairing';
import { readFile } from '../../../lib/sites';

const to = (no: number): string => `<a href="#p${no}" class="quotelink">&gt;&gt;${no}</a><br>`;
const green = (text: string): string => `<span class="quote">&gt;${text}</span><br>`;

function outputs(coms: readonly string[], dropKnownQuotes = true): readonly (string | undefined)[] {
  const posts = coms.map((com, i) => ({ no: i + 1, com }));
  const harvest = readFile({ url: new URL('https://a.4cdn.org/zz/thread/1.json'), text: JSON.stringify({ posts }) });
  const options = { ...defaultPairing, dropKnownQuotes };
  return pairThread(harvest!.threads![0]!, harvest!.posts!, options, clean).map(({ turns }) => turns[1]?.text);
}

const question = 'Does it <b>scale up</b>?<br>I never boil it over *9* minutes.';

describe('lines that were copied from the post that is answered', () => {
  it('are left out of the answer, whatever marks they had', () => {
    const answer = `${to(1)}${green('never boil it over *9* minutes')}Then do.`;
    expect(outputs([question, answer])).toEqual(['Then do.']);
    expect(outputs([question, answer], false)).toEqual(['> never boil it over \\*9\\* minutes\n\nThen do.']);
  });

  it('are no answer by themselves', () => {
    expect(outputs([question, `${to(1)}${green('Does it scale up?')}`])).toEqual([]);
  });

  it('stay where nobody said them, or somebody else did', () => {
    expect(outputs([question, `${to(1)}${green('be me')}${green('never boil')}It works.`])).toEqual([
      '> be me\n\nIt works.',
    ]);
    expect(outputs([question, 'Something about lemons.', `${to(1)}${green('Something about lemons')}What?`])).toEqual([
      '> Something about lemons\n\nWhat?',
    ]);
    expect(outputs([question, `${to(1)}${green('I')}Who?`])).toEqual(['> I\n\nWho?']);
  });

  it('are left out of each part of a post by itself', () => {
    const both = `${to(1)}${green('Does it scale up?')}Yes it does.<br>${to(2)}${green('lemons')}${green('Does it scale up?')}No.`;
    expect(outputs([question, 'Something about lemons.', both])).toEqual([
      'Yes it does.',
      '> Does it scale up?\n\nNo.',
    ]);
  });
});
