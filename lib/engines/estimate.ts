import type { TokenCounter } from '../model/doc';

/** Counts by the kind of characters, and learns from what a model says a prompt had. */
export interface EstimatingCounter extends TokenCounter {
  readonly exact: false;
  /**
   * Corrects the estimate by what a reply says of its prompt. What is too low is corrected at once, what is too high
   * bit by bit, since only the former makes a call fail.
   *
   * @param promptTokens of `text`, chat template included
   */
  calibrate(promptTokens: number, text: string): void;
}

// Starting values, in tokens for one UTF-16 unit. Vocabularies of today hold 3.5 to 4.5 letters of English a token, one
// Chinese or Japanese character, a syllable of Hangul or two; other scripts fare between. Emoji take two or three.
const latin = 1 / 3.5;
const ideograph = 1;
const otherLetter = 0.5;
const digitOrSign = 0.5;
const halfOfPair = 1.25;

const weights = new Float64Array(0x10000).fill(otherLetter);
weights.fill(digitOrSign, 0x20, 0x250);
for (const [from, to] of [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0x20, 0x20],
  [0xc0, 0x24f],
] as const) {
  weights.fill(latin, from, to + 1);
}
weights.fill(ideograph, 0x1100, 0x1200); // Hangul letters
weights.fill(ideograph, 0x2e80, 0xa000); // radicals, kana, ideographs
weights.fill(ideograph, 0xac00, 0xd7b0); // Hangul syllables
weights.fill(halfOfPair, 0xd800, 0xe000);
weights.fill(ideograph, 0xf900, 0xfb00);
weights.fill(ideograph, 0xff00, 0x10000); // full-width forms
weights.fill(digitOrSign, 0, 0x20);

/** Shorter prompts are mostly template. */
const leastTokens = 50;
const [lowest, highest] = [0.5, 3];
/** What an observation below the estimate counts for. */
const gentle = 0.25;

export function estimateCounter(): EstimatingCounter {
  let scale = 1;
  return {
    exact: false,
    // Sums of thirds and sevenths end a little above what they are.
    count: (text) => Math.max(0, Math.ceil(weigh(text) * scale - 1e-6)),
    calibrate(promptTokens, text) {
      const weight = weigh(text);
      if (weight < leastTokens || !Number.isFinite(promptTokens) || promptTokens <= 0) return;
      const seen = Math.min(highest, Math.max(lowest, promptTokens / weight));
      scale = seen > scale ? seen : scale + gentle * (seen - scale);
    },
  };
}

function weigh(text: string): number {
  let sum = 0;
  for (let n = 0; n < text.length; n++) sum += weights[text.charCodeAt(n)] ?? 0;
  return sum;
}
