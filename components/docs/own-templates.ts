import { judgeTemplate } from '../../lib/curate/index';
import { templates } from '../../lib/generate/index';
import type { PromptTemplate } from '../../lib/model/generate';

// Prompts of the person's own: copies with a name, whose version grows with every change that is saved.

/** The setting that holds them: a list of `PromptTemplate`, the newest version of each. */
export const templatesSetting = 'templates';

const mostOwn = 100;
const longestName = 40;
type TemplateType = PromptTemplate['type'];

/** Ours for a type. */
export function ourTemplate(type: TemplateType): PromptTemplate {
  return type === 'judge' ? judgeTemplate : templates[type];
}

/** Reads the setting; what is not a prompt in it is left out. */
export function readTemplates(value: unknown): readonly PromptTemplate[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).filter(isTemplate).slice(0, mostOwn);
}

function isTemplate(value: unknown): value is PromptTemplate {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, type, system, user } = value as Readonly<Record<string, unknown>>;
  return (
    typeof id === 'string' &&
    typeof version === 'number' &&
    (type === 'judge' || (typeof type === 'string' && Object.hasOwn(templates, type))) &&
    typeof system === 'string' &&
    typeof user === 'string'
  );
}

/** Those that can be chosen for a type: ours first. */
export function choosable(own: readonly PromptTemplate[], type: TemplateType): readonly PromptTemplate[] {
  return [ourTemplate(type), ...own.filter((template) => template.type === type)];
}

/** Whether the text is that of the saved prompt of this name and version. */
export function isSaved(template: PromptTemplate, own: readonly PromptTemplate[]): boolean {
  return choosable(own, template.type).some(
    ({ id, version, system, user }) =>
      id === template.id && version === template.version && system === template.system && user === template.user,
  );
}

/** The name an edited prompt is saved under: its own, or one of the person's own for ours. */
export function nameFor(template: Pick<PromptTemplate, 'id' | 'type'>): string {
  return isOurName(template.id) ? `my-${template.type}` : template.id;
}

function isOurName(id: string): boolean {
  return id === judgeTemplate.id || Object.hasOwn(templates, id);
}

/** Why a name cannot be taken: locale key `template_<reason>`; null: it can. */
export function nameProblem(name: string): 'nameMissing' | 'nameOurs' | 'nameForm' | null {
  const plain = name.trim();
  if (plain === '') return 'nameMissing';
  if (isOurName(plain)) return 'nameOurs';
  // It stands in every pair as `name@version`.
  return plain.length > longestName || /[@\s]/.test(plain) ? 'nameForm' : null;
}

/** A prompt under a name of the person's: the next version of what is there, else the first. */
export function saveTemplate(
  own: readonly PromptTemplate[],
  template: PromptTemplate,
  name: string,
): { readonly saved: PromptTemplate; readonly own: readonly PromptTemplate[] } {
  const id = name.trim();
  const others = own.filter((one) => one.id !== id || one.type !== template.type);
  // A name that another type has goes on counting as well: `name@version` says one text.
  const before = own.filter((one) => one.id === id).map(({ version }) => version);
  const saved = { ...template, id, version: Math.max(0, ...before) + 1 };
  return { saved, own: [saved, ...others].slice(0, mostOwn) };
}

export function withoutTemplate(
  own: readonly PromptTemplate[],
  { id, type }: Pick<PromptTemplate, 'id' | 'type'>,
): readonly PromptTemplate[] {
  return own.filter((one) => one.id !== id || one.type !== type);
}
