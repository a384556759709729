import { AppError } from '../model/error';

// What a model's context has room for.

/** Kept free in every call: chat templates add tokens that no prompt of ours has. */
export const spareTokens = 64;
/** A chunk below this says too little to ask about. */
export const leastChunkTokens = 64;

export interface BudgetRequest {
  /** Of the loaded model. */
  readonly contextTokens: number;
  /** Largest reply. */
  readonly maxTokens: number;
  /** The prompt without its chunk: system, instructions, questions already asked. */
  readonly templateTokens: number;
}

/**
 * Tokens a chunk may have, so that prompt + reply + 64 ≤ context.
 *
 * @throws AppError `engine` (reason `contextTooSmall`) where less than 64 remain
 */
export function promptBudget({ contextTokens, maxTokens, templateTokens }: BudgetRequest): number {
  const chunkTokens = Math.floor(contextTokens) - Math.ceil(maxTokens) - Math.ceil(templateTokens) - spareTokens;
  if (chunkTokens >= leastChunkTokens) return chunkTokens;
  const needed = Math.ceil(maxTokens) + Math.ceil(templateTokens) + spareTokens + leastChunkTokens;
  throw new AppError({
    code: 'engine',
    reason: 'contextTooSmall',
    params: [String(Math.floor(contextTokens)), String(needed)],
    message: `The model's context of ${Math.floor(contextTokens)} tokens is too small: prompt, reply and the shortest piece of a document need ${needed}. Choose a shorter reply, a shorter prompt or a model with a larger context.`,
  });
}

/** Whether a call fits the context: prompt + reply + 64 ≤ context. Asked before each call. */
export function fitsContext(request: {
  readonly contextTokens: number;
  readonly maxTokens: number;
  readonly promptTokens: number;
}): boolean {
  return request.promptTokens + request.maxTokens + spareTokens <= request.contextTokens;
}
