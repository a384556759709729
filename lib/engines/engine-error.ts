import { AppError } from '../model/error';

// What engines have in common when they fail. Each is a row in docs/models.md and a sentence in the locale files.

/** Longest excerpt of a raw text in an error. */
const excerptChars = 300;

/**
 * @param reason of the table in docs/models.md
 * @param message an English sentence that a person can act on
 * @param detail raw text, for the log
 */
export function engineError(reason: string, params: readonly string[], message: string, detail?: string): AppError {
  return new AppError({
    code: 'engine',
    reason,
    params,
    message,
    ...(detail ? { detail: detail.slice(0, excerptChars) } : {}),
  });
}

/** @param what the file, or what is wrong with it */
export function modelDamaged(name: string, what: string, detail?: string): AppError {
  const shown = what.slice(0, 200);
  const message = `The model “${name}” is damaged or incomplete (${shown}). Delete it, then download or import it again.`;
  return engineError('modelDamaged', [name, shown], message, detail);
}

/** null: the engine does not say how long the prompt is. */
export function contextOverflow(promptTokens: number | null, contextTokens: number): AppError {
  const prompt = promptTokens === null ? '?' : String(promptTokens);
  return engineError(
    'contextOverflow',
    [prompt, String(contextTokens)],
    `The text is too long for the model: ${prompt} tokens, and it takes ${contextTokens}. Choose smaller chunks or a larger context.`,
  );
}

export function modelUnknown(id: string): AppError {
  return engineError(
    'modelUnknown',
    [id],
    `There is no model “${id}” here. Choose one on the Models page, or download or import it.`,
  );
}

/** @param ms how long nothing came */
export function engineStalled(ms: number): AppError {
  const seconds = String(Math.round(ms / 1000));
  return engineError(
    'engineStalled',
    [seconds],
    `The model gave no sign for ${seconds} s and was ended. Press Resume; if it happens again, choose a smaller model.`,
  );
}

/** What no row of the table names. @param raw name and message as the engine gave them */
export function engineFailed(raw: string, detail?: string): AppError {
  const shown = raw.slice(0, 200);
  return engineError(
    'engineFailed',
    [shown],
    `The engine stopped: ${shown}. Press Resume; if it happens again, choose another model or engine.`,
    detail ?? raw,
  );
}

export function stopped(): AppError {
  return new AppError({ code: 'aborted', message: 'Stopped.' });
}
