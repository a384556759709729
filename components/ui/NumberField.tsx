import { useEffect, useState } from 'preact/hooks';
import { TextField } from './Field';

/**
 * Reads what a person typed as a number.
 * @returns undefined where it is none or out of range; null for nothing typed
 */
export function parseNumber(
  text: string,
  range: { readonly min: number; readonly max: number },
): number | null | undefined {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return null;
  if (!/^-?\d{1,12}(\.\d{0,6})?$/.test(clean)) return undefined;
  const value = Number(clean);
  return value >= range.min && value <= range.max ? value : undefined;
}

export interface NumberFieldProps {
  readonly label: string;
  /** null: no limit; shown as an empty field. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly testId: string;
  readonly min?: number;
  readonly max?: number;
  /** Whether it may be left empty. */
  readonly optional?: boolean;
  readonly placeholder?: string;
  readonly hint?: string | undefined;
  readonly wide?: boolean;
  /** Said when the number cannot be taken. */
  readonly problem: string;
  /** Said of a number that can be taken, and does not go with others. */
  readonly clash?: string | undefined;
  /** Told whenever what is typed begins or ceases to be a number that can be taken. */
  readonly onBad?: (bad: boolean) => void;
}

/** A number field that keeps what is typed, says what is wrong with it, and hands on sound values only. */
export function NumberField(props: NumberFieldProps) {
  const { value, onChange, min = 0, max = 1e9, optional = true } = props;
  const [text, setText] = useState(shown(value));
  const parsed = parseNumber(text, { min, max });
  const bad = parsed === undefined || (parsed === null && !optional);
  const { onBad } = props;
  useEffect(() => {
    if (!bad) return;
    onBad?.(true);
    return () => onBad?.(false);
  }, [bad]);
  // The value changed from outside (another way to say the same number): show it, unless it says what is typed.
  useEffect(() => {
    if (parseNumber(text, { min, max }) !== value) setText(shown(value));
  }, [value]);
  return (
    <TextField
      label={props.label}
      value={text}
      testId={props.testId}
      placeholder={props.placeholder ?? ''}
      hint={props.hint}
      wide={props.wide ?? false}
      problem={bad ? props.problem : props.clash}
      onChange={(typed) => {
        setText(typed);
        const next = parseNumber(typed, { min, max });
        if (next !== undefined && (next !== null || optional)) onChange(next);
      }}
    />
  );
}

function shown(value: number | null): string {
  return value === null ? '' : String(Math.round(value * 1000) / 1000);
}
