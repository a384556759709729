import type { FormatId } from '../model/job';
import type { PairKind } from '../model/pair';
import type { ExportFormat } from './format';
import { messages } from './messages';
import { preference } from './preference';
import { standard } from './standard';
import { transcript } from './transcript';

export { containerById, containers, encode, encodeStream, type Container } from './container';
export { wellFormed, type ExportFormat, type Json, type RecordOptions, type RecordPair } from './format';

export const formats: readonly ExportFormat[] = [standard, messages, preference, transcript];

export function formatById(id: FormatId): ExportFormat {
  return formats.find((format) => format.id === id) ?? standard;
}

const defaults: Readonly<Record<PairKind, FormatId>> = {
  pair: 'standard',
  turns: 'messages',
  preference: 'preference',
  text: 'transcript',
};

/** The format that a strategy's kind of pair asks for. */
export function defaultFormat(kind: PairKind): FormatId {
  return defaults[kind];
}
