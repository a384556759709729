import type { ErrorInfo } from '../lib/model/error';
import { errorText } from './i18n';
import { Notice } from './ui/Panels';

/** What went wrong, in words; nothing where nothing did. */
export function Problem({ problem }: { readonly problem: ErrorInfo | null }) {
  return problem && <Notice tone="bad">{errorText(problem)}</Notice>;
}
