import type { GenerateSpec } from '../../lib/model/generate';
import type { MessageKey } from '../i18n';
import { serversOf } from './form';

export interface Readiness {
  /** null: a model is not named. */
  readonly spec: GenerateSpec | null;
  /** Whether the model that makes the pairs is; else it is the judge that is not. */
  readonly model: boolean;
  /** Chosen documents that have been read. */
  readonly chosen: number;
  /** A chosen document is being read. */
  readonly waiting: boolean;
  /** A field holds what cannot be taken. */
  readonly fields: boolean;
  readonly offline: boolean;
  readonly isLoopback: (url: string) => boolean;
}

/** What is to be done before the start, first things first; null: nothing. */
export function missingOf({ spec, model, chosen, waiting, fields, offline, isLoopback }: Readiness): MessageKey | null {
  if (chosen === 0) return waiting ? 'missing_reading' : 'missing_docs';
  if (!spec) return model ? 'missing_judge' : 'missing_model';
  if (offline && !serversOf(spec).every(isLoopback)) return 'missing_offline';
  return fields ? 'missing_fields' : null;
}
