import { AppError } from '../model/error';

// Why files are not taken as a model.

/** As many names as a sentence bears. */
const mostShown = 8;

/** @param missing every file that is missing or short */
export function incomplete(name: string, missing: readonly string[]): AppError {
  const more = missing.length > mostShown ? ` … (${missing.length})` : '';
  const shown = `${missing.slice(0, mostShown).join(', ')}${more}`;
  return new AppError({
    code: 'engine',
    reason: 'modelFilesMissing',
    params: [name, shown],
    message: `The model “${name}” is not whole. Missing or cut short: ${shown}. Import its files together.`,
    detail: missing.join(', ').slice(0, 500),
  });
}

export function refused(reason: 'modelSeveral' | 'modelNothing' | 'modelFormat', message: string): AppError {
  return new AppError({ code: 'unsupported', reason, message });
}

export function several(): AppError {
  return refused('modelSeveral', 'These files belong to more than one model. Import one model at a time.');
}

export function modelExists(name: string): AppError {
  return new AppError({
    code: 'unsupported',
    reason: 'modelExists',
    params: [name],
    message: `The model “${name}” is here already. Delete it first, to import it again.`,
  });
}

export function unreadable(path: string): AppError {
  return new AppError({
    code: 'unsupported',
    reason: 'modelUnreadable',
    params: [path],
    message: `“${path}” could not be read. Was it moved or changed meanwhile? Choose the files again.`,
  });
}
