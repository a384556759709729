import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './controls.css';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger' | 'icon';
  readonly wide?: boolean;
  readonly disabled?: boolean;
  /** Spoken name, where the content is a drawing; also the tooltip. */
  readonly label?: string;
  /** Tooltip beside a content that names itself. */
  readonly hint?: string;
  readonly testId?: string;
}

export function Button({ children, onClick, kind = 'plain', wide, disabled, label, hint, testId }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button button-${kind}${wide ? ' button-wide' : ''}`}
      disabled={disabled ?? false}
      onClick={onClick}
      {...(label === undefined ? {} : { 'aria-label': label, title: label })}
      {...(hint === undefined ? {} : { title: hint })}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      {children}
    </button>
  );
}

export interface ConfirmButtonProps {
  readonly children: ComponentChildren;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onConfirm: () => void;
  readonly testId: string;
  readonly kind?: 'plain' | 'quiet';
}

/** A button for what cannot be undone: asks in its own place, and Escape takes it back. */
export function ConfirmButton({ children, question, yes, no, onConfirm, testId, kind = 'plain' }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asking) box.current?.querySelector('button')?.focus();
  }, [asking]);
  if (!asking) {
    return (
      <Button kind={kind} testId={testId} onClick={() => setAsking(true)}>
        {children}
      </Button>
    );
  }
  return (
    <div
      class="row"
      role="group"
      aria-label={question}
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setAsking(false);
      }}
    >
      <span class="confirm-question">{question}</span>
      <Button
        kind="danger"
        testId={`${testId}-yes`}
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {yes}
      </Button>
      <Button onClick={() => setAsking(false)}>{no}</Button>
    </div>
  );
}
