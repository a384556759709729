import { exportText, type ExportFormat } from './format';

/** `{"input","output"}`: one prompt and its answer. */
export const standard: ExportFormat = {
  id: 'standard',
  label: 'Standard',
  accepts: ['pair'],
  record(pair, options) {
    const [user, assistant] = pair.turns;
    if (pair.kind !== 'pair' || !user || !assistant) return null;
    return { input: exportText(user.text, options), output: exportText(assistant.text, options) };
  },
};
