import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import './panels.css';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

export interface NoticeProps {
  readonly tone?: Tone;
  readonly children: ComponentChildren;
  readonly testId?: string;
}

/** Something to know, with what can be done about it. */
export function Notice({ tone = 'info', children, testId }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} {...(testId === undefined ? {} : { 'data-testid': testId })}>
      <Icon name={tone} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

export interface ProgressProps {
  /** 0 … 1; null while the whole is not known. */
  readonly fraction: number | null;
  readonly label: string;
  readonly state?: 'moving' | 'still' | 'good';
}

export function Progress({ fraction, label, state = 'moving' }: ProgressProps) {
  const percent = fraction === null ? null : Math.round(fraction * 1000) / 10;
  const unknown = percent === null && state === 'moving';
  return (
    <div
      class={`progress progress-${state}${unknown ? ' progress-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      data-testid="progress"
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
    >
      <div
        class="progress-fill"
        style={percent === null ? (unknown ? {} : { width: '0' }) : { width: `${percent}%` }}
      />
    </div>
  );
}

export interface FoldProps {
  readonly title: string;
  readonly side?: ComponentChildren;
  readonly open?: boolean;
  readonly children: ComponentChildren;
  readonly testId?: string;
  readonly onToggle?: (open: boolean) => void;
}

/** A section that opens. */
export function Fold({ title, side, open, children, testId, onToggle }: FoldProps) {
  return (
    <details
      class="fold"
      open={open ?? false}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevron" />
        <span>{title}</span>
        {side !== undefined && <span class="fold-side clip numeric">{side}</span>}
      </summary>
      <div class="fold-body">{children}</div>
    </details>
  );
}

export interface EmptyProps {
  readonly title: string;
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
  readonly testId?: string;
}

/** Nothing here yet, and how something gets here. */
export function Empty({ title, icon = 'empty', children, testId }: EmptyProps) {
  return (
    <div class="empty" {...(testId === undefined ? {} : { 'data-testid': testId })}>
      <Icon name={icon} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}
