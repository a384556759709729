import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containerById,
  containers,
  defaultFormat,
  encode,
  encodeStream,
  formatById,
  formats,
  type Json,
  type RecordPair,
} from '../../../lib/export';
import { imageKey } from '../../../lib/model/image';

const source = { title: 'A title', url: 'https://forum.example/t/7' };
const asIs = { image: (key: string) => key };
const turns = [
  { role: 'user', text: 'q' },
  { role: 'assistant', text: 'a' },
] as const;
const samples: Readonly<Record<RecordPair['kind'], RecordPair>> = {
  pair: { kind: 'pair', turns, source },
  turns: { kind: 'turns', turns: [...turns, { role: 'user', text: 'q2' }, { role: 'assistant', text: 'a2' }], source },
  preference: { kind: 'preference', turns: [turns[0]], chosen: 'good', rejected: 'bad', source },
  text: { kind: 'text', turns: [], text: '\n<# ada #>:\nhello', source },
};

test('records have the shapes trainers load', () => {
  expect(formatById('standard').record(samples.pair, asIs)).toEqual({ input: 'q', output: 'a' });
  expect(formatById('messages').record(samples.pair, asIs)).toEqual({
    messages: [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a' },
    ],
  });
  expect(formatById('messages').record(samples.turns, asIs)).toMatchObject({ messages: { length: 4 } });
  expect(formatById('preference').record(samples.preference, asIs)).toEqual({
    prompt: [{ role: 'user', content: 'q' }],
    chosen: [{ role: 'assistant', content: 'good' }],
    rejected: [{ role: 'assistant', content: 'bad' }],
  });
  expect(formatById('transcript').record(samples.text, asIs)).toEqual({
    title: 'A title',
    url: 'https://forum.example/t/7',
    conversations: '\n<# ada #>:\nhello',
  });
});

test('a format gives a record for the kinds it accepts, and null for the others', () => {
  for (const format of formats) {
    for (const pair of Object.values(samples)) {
      expect(format.record(pair, asIs) !== null, `${format.id} of ${pair.kind}`).toBe(
        format.accepts.includes(pair.kind),
      );
    }
  }
  for (const kind of ['pair', 'turns', 'preference', 'text'] as const) {
    expect(formatById(defaultFormat(kind)).accepts).toContain(kind);
  }
});

test('image keys become what the caller says, in every text; half characters are replaced', () => {
  const key = imageKey('https://forum.example/a.png');
  const text = `see ![](${key}) and ${key} \ud83d!`;
  const image = (found: string): string => (found === key ? 'images/aa.png' : found);
  const wanted = 'see ![](images/aa.png) and images/aa.png \ufffd!';
  const all: RecordPair[] = [
    {
      kind: 'pair',
      turns: [
        { role: 'user', text },
        { role: 'assistant', text },
      ],
      source,
    },
    { kind: 'preference', turns: [{ role: 'user', text }], chosen: text, rejected: text, source },
    { kind: 'text', turns: [], text, source },
  ];
  for (const pair of all) {
    for (const format of formats) {
      const line = JSON.stringify(format.record(pair, { image }));
      if (line === 'null') continue;
      expect(line).toContain(wanted);
      expect(line).not.toContain('heddle-image');
      expect(line).not.toContain('ud83d');
    }
  }
  const foreign = 'heddle-image:0123456789abcd and heddle-image:short';
  expect(
    formatById('standard').record(
      { kind: 'pair', turns: [{ role: 'user', text: foreign }, turns[1]], source },
      { image },
    ),
  ).toEqual({ input: foreign, output: 'a' });
});

const someJson = fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { maxLength: 8 });

test('JSON is one valid array with a record a line; JSON Lines is a record a line', () => {
  fc.assert(
    fc.property(someJson, (records) => {
      const plain = JSON.parse(JSON.stringify(records)) as unknown;
      const json = [...encode(records, containerById('json'))].join('');
      expect(JSON.parse(json)).toEqual(plain);
      expect(json.endsWith('\n')).toBe(true);
      if (records.length > 0) expect(json.split('\n')).toHaveLength(records.length + 3);
      const lines = [...encode(records, containerById('jsonl'))].join('');
      expect(
        lines
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(plain);
      expect(lines === '' || lines.endsWith('\n')).toBe(true);
    }),
  );
});

test('records from a store give the same bytes', async () => {
  for (const container of containers) {
    for (const records of [[], [{ a: 1 }], [{ a: 1 }, { b: 'ü\n' }]]) {
      let streamed = '';
      for await (const piece of encodeStream(from(records), container)) streamed += piece;
      expect(streamed).toBe([...encode(records, container)].join(''));
    }
  }
});

async function* from(records: readonly Json[]): AsyncGenerator<Json> {
  for (const record of records) yield await Promise.resolve(record);
}
