import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../../lib/sites/adapter';
import { discourse } from '../../../../lib/sites/discourse';

function reply(body: string, more: Partial<Reply> = {}): Reply {
  return { url: 'https://talk.example.org/x.json', status: 200, headers: {}, body, ...more };
}

describe('how long to wait', () => {
  const now = Date.UTC(2024, 4, 1);
  it.each([
    ['seconds', reply('', { status: 429, headers: { 'retry-after': '9' } }), 9000],
    ['a date', reply('', { headers: { 'retry-after': 'Wed, 01 May 2024 00:00:30 GMT' } }), 30_000],
    [
      'the body',
      reply('{"errors":["No."],"error_type":"rate_limit","extras":{"wait_seconds":37}}', { status: 429 }),
      37_000,
    ],
    ['words', reply('Slow down, too many requests.\nPlease retry again in 12 seconds.', { status: 429 }), 12_000],
    ['nothing', reply('{}'), null],
    ['nonsense', reply('', { status: 429, headers: { 'retry-after': 'soon' } }), null],
  ])('%s', (_, answered, wait) => {
    expect(discourse.waitMs(answered, now)).toBe(wait);
  });
});
