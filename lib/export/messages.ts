import type { Turn } from '../model/pair';
import { exportText, type ExportFormat, type Json, type RecordOptions } from './format';

/** `{"messages":[{"role","content"}]}`, as chat fine-tuning reads it. */
export const messages: ExportFormat = {
  id: 'messages',
  label: 'ChatML',
  accepts: ['pair', 'turns'],
  record(pair, options) {
    if (pair.kind !== 'pair' && pair.kind !== 'turns') return null;
    return { messages: messageList(pair.turns, options) };
  },
};

export function messageList(turns: readonly Turn[], options: RecordOptions): Json {
  return turns.map(({ role, text }) => ({ role, content: exportText(text, options) }));
}
