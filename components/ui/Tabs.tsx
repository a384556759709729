import { useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import './panels.css';

export interface Tab<T extends string> {
  readonly id: T;
  readonly label: string;
}

/** The tab an arrow key, Home or End leads to; null for other keys. */
export function nextTab(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly value: T;
  readonly onChange: (id: T) => void;
  readonly children: ComponentChildren;
}

export function Tabs<T extends string>({ label, tabs, value, onChange, children }: TabsProps<T>) {
  const base = useId();
  const bar = useRef<HTMLDivElement>(null);
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={bar}>
        {tabs.map((tab, index) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            class="tab"
            id={`${base}-${tab.id}`}
            aria-selected={tab.id === value}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            data-testid={`tab-${tab.id}`}
            onClick={() => onChange(tab.id)}
            onKeyDown={(event) => {
              const to = nextTab(event.key, index, tabs.length);
              const target = to === null ? undefined : tabs[to];
              if (to === null || !target) return;
              event.preventDefault();
              onChange(target.id);
              const button = bar.current?.children[to];
              if (button instanceof HTMLElement) button.focus();
            }}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${value}`}>
        {children}
      </div>
    </>
  );
}
