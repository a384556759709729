const paths = {
  mark: 'M1.8 2.5h12.4M1.8 13.5h12.4M4 2.5V6M4 10v3.5M8 2.5V6M8 10v3.5M12 2.5V6M12 10v3.5M4 6q-1.5 2 0 4q1.5-2 0-4M8 6q-1.5 2 0 4q1.5-2 0-4M12 6q-1.5 2 0 4q1.5-2 0-4',
  panel: 'M2.5 3.5h11v9h-11zM9.5 3.5v9',
  workbench: 'M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3',
  document: 'M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.3h3.3M6 8.3h4.5M6 11h4.5',
  model: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  settings:
    'M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6M9.7 2.8a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 1 0 0-3.4M6.2 9.8a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 1 0 0-3.4',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v3.6M8 5v.3',
  warn: 'M8 2 14.3 13.3H1.7zM8 6.3v3.4M8 11.4v.2',
  good: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.2 8.2l2 2 3.7-4.2',
  bad: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  empty: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M5 9h3',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing, 16 by 16; decoration only, so hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
      <path d={paths[name]} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
