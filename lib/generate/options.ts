import { generationTypes, type GenerationOptions, type GenerationType } from '../model/generate';
import { templateProblems } from '../model/template';
import { spareTokens } from './budget';
import { summaryForms } from './forms';
import { maxAskedLength, templates } from './prompts';

// What a person can choose, what it starts from, and what is possible.

export interface GenerationKind {
  readonly id: GenerationType;
  readonly label: string;
  /** One sentence on what comes of it. */
  readonly summary: string;
}

/** In the order they are offered. */
export const generationKinds: readonly GenerationKind[] = [
  { id: 'qa', label: 'Questions and answers', summary: 'A question about the text, and its answer.' },
  { id: 'cot', label: 'Chain of thought', summary: 'A question that needs thinking, the steps, and the answer.' },
  { id: 'summary', label: 'Summaries', summary: 'The text, and a summary of it; each in another form.' },
];

/**
 * Chunk and reply for a model with a context of 4,096 tokens, as almost all that run in a browser have: the rules and
 * variables of a prompt take up to 900, so a chunk whose size is estimated (15 % more) leaves room for a reply
 * and, in part or in full, for one of twice its budget. Smaller chunks are also read better by small models.
 */
const sizes: Readonly<Record<GenerationType, Pick<GenerationOptions, 'chunkTokens' | 'overlapTokens' | 'maxTokens'>>> =
  {
    qa: { chunkTokens: 1200, overlapTokens: 64, maxTokens: 512 },
    cot: { chunkTokens: 1200, overlapTokens: 64, maxTokens: 768 },
    // A summary needs its text whole, and repeats less when chunks do not overlap.
    summary: { chunkTokens: 1600, overlapTokens: 0, maxTokens: 512 },
  };

/** What a job of a type starts from. */
export function defaultGeneration(type: GenerationType): GenerationOptions {
  return {
    type,
    pairsPerChunk: 25,
    maxChunks: 10,
    ...sizes[type],
    temperature: 0.7,
    topP: 0.95,
    seed: 1,
    language: '',
    style: '',
    difficulty: 'any',
    reasoning: 'think',
    template: templates[type],
  };
}

export interface OptionRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export const generationRanges = {
  pairsPerChunk: { min: 1, max: 500, step: 1 },
  /** Where it is not null: all. */
  maxChunks: { min: 1, max: 1_000_000, step: 1 },
  chunkTokens: { min: 100, max: 100_000, step: 1 },
  overlapTokens: { min: 0, max: 50_000, step: 1 },
  temperature: { min: 0, max: 2, step: 0.05 },
  topP: { min: 0.01, max: 1, step: 0.01 },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 },
  maxTokens: { min: 64, max: 16_384, step: 1 },
} as const satisfies Partial<Record<keyof GenerationOptions, OptionRange>>;

/** Longest texts, in UTF-16 units. */
export const maxLanguageLength = 100;
export const maxStyleLength = 400;

/** Pairs a chunk can give: of summaries, one of each form. */
export function pairsWanted({ type, pairsPerChunk }: Pick<GenerationOptions, 'type' | 'pairsPerChunk'>): number {
  return type === 'summary' ? Math.min(pairsPerChunk, summaryForms) : pairsPerChunk;
}

/** Characters a token stands for, where nothing is known of the tokenizer: low, so that the estimate is high. */
const charsPerToken = 3;
/** Title, headings, style and the like. */
const variablesTokens = 200;

/** Context that a call takes with these options: an estimate, rather too high. */
export function contextWanted({ template, type, chunkTokens, maxTokens }: GenerationOptions): number {
  const asked = type === 'summary' ? 0 : maxAskedLength;
  const prompt = Math.ceil((template.system.length + template.user.length + asked) / charsPerToken);
  return prompt + variablesTokens + chunkTokens + maxTokens + spareTokens;
}

export type CheckReason =
  | 'range' // outside of `generationRanges`
  | 'whole' // not a whole number
  | 'overlap' // more than half the chunk
  | 'length' // a text longer than it may be
  | 'choice' // not one of those offered
  | 'context' // chunk, prompt and reply do not fit the model
  | 'templateType' // a prompt for another type
  | 'templateUnknown' // a prompt with a variable that means nothing
  | 'templateMissing' // a prompt that lacks a variable
  | 'templateLength';

const templateReasons = { unknown: 'templateUnknown', missing: 'templateMissing', length: 'templateLength' } as const;

export interface CheckResult {
  readonly field: keyof GenerationOptions;
  /** Locale key `check_<reason>`. */
  readonly reason: CheckReason;
  /** What the sentence about it names: a variable, the ends of a range. */
  readonly params: readonly string[];
}

/**
 * What is wrong with options; empty: nothing.
 *
 * @param contextTokens of the model, where it is known
 */
export function checkGeneration(options: GenerationOptions, contextTokens?: number): readonly CheckResult[] {
  const results: CheckResult[] = [];
  const found = (field: CheckResult['field'], reason: CheckReason, ...params: readonly (string | number)[]): void => {
    results.push({ field, reason, params: params.map(String) });
  };
  const fields = Object.keys(generationRanges) as (keyof typeof generationRanges)[];
  for (const field of fields) {
    const value = options[field];
    if (value === null) continue;
    const { min, max, step } = generationRanges[field];
    if (!(value >= min && value <= max)) found(field, 'range', min, max);
    else if (step === 1 && !Number.isInteger(value)) found(field, 'whole');
  }
  if (options.overlapTokens > options.chunkTokens / 2)
    found('overlapTokens', 'overlap', Math.floor(options.chunkTokens / 2));
  if (options.language.length > maxLanguageLength) found('language', 'length', maxLanguageLength);
  if (options.style.length > maxStyleLength) found('style', 'length', maxStyleLength);
  if (!generationTypes.includes(options.type)) found('type', 'choice');
  if (!['any', 'easy', 'medium', 'hard'].includes(options.difficulty)) found('difficulty', 'choice');
  if (!['think', 'text'].includes(options.reasoning)) found('reasoning', 'choice');
  if (options.template.type !== options.type) found('template', 'templateType');
  else {
    for (const { kind, name } of templateProblems(options.template)) found('template', templateReasons[kind], name);
  }
  if (contextTokens !== undefined && results.length === 0 && contextWanted(options) > contextTokens) {
    found('chunkTokens', 'context', contextTokens, contextWanted(options));
  }
  return results;
}
