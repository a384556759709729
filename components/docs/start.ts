import { AppError } from '../../lib/model/error';
import type { GenerateSpec, PromptTemplate } from '../../lib/model/generate';
import type { App } from '../effects';
import { serversOf } from './form';
import { isSaved, nameFor, saveTemplate, templatesSetting } from './own-templates';

/** The setting that holds the model of the last start: a `ModelChoice`. */
export const lastChoiceSetting = 'lastModel';

export interface GenerationWish {
  /** What the person calls the dataset; '' for what it is. */
  readonly name: string;
  /** The person's own prompts. */
  readonly own: readonly PromptTemplate[];
}

/**
 * Starts a generation in a click. Nothing is awaited before the browser is asked for access to a server, since the right
 * to ask ends with the click. A prompt that was changed and not saved is saved first: pairs name the prompt that made
 * them.
 * @throws AppError what the background refuses; `permission` where a server is not granted
 */
export async function startGeneration(
  { send, effects }: Pick<App, 'send' | 'effects'>,
  spec: GenerateSpec,
  { name, own }: GenerationWish,
): Promise<{ readonly jobId: string }> {
  const servers = serversOf(spec);
  const origins = [...new Set(servers.map(effects.originPattern))];
  const granted = origins.length === 0 || (await effects.requestOrigins(origins));
  if (!granted) {
    const params = [servers.map((url) => new URL(url).host).join(', ')];
    throw new AppError({
      code: 'permission',
      reason: 'serverNotAllowed',
      params,
      message: `Without your permission nothing is sent to ${params.join()}. Press Start again and allow it.`,
    });
  }
  const saved = savedPrompts(spec, own);
  if (saved.own !== own) await send('settings.set', { key: templatesSetting, value: saved.own });
  await send('settings.set', { key: lastChoiceSetting, value: spec.choice });
  const title = name.trim();
  return send('generate.start', title === '' ? { spec: saved.spec } : { spec: saved.spec, name: title });
}

/** The spec with prompts that all are saved under their name and version. */
export function savedPrompts(
  spec: GenerateSpec,
  own: readonly PromptTemplate[],
): { readonly spec: GenerateSpec; readonly own: readonly PromptTemplate[] } {
  let all = own;
  const keep = (template: PromptTemplate): PromptTemplate => {
    if (isSaved(template, all)) return template;
    const { saved, own: next } = saveTemplate(all, template, nameFor(template));
    all = next;
    return saved;
  };
  const generation = { ...spec.generation, template: keep(spec.generation.template) };
  const judge = spec.judge && { ...spec.judge, template: keep(spec.judge.template) };
  return { spec: { ...spec, generation, judge }, own: all };
}
