import type { LoadProgress } from './engine';

// web-llm tells how far it is in a sentence; its number jumps back to 0 between parts of the work.

const parts: readonly (readonly [pattern: RegExp, phase: LoadProgress['phase']])[] = [
  [/^Loading model from cache\[(\d+)\/(\d+)\]/, 'weights'],
  [/^Loading GPU shader modules\[(\d+)\/(\d+)\]/, 'compile'],
];

/** null: the text says nothing that a person would want to see. */
export function loadPhase(text: string): LoadProgress | null {
  if (text.startsWith('Start to fetch params')) return { phase: 'weights', fraction: 0 };
  for (const [pattern, phase] of parts) {
    const [, done, of] = pattern.exec(text) ?? [];
    if (done && of) return { phase, fraction: Number(of) > 0 ? Math.min(1, Number(done) / Number(of)) : null };
  }
  return null;
}
