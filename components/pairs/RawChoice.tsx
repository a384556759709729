import type { FormatId } from '../../lib/model/job';
import type { FormatInfo } from '../effects';
import { label, t } from '../i18n';
import { Check, SelectField } from '../ui/Field';

export interface RawChoiceProps {
  readonly raw: boolean;
  readonly onRaw: (raw: boolean) => void;
  /** Those that can say these pairs. */
  readonly formats: readonly FormatInfo[];
  readonly format: FormatId;
  readonly onFormat: (format: FormatId) => void;
}

/** Whether pairs are shown as the lines that an export would hold, and in which format. */
export function RawChoice({ raw, onRaw, formats, format, onFormat }: RawChoiceProps) {
  return (
    <>
      <Check label={t('preview_raw')} testId="raw" checked={raw} onChange={onRaw} />
      {raw && (
        <SelectField
          label={t('preview_format')}
          testId="raw-format"
          value={format}
          choices={formats.map(({ id }) => ({ value: id, label: label('format', id) }))}
          onChange={onFormat}
        />
      )}
    </>
  );
}
