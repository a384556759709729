import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { generationTypes } from '../../../lib/model/generate';
import { readReply, saying } from '../../../lib/generate/output';
import { schemaOf, schemas } from '../../../lib/generate/schemas';
import { judgeSchema } from '../../../lib/curate';

const qa = { evidence: 'A heddle lifts threads.', question: 'What lifts threads?', answer: 'A heddle.' };
const cot = { ...qa, reasoning: '1. Threads are lifted.\n2. A heddle does it.' };
const summary = { evidence: 'A heddle lifts threads.', request: 'Sum this up.', summary: 'On heddles.' };
const replies = { qa, cot, summary };
const read = (text: string, finish: 'stop' | 'length' = 'stop'): ReturnType<typeof readReply> =>
  readReply('qa', text, finish);
const problemOf = (value: unknown): string => {
  const reading = read(typeof value === 'string' ? value : JSON.stringify(value));
  return reading.ok ? 'ok' : `${reading.problem}: ${reading.detail}`;
};

describe('schemas', () => {
  const all = { ...schemas, judge: judgeSchema.schema };

  it('say the same, byte by byte, each time', () => {
    for (const type of generationTypes) expect(JSON.stringify(schemaOf(type))).toBe(JSON.stringify(schemaOf(type)));
    expect(JSON.stringify(schemas.qa)).toBe(
      '{"type":"object","properties":{"evidence":{"type":"string"},"question":{"type":"string"},"answer":{"type":"string"}},"required":["evidence","question","answer"],"additionalProperties":false}',
    );
  });

  it('are flat, closed, and use only what both grammar compilers take', () => {
    for (const schema of Object.values(all)) {
      expect(schema.required).toEqual(Object.keys(schema.properties));
      expect(schema.additionalProperties).toBe(false);
      for (const field of Object.values(schema.properties)) {
        // A length would forbid line ends and quotation marks (xgrammar), or be refused (llama.cpp).
        expect(Object.keys(field).filter((key) => !['type', 'enum'].includes(key))).toEqual([]);
      }
    }
  });

  it('ask for the evidence first and the answer last', () => {
    expect(schemas.qa.required).toEqual(['evidence', 'question', 'answer']);
    expect(schemas.cot.required).toEqual(['evidence', 'question', 'reasoning', 'answer']);
    expect(schemas.summary.required).toEqual(['evidence', 'request', 'summary']);
  });
});

describe('a reply', () => {
  it.each(generationTypes)('of %s is read', (type) => {
    expect(readReply(type, JSON.stringify(replies[type], null, 2), 'stop')).toEqual({
      ok: true,
      value: { type, ...replies[type] },
    });
  });

  it('that the model did not end is truncated, even if it could be read', () => {
    expect(read(JSON.stringify(qa), 'length')).toMatchObject({ ok: false, problem: 'truncated' });
    expect(read('{"evidence": "A hed', 'length')).toMatchObject({ ok: false, problem: 'truncated' });
  });

  it.each<readonly [string, unknown]>([
    ['nothing', ''],
    ['half of it', '{"evidence": "A hed'],
    ['a fence', `\`\`\`json\n${JSON.stringify(qa)}\n\`\`\``],
    ['talk before it', `Sure! ${JSON.stringify(qa)}`],
    ['two', JSON.stringify(qa) + JSON.stringify(qa)],
    ['a list', [qa]],
    ['null', null],
    ['a number', 7],
    ['a missing field', { evidence: 'a', question: 'b' }],
    ['a field too many', { ...qa, score: 'x' }],
    ['__proto__', '{"__proto__":"x","evidence":"a","question":"b","answer":"c"}'],
    ['a number for a text', { ...qa, answer: 4 }],
    ['an object for a text', { ...qa, answer: { text: 'x' } }],
    ['an empty text', { ...qa, answer: ' \n ' }],
    ['control characters alone', { ...qa, question: '\u0000\u0007' }],
    ['signs alone', { ...qa, answer: '...' }],
    ['an echo', { ...qa, answer: qa.question }],
    ['the whole text as evidence', { ...qa, evidence: 'word '.repeat(500) }],
    ['a trailing comma', '{"evidence":"a","question":"b","answer":"c",}'],
    ['single quotes', "{'evidence':'a','question':'b','answer':'c'}"],
    ['constructor', { evidence: 'a', question: 'b', constructor: 'c' }],
    ['hostile depth', '['.repeat(50_000)],
    ['hostile length', `"${'a'.repeat(200_000)}"`],
  ])('with %s is invalid, and not mended', (_, value) => {
    expect(problemOf(value)).toMatch(/^invalid: /);
  });

  it('keeps line ends and tabs that stand raw in a text, and drops other control characters', () => {
    const reading = read('{"evidence":"a\u0001b","question":"what\r\nnow?","answer":"x\ty\nz\\n\\u0000end"}');
    expect(reading).toEqual({
      ok: true,
      value: { type: 'qa', evidence: 'ab', question: 'what\nnow?', answer: 'x\ty\nz\nend' },
    });
  });

  it('is not misled by escaped quotation marks', () => {
    const text = JSON.stringify({ ...qa, answer: 'He said "no" \\ "yes\\"' });
    expect(read(text.replace('{', '{\n\t'))).toMatchObject({ ok: true, value: { answer: 'He said "no" \\ "yes\\"' } });
  });

  it('comes without halves of characters, trimmed', () => {
    expect(read('{"evidence":" a\\ud83d ","question":"b","answer":"\\ud83d\\ude00 c"}')).toMatchObject({
      ok: true,
      value: { evidence: 'a\ufffd', answer: '😀 c' },
    });
  });

  it('of cot with think tags of its own is invalid', () => {
    for (const change of [{ reasoning: 'a </think> b' }, { answer: '<THINK>x' }]) {
      expect(readReply('cot', JSON.stringify({ ...cot, ...change }), 'stop')).toMatchObject({
        ok: false,
        problem: 'invalid',
      });
    }
    expect(readReply('qa', JSON.stringify({ ...qa, answer: 'The tag <think>.' }), 'stop').ok).toBe(true);
  });

  it('says a question, or a summary', () => {
    const said = generationTypes.map((type) => {
      const reading = readReply(type, JSON.stringify(replies[type]), 'stop');
      return reading.ok ? saying(reading.value) : null;
    });
    expect(said).toEqual(['What lifts threads?', 'What lifts threads?', 'On heddles.']);
  });
});

test('anything is read or refused, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...generationTypes),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc.dictionary(fc.string(), fc.jsonValue()).map((v) => JSON.stringify(v)),
      ),
      (type, text) => {
        const reading = readReply(type, text, 'stop');
        if (!reading.ok) expect(reading.problem).toBe('invalid');
      },
    ),
  );
});

test('what a schema allows is read as it was written', () => {
  const text = fc.stringMatching(/^[A-Za-zäß一]["'\\{}A-Za-z0-9 ]*[a-z]$/);
  fc.assert(
    fc.property(text, text, text, (evidence, question, answer) => {
      fc.pre(question !== answer);
      expect(read(JSON.stringify({ evidence, question, answer }))).toEqual({
        ok: true,
        value: { type: 'qa', evidence, question, answer },
      });
    }),
  );
});
