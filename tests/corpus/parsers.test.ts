import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { parsePiece, textOf } from '../../lib/base/html';
import { readWellFormed } from '../../lib/base/well-formed';
import { clean, type RenderProfile } from '../../lib/clean';
import { outlineOf } from '../unit/base/outline';

const corpus = path.resolve(import.meta.dirname, '../../../shared/corpus');

/** Fields that hold the HTML of posts; how many there are, as counted by their names; how many of those need parse5. */
const sites: readonly (readonly [site: string, fields: readonly string[], bodies: number, mended: number])[] = [
  ['discourse', ['cooked', 'blurb'], 1108, 2],
  ['stackexchange', ['body'], 75, 0],
  ['reddit', ['body_html', 'selftext_html'], 1621, 2],
  ['fourchan', ['com'], 1792, 2],
  ['other-boards', ['com', 'markdown'], 11, 0],
];

/** Every value of these fields in a JSON file; the files hold nothing deeper than a few levels. */
function valuesOf(json: unknown, fields: ReadonlySet<string>): readonly string[] {
  if (Array.isArray(json)) return json.flatMap((one) => valuesOf(one, fields));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    fields.has(name) && typeof value === 'string' ? [value] : valuesOf(value, fields),
  );
}

function bodiesOf(site: string, fields: readonly string[]): readonly string[] {
  const folder = path.join(corpus, site);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => valuesOf(JSON.parse(readFileSync(path.join(folder, file), 'utf8')), new Set(fields)));
}

const profiles: readonly RenderProfile[] = ['faithful', 'plain', 'transcript'];

describe.skipIf(!existsSync(corpus))('bodies of recorded posts, by both parsers', () => {
  it.each(sites)('%s: the same trees, texts and Markdown', (site, fields, count, mended) => {
    const bodies = bodiesOf(site, fields);
    let slow = 0;
    for (const html of bodies) {
      const quick = readWellFormed(html);
      if (!quick) slow++;
      const tree = parsePiece(html);
      const exact = parseFragment(html);
      expect(outlineOf(tree)).toBe(outlineOf(exact));
      expect(textOf(tree)).toBe(textOf(exact));
      // This means nothing, and sends a body to parse5.
      const mend = `${html}<!x>`;
      expect(readWellFormed(mend)).toBeNull();
      for (const profile of profiles) {
        const context = { baseUrl: 'https://forum.example.org/' };
        expect(clean(html, profile, context)).toBe(clean(mend, profile, context));
      }
    }
    expect({ bodies: bodies.length, slow }).toEqual({ bodies: count, slow: mended });
  });
});
