// What a person chooses when pairs are made from documents; part of a job's spec, so that a job can be repeated.

export type EngineId = 'webllm' | 'wllama' | 'server';

/** What is asked of the model for each chunk. */
export type GenerationType = 'qa' | 'cot' | 'summary';

export const generationTypes: readonly GenerationType[] = ['qa', 'cot', 'summary'];

/** How hard the questions are. */
export type Difficulty = 'any' | 'easy' | 'medium' | 'hard';

/** A prompt with variables (`{{chunk}}`); the person may edit it, and every pair names the one that made it. */
export interface PromptTemplate {
  /** `qa`, `cot`, `summary`, `judge` for ours; the person's own have names of theirs. */
  readonly id: string;
  /** Grows with every change; `qa@1` stands in the pair. */
  readonly version: number;
  readonly type: GenerationType | 'judge';
  readonly system: string;
  readonly user: string;
}

/** Where a model runs, and which one. */
export interface ModelChoice {
  readonly engine: EngineId;
  /** Id of an installed model; the model's name at the server. */
  readonly model: string;
  /** `server` only: the endpoint's base address, such as `http://localhost:11434/v1`. */
  readonly url?: string;
  /** `wllama` only: `gpu` where the adapter can; default `cpu`. */
  readonly device?: 'cpu' | 'gpu';
}

export interface GenerationOptions {
  readonly type: GenerationType;
  readonly pairsPerChunk: number;
  /** Chunks a document; fewer than it has are spread over it. null: all. */
  readonly maxChunks: number | null;
  readonly chunkTokens: number;
  readonly overlapTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** Any whole number; seeds of calls are derived from it. */
  readonly seed: number;
  /** Of the answers, as a person writes it; '': that of the document. */
  readonly language: string;
  /** A few words on tone and form; '': none. */
  readonly style: string;
  readonly difficulty: Difficulty;
  /** `cot`: how the reasoning stands in the answer: `<think>` tags as reasoning models write them, or as text. */
  readonly reasoning: 'think' | 'text';
  readonly template: PromptTemplate;
  /** Reply budget of one call. */
  readonly maxTokens: number;
}

export interface JudgeOptions {
  readonly choice: ModelChoice;
  readonly template: PromptTemplate;
  /** 1 … 10: pairs rated lower are not shown and not exported. Movable afterwards (`Job.threshold`). */
  readonly threshold: number;
}

export interface GenerateSpec {
  readonly kind: 'generate';
  /** In the order of their ordinals. */
  readonly docIds: readonly string[];
  readonly choice: ModelChoice;
  readonly generation: GenerationOptions;
  readonly judge: JudgeOptions | null;
}

/** Reads documents. */
export interface ImportSpec {
  readonly kind: 'import';
  readonly docIds: readonly string[];
  /** Read pages that are pictures. */
  readonly ocr: boolean;
  /** Languages of those pages, as Tesseract names them (`eng`). */
  readonly ocrLanguages: readonly string[];
}

/** Fetches the files of a model. */
export interface DownloadSpec {
  readonly kind: 'download';
  readonly modelId: string;
}

/** JSON schema of a reply. Fixed texts of ours: what a grammar compiler refuses may end the engine. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A message of the conversation a model is given. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Four marks of a judge; their sum is the rating. */
export interface Scores {
  /** 0 … 3 */
  readonly accuracy: number;
  /** 0 … 2 */
  readonly relevance: number;
  /** 0 … 2 */
  readonly clarity: number;
  /** 0 … 3 */
  readonly usefulness: number;
}

/** The highest each mark can be; the lowest is 0. In the order they are asked for. */
export const highestScores: Scores = { accuracy: 3, relevance: 2, clarity: 2, usefulness: 3 };

/** 1 … 10 */
export function ratingOf({ accuracy, relevance, clarity, usefulness }: Scores): number {
  return Math.max(1, accuracy + relevance + clarity + usefulness);
}

/** What a judge said of a pair; stored beside it, its text stays as it is. */
export interface Judgement {
  readonly scores: Scores;
  readonly rating: number;
  /** The judge's model, and its prompt (`judge@1`). */
  readonly model: string;
  readonly prompt: string;
}
