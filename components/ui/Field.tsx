import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import './controls.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly wide?: boolean;
}

function Field(props: FieldProps & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <div class={props.wide ? 'field wide' : 'field'}>
      <label class="field-label" for={props.id}>
        {props.label}
      </label>
      {props.children}
      {(props.problem ?? props.hint) !== undefined && (
        <div class="field-notes">
          {props.problem !== undefined && <span class="field-bad">{props.problem}</span>}
          {props.hint !== undefined && <span class="field-hint">{props.hint}</span>}
        </div>
      )}
    </div>
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly testId: string;
}

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <select
        id={id}
        class="select"
        data-testid={props.testId}
        value={props.value}
        onChange={(event) => {
          const choice = props.choices.find((c) => c.value === event.currentTarget.value);
          if (choice) props.onChange(choice.value);
        }}
      >
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value} disabled={choice.disabled ?? false}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
  readonly type?: 'text' | 'url' | 'date' | 'password';
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** The field was left. */
  readonly onLeave?: () => void;
  /** Offered while typing; anything else may be typed as well. */
  readonly suggestions?: readonly { readonly value: string; readonly label: string }[];
}

export function TextField(props: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    class: 'input',
    'data-testid': props.testId,
    value: props.value,
    placeholder: props.placeholder ?? '',
    disabled: props.disabled ?? false,
    'aria-invalid': props.problem !== undefined,
    ...(props.suggestions?.length ? { list: `${id}-list` } : {}),
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => props.onChange(event.currentTarget.value),
    onBlur: () => props.onLeave?.(),
  };
  return (
    <Field {...props} id={id}>
      {props.type === 'date' ? (
        <input type="date" {...shared} />
      ) : props.type === 'url' ? (
        <input type="url" {...shared} />
      ) : props.type === 'password' ? (
        <input type="password" autocomplete="off" spellcheck={false} {...shared} />
      ) : (
        <input type="text" {...shared} />
      )}
      {props.suggestions?.length ? (
        <datalist id={`${id}-list`}>
          {props.suggestions.map(({ value, label }) => (
            <option key={value} value={value} label={label} />
          ))}
        </datalist>
      ) : null}
    </Field>
  );
}

export interface LinesFieldProps extends FieldProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly testId: string;
  readonly placeholder?: string;
}

/** A list of texts, one a line. */
export function LinesField(props: LinesFieldProps) {
  const id = useId();
  // What is typed is kept as typed: blank lines vanish from the value, not from under the cursor.
  const [text, setText] = useState(props.value.join('\n'));
  return (
    <Field {...props} id={id}>
      <textarea
        id={id}
        class="input"
        rows={2}
        spellcheck={false}
        data-testid={props.testId}
        placeholder={props.placeholder ?? ''}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          props.onChange(splitLines(event.currentTarget.value));
        }}
      />
    </Field>
  );
}

export interface AreaFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
  readonly rows: number;
}

/** A text of several lines, kept as typed. */
export function AreaField(props: AreaFieldProps) {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <textarea
        id={id}
        class="input"
        rows={props.rows}
        spellcheck={false}
        dir="auto"
        data-testid={props.testId}
        aria-invalid={props.problem !== undefined}
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </Field>
  );
}

export function splitLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export interface CheckProps {
  readonly label: ComponentChildren;
  readonly hint?: string | undefined;
  readonly side?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly testId: string;
}

export function Check({ label, hint, side, checked, onChange, testId }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
      {side !== undefined && <span class="check-side">{side}</span>}
      {hint !== undefined && <span class="check-hint">{hint}</span>}
    </label>
  );
}

export interface RadioChoice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly side?: string | undefined;
  readonly hint?: string | undefined;
  readonly disabled?: boolean;
}

export interface RadiosProps<T extends string> {
  readonly legend: string;
  readonly showLegend?: boolean;
  readonly choices: readonly RadioChoice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly testId: string;
}

export function Radios<T extends string>({ legend, showLegend, choices, value, onChange, testId }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend class={showLegend ? 'field-label' : 'hidden-visually'}>{legend}</legend>
      {choices.map((choice) => (
        <label class="check" key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled ?? false}
            data-testid={`${testId}-${choice.value}`}
            onChange={() => onChange(choice.value)}
          />
          <span class="clip" title={choice.label}>
            {choice.label}
          </span>
          {choice.side !== undefined && <span class="check-side clip">{choice.side}</span>}
          {choice.hint !== undefined && <span class="check-hint">{choice.hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
