import { parseArgs } from 'node:util';
import { defaultPairing, type CleanProfile, type PairingOptions, type StrategyId } from '../lib/model/pairing';
import { strategies } from '../lib/pairing';
import type { ReferenceOptions } from '../lib/reference';

// What can be said on the command line, and what it comes to.

/** Something the person can mend; the message is the sentence they get. */
export class UsageError extends Error {}

const options = {
  url: { type: 'string' },
  site: { type: 'string' },
  preset: { type: 'string' },
  clean: { type: 'string' },
  strategy: { type: 'string' },
  k: { type: 'string' },
  'max-chars': { type: 'string' },
  'min-length': { type: 'string' },
  'no-merge': { type: 'boolean' },
  'require-question': { type: 'boolean' },
  roles: { type: 'string' },
  fallback: { type: 'string' },
  'include-bots': { type: 'boolean' },
  'max-pairs': { type: 'string' },
  format: { type: 'string' },
  container: { type: 'string' },
} as const;

export type Values = ReturnType<typeof parse>['values'];

export function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`${message.split(/\.\s/)[0]?.replace(/\.$/, '') ?? ''}. See --help.`);
  }
}

export function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${known.join(', ')}, not "${value}".`);
  return found;
}

export function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (number < least) throw new UsageError(`--${name} must be a whole number from ${least} on, not "${value}".`);
  return number;
}

export const profiles: readonly CleanProfile[] = ['faithful', 'plain'];

export function strategyOf(values: Values): StrategyId {
  const ids = strategies.map((strategy) => strategy.id);
  if (values.strategy === undefined) throw new UsageError(`Say with --strategy how to pair: ${ids.join(', ')}.`);
  return oneOf('strategy', values.strategy, ids, defaultPairing.strategy);
}

export function pairingOf(values: Values): PairingOptions {
  const maxChars = whole('max-chars', values['max-chars'], 0) ?? defaultPairing.maxInputChars;
  return {
    ...defaultPairing,
    strategy: strategyOf(values),
    clean: oneOf('clean', values.clean, profiles, defaultPairing.clean),
    k: whole('k', values.k, 1) ?? defaultPairing.k,
    maxInputChars: maxChars === 0 ? null : maxChars,
    minLength: whole('min-length', values['min-length'], 0) ?? defaultPairing.minLength,
    mergeSameAuthor: values['no-merge'] !== true,
    requireQuestion: values['require-question'] === true,
    roles: oneOf('roles', values.roles, ['author', 'parity'], defaultPairing.roles),
    fallback: oneOf('fallback', values.fallback, ['none', 'last-k'], defaultPairing.fallback),
    includeBots: values['include-bots'] === true,
  };
}

/** With `--preset reference`; null: without. The tool cleans, falls back and gives roles in one way only. */
export function referenceOf(values: Values): ReferenceOptions | null {
  if (values.preset === undefined) return null;
  oneOf('preset', values.preset, ['reference'], 'reference');
  if (values.roles === 'author') {
    throw new UsageError('The reference tool gives roles by place and not by author: use --roles parity.');
  }
  const maxChars = whole('max-chars', values['max-chars'], 0);
  return {
    strategy: strategyOf(values),
    k: whole('k', values.k, 0),
    maxInputChars: maxChars === 0 ? null : maxChars,
    minLength: whole('min-length', values['min-length'], 0),
    mergeSameAuthor: values['no-merge'] !== true,
    requireQuestion: values['require-question'] === true,
    includeBots: values['include-bots'] === true,
  };
}
