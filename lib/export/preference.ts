import { exportText, type ExportFormat } from './format';
import { messageList } from './messages';

/** TRL's conversational preference shape: `prompt`, `chosen` and `rejected` are lists of messages. */
export const preference: ExportFormat = {
  id: 'preference',
  label: 'Preference (DPO)',
  accepts: ['preference'],
  record(pair, options) {
    const { chosen, rejected } = pair;
    if (pair.kind !== 'preference' || chosen === undefined || rejected === undefined) return null;
    return {
      prompt: messageList(pair.turns, options),
      chosen: [{ role: 'assistant', content: exportText(chosen, options) }],
      rejected: [{ role: 'assistant', content: exportText(rejected, options) }],
    };
  },
};
