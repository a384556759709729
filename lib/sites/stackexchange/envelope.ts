import { asCount, asFields, asList, parseJson } from '../fields';

/** What every reply of the API is wrapped in (https://api.stackexchange.com/docs/wrapper). */
export interface Envelope {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
  /** null: the filter leaves it out. */
  readonly quotaRemaining: number | null;
  readonly quotaMax: number | null;
}

/** @returns null when the data is no reply of the API that has items */
export function readEnvelope(value: unknown): Envelope | null {
  const data = asFields(value);
  if (!data || !Array.isArray(data['items'])) return null;
  return {
    items: asList(data['items']),
    hasMore: data['has_more'] === true,
    quotaRemaining: asCount(data['quota_remaining']),
    quotaMax: asCount(data['quota_max']),
  };
}

export function parsedBody(text: string): unknown {
  return parseJson(text.replace(/^\ufeff/, ''));
}
