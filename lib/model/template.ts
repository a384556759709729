import { shortHash } from '../base/hash';
import { AppError } from './error';
import type { Chunk } from './doc';
import type { Message, PromptTemplate } from './generate';

// Prompts with variables. What fills them is data: it is put in once and never looked at for variables again.

/** Names that a prompt may use, and the key of the sentence that says what each stands for. */
export interface TemplateVariable {
  readonly name: string;
  /** Locale key. */
  readonly description: string;
  /** A prompt without it makes no sense. */
  readonly required: boolean;
}

type TemplateType = PromptTemplate['type'];

const source = ['chunk', 'mark', 'title', 'headings'];
const asking = [...source, 'focus', 'ordinal', 'difficulty', 'language', 'style', 'asked'];
const names: Readonly<Record<TemplateType, readonly string[]>> = {
  qa: asking,
  cot: asking,
  summary: [...source, 'form', 'ordinal', 'language', 'style'],
  judge: [...source, 'question', 'answer'],
};
const required = new Set(['chunk', 'question', 'answer']);

/** What a prompt of a type may use, in the order it is offered. */
export function templateVariables(type: TemplateType): readonly TemplateVariable[] {
  return names[type].map((name) => ({ name, description: `variable_${name}`, required: required.has(name) }));
}

/** Longest system or user text of a prompt, in UTF-16 units. */
export const maxTemplateLength = 20_000;

/** Anything between two pairs of braces on one line: a name that is not one of ours is a slip, not text. */
const slot = /\{\{([^{}\n]*)\}\}/g;

/** Names used in a prompt, in order of appearance. */
function namesIn({ system, user }: Pick<PromptTemplate, 'system' | 'user'>): readonly string[] {
  return [...`${system}\n${user}`.matchAll(slot)].map(([, name = '']) => name.trim());
}

/** `unknown`: it uses a variable that means nothing; `missing`: it lacks one; `length`: it is too long. */
export interface TemplateProblem {
  readonly kind: 'unknown' | 'missing' | 'length';
  /** Of the variable; '' with `length`. */
  readonly name: string;
}

/** What stands in the way of using a prompt; empty: nothing. */
export function templateProblems(template: PromptTemplate): readonly TemplateProblem[] {
  if (Math.max(template.system.length, template.user.length) > maxTemplateLength) return [{ kind: 'length', name: '' }];
  const used = new Set(namesIn(template));
  const known = names[template.type];
  const unknown = [...used].filter((name) => !known.includes(name));
  const missing = known.filter((name) => required.has(name) && !used.has(name));
  return [
    ...unknown.map((name) => ({ kind: 'unknown', name: name.slice(0, 60) }) as const),
    ...missing.map((name) => ({ kind: 'missing', name }) as const),
  ];
}

/**
 * The messages a prompt comes to. Values stand in them as data (see `asData`); a message without text is left out.
 *
 * @throws AppError `unsupported`, reason `templateVariable`: a variable that the type does not have, or without a value
 */
export function fillTemplate(template: PromptTemplate, values: Readonly<Record<string, string>>): readonly Message[] {
  const known = new Set(names[template.type]);
  const fill = (text: string): string =>
    text.replace(slot, (_, inner: string) => {
      const name = inner.trim();
      const value = known.has(name) && Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) throw unknownVariable(name);
      return asData(value);
    });
  const messages: readonly Message[] = [
    { role: 'system', content: fill(template.system) },
    { role: 'user', content: fill(template.user) },
  ];
  return messages.filter(({ content }) => content.trim() !== '');
}

/**
 * The variables that say what a prompt is about.
 *
 * @param title of the document; '': none
 * @param beside what else the marks must part, such as a question and its answer
 */
export function sourceValues(
  { text, headings }: Pick<Chunk, 'text' | 'headings'>,
  title: string,
  beside: readonly string[] = [],
): Readonly<Record<'chunk' | 'mark' | 'title' | 'headings', string>> {
  return {
    chunk: text,
    mark: markFor([text, ...beside].join('\n')),
    title: oneLine(title, 200) || '(none)',
    headings: oneLine(headings.join(' > '), 300) || '(none)',
  };
}

/**
 * What the lines around a text carry, so that the text cannot hold one of them and end itself: five hexadecimal digits
 * that do not stand in it. The same text has the same mark.
 */
function markFor(text: string): string {
  let salt = 0;
  let mark: string;
  // A text of n characters holds fewer than n such words, and there are a million: one of the first tries is free.
  do mark = shortHash(`${salt}:${text}`).slice(-5);
  while (text.includes(mark) && ++salt < 1000);
  return mark;
}

/** A text on one line, cut at `max` UTF-16 units. */
export function oneLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= max) return line;
  // Not within a pair of surrogates.
  return `${line
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

function unknownVariable(name: string): AppError {
  const shown = name.slice(0, 60);
  return new AppError({
    code: 'unsupported',
    reason: 'templateVariable',
    params: [shown],
    message: `The prompt uses {{${shown}}}, which stands for nothing here. Correct the prompt and start again.`,
  });
}

/**
 * Words that chat templates of models keep for themselves: `<|im_start|>`, `<start_of_turn>`, `</s>`, `[INST]`, `<think>`.
 * Runtimes read them as control tokens wherever they stand, so a document could end its own message with one and speak
 * as the system. A space after the bracket makes text of them.
 */
const control =
  /(?<=<)(?=[|｜])|(?<=<)(?=\/?(?:s|bos|eos|pad|unk|think|start_of_turn|end_of_turn|tool_call|tool_response)>)|(?<=\[)(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])|(?<=<)(?=<\/?SYS>>)/gi;

// Lone halves of surrogate pairs cannot be written as UTF-8, and control characters stand for nothing in a prompt.
const unwritable = /\p{Surrogate}/gu;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A text as it may stand in a prompt: well-formed, and without anything a model's runtime takes for a command. */
export function asData(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unwritable, '\ufffd').replace(controls, ' ').replace(control, ' ');
}
