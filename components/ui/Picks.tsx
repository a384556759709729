import './picks.css';

export interface Pick {
  readonly value: string;
  readonly label: string;
}

export interface PicksProps {
  readonly legend: string;
  /** Those that are shown: a filter may leave out some. */
  readonly picks: readonly Pick[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (value: string, on: boolean) => void;
  /** Said where none is shown. */
  readonly empty: string;
  readonly testId: string;
}

/** Several of many: small buttons that stay pressed. */
export function Picks({ legend, picks, chosen, onToggle, empty, testId }: PicksProps) {
  return (
    <div class="picks" role="group" aria-label={legend} data-testid={testId}>
      {picks.length === 0 && <p class="muted small">{empty}</p>}
      {picks.map(({ value, label }) => (
        <label class="pick" key={value} title={label}>
          <input
            type="checkbox"
            class="hidden-visually"
            checked={chosen.has(value)}
            data-testid={`${testId}-${value}`}
            onChange={(event) => onToggle(value, event.currentTarget.checked)}
          />
          <span class="clip">{label}</span>
        </label>
      ))}
    </div>
  );
}
