import { folded } from './fold';
import { stretches, wordsOf, type Word } from './words';

// Questions that were asked before in other words. Compared by weighted Jaccard similarity: what two questions share,
// against what they have together. Words of up to three letters carry most grammar and little meaning in languages that
// write spaces, so they weigh little; pairs of neighbours among the others keep the order.

/** From this similarity on two questions are one. Characters repeat more than words do, so there it is higher. */
const sameWords = 0.7;
const sameCharacters = 0.85;
const weightOfShort = 0.3;
/** Questions one is compared with, those that share its rarest words first; so a job of any size stays quick. */
const maxCompared = 200;
const maxLength = 6000;
const maxWords = 600;
/** For sums of weights that are equal but for rounding. */
const slack = 1e-9;

interface Entry {
  readonly features: ReadonlyMap<string, number>;
  readonly total: number;
  readonly threshold: number;
  /** How often each number or name stands in it. */
  readonly sharp: ReadonlyMap<string, number>;
}

/** All that was asked in a job, over all its chunks. */
export class QuestionBook {
  readonly #entries: Entry[] = [];
  /** Numbers of the questions that have a feature. */
  readonly #having = new Map<string, number[]>();

  /** @param said what was asked before, in order: of stored pairs, when a job is taken up again */
  constructor(said: Iterable<string> = []) {
    for (const question of said) this.#enter(entryOf(question));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Enters a question; false, and not entered, where one like it is there. */
  add(question: string): boolean {
    const entry = entryOf(question);
    if (this.#holds(entry)) return false;
    this.#enter(entry);
    return true;
  }

  #enter(entry: Entry): void {
    const number = this.#entries.push(entry) - 1;
    for (const feature of entry.features.keys()) {
      const having = this.#having.get(feature);
      if (having) having.push(number);
      else this.#having.set(feature, [number]);
    }
  }

  /**
   * Rare features first, and only until the rest together could not make two questions alike: the words that all
   * questions have are not looked up as a rule, so the time does not grow with the square of the questions.
   */
  #holds(entry: Entry): boolean {
    const byRarity = [...entry.features]
      .map(([feature, weight]) => ({ weight, having: this.#having.get(feature) ?? [] }))
      .sort((a, b) => a.having.length - b.having.length);
    let rest = entry.total;
    const seen = new Set<number>();
    for (const { weight, having } of byRarity) {
      if (rest < entry.threshold * entry.total - slack) return false;
      rest -= weight;
      for (const number of having) {
        if (seen.has(number)) continue;
        if (seen.size >= maxCompared) return false;
        seen.add(number);
        const other = this.#entries[number];
        if (other && isSame(entry, other)) return true;
      }
    }
    return false;
  }
}

function isSame(a: Entry, b: Entry): boolean {
  const threshold = Math.max(a.threshold, b.threshold);
  if (Math.min(a.total, b.total) < threshold * Math.max(a.total, b.total) - slack) return false;
  // "Chapter 3" and "Chapter 4", "parseFoo" and "parseBar": alike, and not the same.
  if (hasOwn(a.sharp, b.sharp) && hasOwn(b.sharp, a.sharp)) return false;
  let common = 0;
  for (const [feature, weight] of a.features) if (b.features.has(feature)) common += weight;
  return common >= threshold * (a.total + b.total - common) - slack;
}

/** Whether `a` has a word that `b` lacks, or has less often. */
function hasOwn(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  for (const [word, times] of a) if ((b.get(word) ?? 0) < times) return true;
  return false;
}

function entryOf(question: string): Entry {
  const words = wordsOf(question.slice(0, maxLength), maxWords);
  const features = new Map<string, number>();
  const strong = words.filter((word) => !word.dense && isStrong(word));
  for (const word of words) {
    if (!word.dense) features.set(word.text, isStrong(word) ? 1 : weightOfShort);
    else for (const size of [2, 3]) for (const part of stretches(word.text, size)) features.set(part, 1);
  }
  strong.forEach((word, i) => {
    const next = strong[i + 1];
    if (next) features.set(`${word.text} ${next.text}`, 1);
  });
  // Signs alone: the same signs are the same question.
  if (features.size === 0) features.set(` ${folded(question.slice(0, maxLength))}`, 1);
  const total = [...features.values()].reduce((sum, weight) => sum + weight, 0);
  const dense = words.filter((word) => word.dense).reduce((sum, word) => sum + word.text.length, 0);
  const spaced = words.filter((word) => !word.dense).reduce((sum, word) => sum + word.text.length, 0);
  const sharp = new Map<string, number>();
  for (const word of words) if (word.sharp) sharp.set(word.text, (sharp.get(word.text) ?? 0) + 1);
  return { features, total, threshold: dense * 3 > spaced ? sameCharacters : sameWords, sharp };
}

function isStrong(word: Word): boolean {
  return word.sharp || Array.from(word.text).length > 3;
}
