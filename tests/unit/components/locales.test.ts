import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill } from '../../../components/i18n';
import { sites } from '../../../lib/sites';
import chinese from '../../../public/_locales/zh_CN/messages.json';
import english from '../../../public/_locales/en/messages.json';

type Messages = Readonly<Record<string, { readonly message: string }>>;
const locales: Readonly<Record<string, Messages>> = { en: english, zh_CN: chinese };

const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\$[1-9]/g) ?? [])].sort();

describe('locale files', () => {
  it('are all looked at', () => {
    expect(readdirSync('public/_locales').sort()).toEqual(Object.keys(locales).sort());
  });

  it('have the same keys', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
  });

  it('have the same placeholders, numbered from 1', () => {
    for (const [key, { message }] of Object.entries<{ message: string }>(english)) {
      const used = placeholders(message);
      expect(placeholders((chinese as Messages)[key]!.message), key).toEqual(used);
      expect(used, key).toEqual(used.map((_, i) => `$${i + 1}`));
    }
  });

  it('have no empty text, no exclamation mark, and names that browsers take', () => {
    for (const [name, messages] of Object.entries(locales)) {
      for (const [key, { message }] of Object.entries(messages)) {
        expect(message.trim(), `${name} ${key}`).not.toBe('');
        expect(message, `${name} ${key}`).not.toMatch(/[!！]/);
        expect(key).toMatch(/^[A-Za-z0-9_]+$/);
      }
    }
  });

  it('have both forms of every counted text', () => {
    for (const key of Object.keys(english)) {
      const stem = /^(.*)_(one|other)$/.exec(key)?.[1];
      if (stem === undefined) continue;
      expect(Object.keys(english)).toContain(`${stem}_one`);
      expect(Object.keys(english)).toContain(`${stem}_other`);
    }
  });

  it('are Chinese where they say so', () => {
    const same = Object.keys(english).filter(
      (key) => (chinese as Messages)[key]!.message === (english as Messages)[key]!.message,
    );
    expect(same.filter((key) => !/^(docKind|engine)_/.test(key))).toEqual([
      'extensionName',
      'site_discourse',
      'site_reddit',
      'opt_clean_faithful',
      'container_json',
      'container_jsonl',
    ]);
  });

  it('know every reason and every log event that the code names', () => {
    const missing: string[] = [];
    for (const file of sources('lib')) {
      const text = readFileSync(file, 'utf8');
      for (const [, reason] of text.matchAll(/reason: '([a-z][A-Za-z]+)'/g)) {
        if (waits.has(reason!)) continue;
        if (!Object.hasOwn(english, `error_${reason!}`)) missing.push(`error_${reason!}`);
      }
      for (const [, event] of text.matchAll(/(?:log\(\w+, |event: )'([A-Za-z]+)'/g)) {
        if (!Object.hasOwn(english, `log_${event!}`)) missing.push(`log_${event!}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe('sites', () => {
  it('have words for their name, and for every option and choice', () => {
    const wanted = sites.flatMap(({ id, options = [], source }) => [
      `site_${id}`,
      ...[...options, ...(source?.fields ?? [])].flatMap((option) => [
        `opt_${id}_${option.id}`,
        ...(option.kind === 'choice' ? (option.choices ?? []) : []).map(
          (choice) => `opt_${id}_${option.id}_${choice.replaceAll(/[^A-Za-z0-9_]/g, '_')}`,
        ),
      ]),
    ]);
    expect(wanted.filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  it('have options in a shape that can be drawn', () => {
    for (const { id, options = [], source } of sites) {
      for (const option of [...options, ...(source?.fields ?? [])]) {
        const { kind, default: value, choices = [], min = 0, max = 1_000_000 } = option;
        const name = `${id} ${option.id}`;
        if (kind === 'switch') expect(typeof value, name).toBe('boolean');
        if (kind === 'choice') expect(choices, name).toContain(value);
        if (kind === 'number' && value !== null) {
          expect(value, name).toBeGreaterThanOrEqual(min);
          expect(value, name).toBeLessThanOrEqual(max);
        }
      }
    }
  });
});

/** Reasons of a lane's clock, not of an error. */
const waits = new Set(['delay', 'backoff']);

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

describe('fill', () => {
  it('puts parameters in, once', () => {
    expect(fill('$2 of $1', ['a', '$2'])).toBe('$2 of a');
    expect(fill('$1$3', ['a'])).toBe('a');
    expect(fill('$$1', ['a'])).toBe('$1');
  });
});
