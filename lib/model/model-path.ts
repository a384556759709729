import { AppError } from './error';

const longest = 200;

/**
 * Whether a text may be the path of a file within a model. It comes out of documents that others wrote: lists of
 * weights, a hub's answers, names in a folder.
 */
export function isModelPath(path: string): boolean {
  if (path === '' || path.length > longest || /\p{Surrogate}/u.test(path)) return false;
  // Control and invisible characters would make two names look the same; the others mean something in addresses.
  if (/[\p{Cc}\p{Cf}\\:?#%*"<>|]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.trim() === part);
}

/** @throws AppError `unsupported` (reason `modelPath`) */
export function checkModelPath(path: string): string {
  if (isModelPath(path)) return path;
  const shown = path.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '?').slice(0, 100);
  throw new AppError({
    code: 'unsupported',
    reason: 'modelPath',
    params: [shown],
    message: `“${shown}” cannot be the name of a model's file. Take the model from another source.`,
  });
}
