import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../lib/model/error';

/** Follows a command that was sent: what went wrong is kept to be shown, until the next one. */
export function useCommand(): readonly [problem: ErrorInfo | null, follow: (sending: Promise<unknown>) => void] {
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const follow = (sending: Promise<unknown>): void => {
    setProblem(null);
    sending.catch((thrown: unknown) => setProblem(toErrorInfo(thrown)));
  };
  return [problem, follow];
}
