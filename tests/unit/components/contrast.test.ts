import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('components/ui/tokens.css', 'utf8');
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    [light!, dark!] as const,
  ]),
);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

// WCAG AA: 4.5 for text, 3 for the edges of controls.
const uses: readonly (readonly [string, readonly string[], number])[] = [
  ['text', ['bg', 'surface', 'sunken', 'warn-tint', 'bad-tint', 'good-tint'], 4.5],
  ['muted', ['bg', 'surface', 'sunken'], 4.5],
  ['accent', ['bg', 'surface', 'accent-tint'], 4.5],
  ['on-accent', ['accent', 'accent-strong'], 4.5],
  ['good', ['bg', 'good-tint'], 4.5],
  ['warn', ['bg', 'warn-tint'], 4.5],
  ['bad', ['bg', 'bad-tint'], 4.5],
  ['control', ['bg'], 3],
];

describe('colours', () => {
  it.each(uses)('%s can be read, light and dark', (name, grounds, least) => {
    for (const ground of grounds) {
      for (const theme of [0, 1] as const) {
        expect(contrast(colours.get(name)![theme], colours.get(ground)![theme]), ground).toBeGreaterThanOrEqual(least);
      }
    }
  });
});
