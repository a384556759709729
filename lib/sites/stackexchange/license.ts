// Posts are CC BY-SA, in the version that was in force when their current revision was made
// (https://stackoverflow.com/help/licensing).

const periods: readonly (readonly [from: number, license: string])[] = [
  [Date.UTC(2018, 4, 2), 'CC BY-SA 4.0'],
  [Date.UTC(2011, 3, 8), 'CC BY-SA 3.0'],
  [0, 'CC BY-SA 2.5'],
];

/** What the site states, else what it is by date; null: neither is known. */
export function licenseOf(stated: string | null, postedAt: number | null, editedAt: number | null): string | null {
  if (stated !== null && /^CC BY-SA \d\.\d$/.test(stated)) return stated;
  const revisedAt = editedAt ?? postedAt;
  if (revisedAt === null) return null;
  return periods.find(([from]) => revisedAt >= from)?.[1] ?? null;
}
