import { exportText, type ExportFormat } from './format';

/** `{"title","url","conversations"}`: a whole thread as text, one record each. */
export const transcript: ExportFormat = {
  id: 'transcript',
  label: 'Transcript',
  accepts: ['text'],
  record(pair, options) {
    if (pair.kind !== 'text' || pair.text === undefined) return null;
    return {
      title: exportText(pair.source.title, options),
      url: pair.source.url,
      conversations: exportText(pair.text, options),
    };
  },
};
