import { judgeTemplate, defaultThreshold } from '../../lib/curate/index';
import { checkGeneration, defaultGeneration, pairsWanted, templates, type CheckResult } from '../../lib/generate/index';
import type {
  EngineId,
  GenerateSpec,
  GenerationOptions,
  GenerationType,
  ModelChoice,
  PromptTemplate,
} from '../../lib/model/generate';
import type { InstalledModel } from '../../lib/model/installed-model';
import type { DocRow } from '../../lib/store/db';

// What the form holds, and the spec that comes of it.

/** A model as the form holds it: what was typed for a server stays when another model is looked at. */
export interface ModelDraft {
  /** Id of an installed model, or `server`; '': none is chosen yet. */
  readonly pick: string;
  readonly serverUrl: string;
  readonly serverModel: string;
  readonly device: 'cpu' | 'gpu';
}

export const serverPick = 'server';
const noModel: ModelDraft = { pick: '', serverUrl: '', serverModel: '', device: 'cpu' };

export interface GenerateDraft {
  readonly docIds: readonly string[];
  readonly model: ModelDraft;
  readonly generation: GenerationOptions;
  readonly curate: boolean;
  readonly threshold: number;
  readonly judgeTemplate: PromptTemplate;
  /** null: the model that makes the pairs. */
  readonly judge: ModelDraft | null;
  readonly name: string;
}

/** The form as it opens: the settings of a job that was, or ours with the model that was used last. */
export function newDraft(from: GenerateSpec | null, last: ModelChoice | null): GenerateDraft {
  const model = from?.choice ?? last;
  return {
    docIds: from?.docIds ?? [],
    model: model ? draftOf(model) : noModel,
    generation: from?.generation ?? defaultGeneration('qa'),
    curate: from ? from.judge !== null : false,
    threshold: from?.judge?.threshold ?? defaultThreshold,
    judgeTemplate: from?.judge?.template ?? judgeTemplate,
    judge: from?.judge && !sameChoice(from.judge.choice, from.choice) ? draftOf(from.judge.choice) : null,
    name: '',
  };
}

/** The one document that can be chosen is; of several, none. */
export function onlyRead(docs: readonly Pick<DocRow, 'id' | 'state'>[]): readonly string[] {
  const read = docs.filter(({ state }) => state === 'done').map(({ id }) => id);
  return read.length === 1 ? read : [];
}

function draftOf({ engine, model, url = '', device = 'cpu' }: ModelChoice): ModelDraft {
  return engine === 'server'
    ? { ...noModel, pick: serverPick, serverUrl: url, serverModel: model }
    : { ...noModel, pick: model, device };
}

function sameChoice(a: ModelChoice, b: ModelChoice): boolean {
  return a.engine === b.engine && a.model === b.model && a.url === b.url && a.device === b.device;
}

/** Another type: its own sizes and prompt, where the person had left them as they were; the rest stays. */
export function withType(options: GenerationOptions, type: GenerationType): GenerationOptions {
  const [before, next] = [defaultGeneration(options.type), defaultGeneration(type)];
  const sizes = ['chunkTokens', 'overlapTokens', 'maxTokens'] as const;
  const own = Object.fromEntries(
    sizes.map((size) => [size, options[size] === before[size] ? next[size] : options[size]]),
  ) as Pick<GenerationOptions, (typeof sizes)[number]>;
  return { ...options, ...own, type, template: templates[type] };
}

/** Reads a server's address as typed; throws where it is none. */
export type ReadAddress = (typed: string) => { readonly url: string; readonly loopback: boolean };

/** What is asked of the model for a draft; null: none is chosen, or what is typed is no server. */
export function choiceOf(
  draft: ModelDraft,
  models: readonly InstalledModel[],
  readAddress: ReadAddress,
): ModelChoice | null {
  if (draft.pick === serverPick) {
    const model = draft.serverModel.trim();
    const address = addressOf(draft.serverUrl, readAddress);
    return model === '' || !address ? null : { engine: 'server', model, url: address.url };
  }
  const model = models.find(({ id }) => id === draft.pick);
  if (model?.state !== 'ready') return null;
  return model.engine === 'wllama'
    ? { engine: 'wllama', model: model.id, device: draft.device }
    : { engine: model.engine, model: model.id };
}

export function addressOf(typed: string, readAddress: ReadAddress): ReturnType<ReadAddress> | null {
  try {
    return typed.trim() === '' ? null : readAddress(typed);
  } catch {
    return null;
  }
}

/** The model a form opens with, where the one it would have is gone: the newest that is ready. */
export function withReadyModel(draft: ModelDraft, models: readonly InstalledModel[]): ModelDraft {
  if (draft.pick === serverPick || models.some(({ id, state }) => id === draft.pick && state === 'ready')) return draft;
  const ready = models.find(({ state }) => state === 'ready');
  if (!ready) return { ...draft, pick: draft.serverUrl === '' ? '' : serverPick };
  return { ...draft, pick: ready.id };
}

/** The job that the form describes; null while no model is named. */
export function specOf(
  draft: GenerateDraft,
  readDocs: ReadonlySet<string>,
  models: readonly InstalledModel[],
  readAddress: ReadAddress,
): GenerateSpec | null {
  const choice = choiceOf(draft.model, models, readAddress);
  const judge = !draft.curate || draft.judge === null ? choice : choiceOf(draft.judge, models, readAddress);
  if (!choice || !judge) return null;
  return {
    kind: 'generate',
    docIds: draft.docIds.filter((id) => readDocs.has(id)),
    choice,
    generation: draft.generation,
    judge: draft.curate ? { choice: judge, template: draft.judgeTemplate, threshold: draft.threshold } : null,
  };
}

/** Servers that a spec asks, each once. */
export function serversOf(spec: Pick<GenerateSpec, 'choice' | 'judge'>): readonly string[] {
  const choices = [spec.choice, ...(spec.judge ? [spec.judge.choice] : [])];
  return [...new Set(choices.flatMap(({ engine, url }) => (engine === 'server' && url !== undefined ? [url] : [])))];
}

export interface Checked {
  /** They stand in the way of a start. */
  readonly problems: readonly CheckResult[];
  /** Chunks will be cut smaller than asked for, so that they fit the model. */
  readonly tight: CheckResult | null;
}

/** @param contextTokens of the model; null: not known */
export function checkDraft(generation: GenerationOptions, contextTokens: number | null): Checked {
  const found = checkGeneration(generation, contextTokens ?? undefined);
  return {
    problems: found.filter(({ reason }) => reason !== 'context'),
    tight: found.find(({ reason }) => reason === 'context') ?? null,
  };
}

export interface Forecast {
  readonly docs: number;
  readonly chunks: number;
  /** Of the documents, whether used or not. */
  readonly ofChunks: number;
  /** At most so many pairs, one call each. */
  readonly calls: number;
}

/** What a job will do, from the chunks of its documents. */
export function forecast(
  chunkCounts: readonly number[],
  options: Pick<GenerationOptions, 'type' | 'pairsPerChunk' | 'maxChunks'>,
): Forecast {
  const most = options.maxChunks ?? Infinity;
  const chunks = chunkCounts.reduce((sum, count) => sum + Math.min(count, most), 0);
  return {
    docs: chunkCounts.length,
    chunks,
    ofChunks: chunkCounts.reduce((sum, count) => sum + count, 0),
    calls: chunks * pairsWanted(options),
  };
}

/** Engines whose model can run on either processor. */
export function hasDevices(engine: EngineId | undefined): boolean {
  return engine === 'wllama';
}
