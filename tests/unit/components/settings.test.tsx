import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { AppContext, type App } from '../../../components/effects';
import { renamed } from '../../../components/settings/OwnPrompts';
import { originsOf, withKey } from '../../../components/settings/ServerKeys';
import { SettingsSections } from '../../../components/settings/SettingsSections';
import { templates } from '../../../lib/generate/index';

describe('keys of servers', () => {
  it('are told by their servers alone', () => {
    expect(originsOf({ 'https://b.example': 'k', 'https://a.example': 'k', 'https://c.example': '' })).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
    expect(originsOf({ 'https://a.example': 7 })).toEqual([]);
    expect(originsOf(null)).toEqual([]);
    expect(originsOf('key')).toEqual([]);
  });

  it('are put in, replaced and taken out one at a time', () => {
    const one = withKey({}, 'https://a.example', 'k1');
    const two = withKey(one, 'https://b.example', 'k2');
    expect(two).toEqual({ 'https://a.example': 'k1', 'https://b.example': 'k2' });
    expect(withKey(two, 'https://a.example', 'k3')).toEqual({ 'https://a.example': 'k3', 'https://b.example': 'k2' });
    expect(withKey(two, 'https://a.example', '')).toEqual({ 'https://b.example': 'k2' });
  });
});

describe('prompts of one’s own', () => {
  const mine = { ...templates.qa, id: 'mine', version: 3 };
  const other = { ...templates.summary, id: 'other', version: 2 };

  it('get another name, and leave the others as they are', () => {
    const next = renamed([mine, other], mine, ' weaving ');
    expect(next).toEqual([{ ...mine, id: 'weaving', version: 1 }, other]);
  });
});

describe('settings', () => {
  it('are all there where documents are, and without them where not', () => {
    const draw = (docs: unknown): string => {
      const app = { db: {}, effects: {}, send: () => Promise.resolve(), tools: { sites: [], docs } };
      return renderToString(
        <AppContext.Provider value={app as unknown as App}>
          <SettingsSections />
        </AppContext.Provider>,
      );
    };
    const titles = (html: string): readonly string[] => [...html.matchAll(/<h2>([^<]+)</g)].map(([, title]) => title!);
    expect(titles(draw({ serverAddress: () => ({}) }))).toEqual([
      'Servers of your own',
      'Your prompts',
      'Storage',
      'Language',
      'Privacy',
    ]);
    expect(titles(draw(null))).toEqual(['Storage', 'Language', 'Privacy']);
    expect(draw(null)).toContain('data-testid="offline"');
  });
});
