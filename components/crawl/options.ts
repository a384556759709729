import type { SiteOptions, SiteOptionValue } from '../../lib/model/job';
import type { Target } from '../../lib/model/thread';
import type { SiteOption } from '../../lib/sites';

/** What a person may choose where the site says more than the adapter knows. */
export interface NamedChoice {
  readonly value: string;
  readonly label: string;
}

/** The value an option has in a job: what was chosen, else its default. */
export function valueOf(option: SiteOption, values: SiteOptions): SiteOptionValue {
  return values[option.id] ?? (Object.hasOwn(values, option.id) ? null : option.default);
}

/** All options at their defaults. */
export function defaultValues(options: readonly SiteOption[]): SiteOptions {
  return Object.fromEntries(options.map(({ id, default: value }) => [id, value]));
}

/** The options that matter for a thread, or for a listing. */
export function optionsFor(options: readonly SiteOption[], kind: Target['kind']): readonly SiteOption[] {
  return options.filter(({ on }) => on === undefined || on === kind);
}

/** The choices of a `many`, from its value. */
export function manyOf(value: SiteOptionValue): readonly string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The value of a `many`; null: nothing chosen. */
export function joinMany(chosen: readonly string[]): string | null {
  return chosen.length === 0 ? null : chosen.join(',');
}

/** What the store kept of a site's answer (`choices:<site>`); null where that is nothing of the kind. */
export function namedChoices(kept: unknown): readonly NamedChoice[] | null {
  if (!Array.isArray(kept)) return null;
  const choices = kept.filter(isNamedChoice);
  return choices.length === 0 ? null : choices;
}

function isNamedChoice(value: unknown): value is NamedChoice {
  if (typeof value !== 'object' || value === null) return false;
  return 'value' in value && typeof value.value === 'string' && 'label' in value && typeof value.label === 'string';
}

/** Choices whose value or label has the words, in any case. */
export function filterChoices(choices: readonly NamedChoice[], words: string): readonly NamedChoice[] {
  const wanted = words
    .trim()
    .toLocaleLowerCase()
    .replace(/^\/|\/$/g, '');
  if (wanted === '') return choices;
  return choices.filter(
    ({ value, label }) => value.toLocaleLowerCase().startsWith(wanted) || label.toLocaleLowerCase().includes(wanted),
  );
}
