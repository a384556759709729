// Speed of cleaning, in Node: runs that take turns, beside named baselines.
import TurndownService from 'turndown';
import { clean } from '../lib/clean';
import { htmlPost, randomOf } from './texts';

export interface Measured {
  readonly name: string;
  /** Milliseconds of each run. */
  readonly runs: readonly number[];
}

/** What is measured of each must be used, or the compiler may leave it out. */
let sink = 0;
const warmMs = 1500;

function takeTurns(runs: number, work: readonly (readonly [string, () => number])[]): readonly Measured[] {
  const times = work.map(() => [] as number[]);
  // Warm first: short work runs slowly until it is compiled.
  const warm = performance.now() + warmMs;
  do for (const [, body] of work) sink += body();
  while (performance.now() < warm);
  for (let run = 0; run < runs; run++) {
    work.forEach(([, body], i) => {
      const start = performance.now();
      sink += body();
      times[i]?.push(performance.now() - start);
    });
  }
  return work.map(([name], i) => ({ name, runs: times[i] ?? [] }));
}

/** Bodies of posts, made up. */
export function generatedBodies(count: number): readonly string[] {
  const random = randomOf(7);
  return Array.from({ length: count }, (_, n) => htmlPost(random, n));
}

/** Cleaning of these bodies. */
export function measureCleaning(bodies: readonly string[], runs: number): readonly Measured[] {
  const context = { baseUrl: 'https://forum.example.org/t/1/1' };
  const turndown = new TurndownService({ codeBlockStyle: 'fenced', headingStyle: 'atx' });
  const all = (one: (html: string) => string) => (): number => bodies.reduce((sum, html) => sum + one(html).length, 0);
  return takeTurns(runs, [
    ['tag stripping (baseline)', all(stripTags)],
    ['plain', all((html) => clean(html, 'plain', context))],
    ['faithful', all((html) => clean(html, 'faithful', context))],
    ['turndown', all((html) => turndown.turndown(html))],
  ]);
}

function stripTags(html: string): string {
  const text = html.replace(/<[^>]*>/g, '');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').trim();
}

/** Keeps the work alive. */
export const used = (): number => sink;
