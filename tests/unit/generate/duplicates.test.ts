import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { QuestionBook } from '../../../lib/generate/duplicates';

const isSame = (a: string, b: string): boolean => !new QuestionBook([a]).add(b);

describe('questions that are one', () => {
  it.each([
    ['What is the capital of France?', 'what is the capital of france'],
    ['What is the capital of France?', 'What’s the capital of France?'],
    ['What is the capital of France?', '  What is — the Capital of “France”??  '],
    ['Why does the shuttle carry the weft through the shed?', 'Why does a shuttle carry the weft through its shed?'],
    ['How do heddles lift the warp threads of a loom?', 'How do the heddles lift the warp threads of the loom?'],
    ['Où se trouve la forêt ?', 'Ou se trouve la foret?'],
    ['综片是织机的哪一部分，有什么用？', '综片是织机的哪一部分，有什么用'],
    ['この装置は何をするためのものですか？', 'この装置は何をするためのものですか。'],
    ['???', '???'],
  ])('%j and %j', (a, b) => {
    expect(isSame(a, b)).toBe(true);
    expect(isSame(b, a)).toBe(true);
  });
});

describe('questions that only look alike', () => {
  it.each([
    ['What is the capital of France?', 'What is the capital of Spain?'],
    [
      'What does chapter 3 of the handbook for new weavers say?',
      'What does chapter 4 of the handbook for new weavers say?',
    ],
    [
      'What does the function parseFoo return when the input that it is given is empty or missing?',
      'What does the function parseBar return when the input that it is given is empty or missing?',
    ],
    ['When was the first factory opened?', 'Where was the first factory opened?'],
    ['Does the Red team beat the Blue team?', 'Does the Blue team beat the Red team?'],
    ['Is vitamin C or vitamin D better?', 'What is a heddle?'],
    ['法国的首都是什么？', '德国的首都是什么？'],
    ['???', '!!!'],
    ['', 'What is a heddle?'],
  ])('%j and %j', (a, b) => {
    expect(isSame(a, b)).toBe(false);
    expect(isSame(b, a)).toBe(false);
  });
});

describe('the book', () => {
  it('enters what is new, and nothing twice', () => {
    const book = new QuestionBook();
    expect(book.add('What is a heddle?')).toBe(true);
    expect(book.add('What is a heddle?')).toBe(false);
    expect(book.add('What is a shuttle?')).toBe(true);
    expect(book.size).toBe(2);
  });

  test('taken up again it decides as if it had never been away', () => {
    const questions = fc.array(
      fc
        .tuple(
          fc.constantFrom('What', 'Why', 'How', 'When'),
          fc.constantFrom('is', 'was', 'does'),
          fc.constantFrom('heddle', 'shuttle', 'warp', '综片', 'Loom 3', 'Loom 4'),
          fc.constantFrom('', 'used', 'made of wood', 'in 1790'),
        )
        .map((words) => `${words.join(' ').trim()}?`),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(questions, fc.nat(30), (list, cut) => {
        const whole = new QuestionBook();
        const added = list.filter((question) => whole.add(question));
        const before = new QuestionBook();
        const kept = list.slice(0, cut).filter((question) => before.add(question));
        const again = new QuestionBook(kept);
        const rest = list.slice(cut).filter((question) => again.add(question));
        expect([...kept, ...rest]).toEqual(added);
      }),
    );
  });

  test('a question is always a repeat of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (question) => {
        expect(isSame(question, question)).toBe(true);
      }),
    );
  });

  it('holds thousands of questions in little time, be they ever so alike', () => {
    const startedAt = performance.now();
    const book = new QuestionBook();
    for (let i = 0; i < 6000; i++)
      book.add(`What does rule ${i} of the handbook say about the loom in hall ${i % 40}?`);
    expect(book.size).toBe(6000);
    expect(book.add('What does rule 77 of the handbook say about the loom in hall 37?')).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(8000);
  });

  it('takes hostile sizes', () => {
    const startedAt = performance.now();
    const book = new QuestionBook();
    for (let i = 0; i < 20; i++) book.add('a b '.repeat(200_000) + String(i));
    for (let i = 0; i < 20; i++) book.add('一'.repeat(500_000));
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});
