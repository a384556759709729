import { useEffect, useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { InstalledModel } from '../../lib/model/installed-model';
import type { ModelEffects, PickedFile } from '../effects';

// What the page does with files of models. It outlives what is drawn: a person looks at another page of the workbench
// while gigabytes are copied.

export interface Step {
  /** 0 … 1 */
  readonly fraction: number;
  /** The file at hand; '' before the first. */
  readonly path: string;
}

/** A check of a model's files: under way, or what came of it. */
export type Check =
  { readonly step: Step } | { readonly sound: boolean; readonly files: number } | { readonly problem: ErrorInfo };

export interface WorkState {
  readonly importing: (Step & { readonly since: number }) | null;
  /** The model that was imported last. */
  readonly imported: InstalledModel | null;
  readonly importProblem: ErrorInfo | null;
  readonly checks: ReadonlyMap<string, Check>;
}

export interface ModelWork {
  readonly state: () => WorkState;
  /** Calls back at every change; returns what ends it. */
  readonly subscribe: (callback: () => void) => () => void;
  /** Does nothing while another import runs. */
  readonly startImport: (files: readonly PickedFile[]) => void;
  readonly cancelImport: () => void;
  readonly check: (modelId: string) => void;
  readonly cancelCheck: (modelId: string) => void;
  /** Forgets what came of a check. */
  readonly forget: (modelId: string) => void;
}

/** How often progress is told: thousands of pieces a second are read. */
const tellMs = 100;

export function modelWork(effects: ModelEffects, now: () => number = Date.now): ModelWork {
  let state: WorkState = { importing: null, imported: null, importProblem: null, checks: new Map() };
  let cancelImport: AbortController | null = null;
  const cancelChecks = new Map<string, AbortController>();
  const callbacks = new Set<() => void>();
  const set = (part: Partial<WorkState>): void => {
    state = { ...state, ...part };
    for (const callback of [...callbacks]) callback();
  };
  const setCheck = (modelId: string, check: Check | null): void => {
    const checks = new Map(state.checks);
    if (check) checks.set(modelId, check);
    else checks.delete(modelId);
    set({ checks });
  };

  async function runImport(files: readonly PickedFile[], signal: AbortSignal, since: number): Promise<void> {
    const told = seldom(now, (fraction, path) => set({ importing: { since, fraction, path } }));
    try {
      const imported = await effects.importModel(files, told, signal);
      set({ importing: null, imported });
    } catch (thrown) {
      set({ importing: null, importProblem: signal.aborted ? null : toErrorInfo(thrown) });
    }
  }

  async function runCheck(modelId: string, signal: AbortSignal): Promise<void> {
    const told = seldom(now, (fraction, path) => setCheck(modelId, { step: { fraction, path } }));
    try {
      const model = await effects.verifyModel(modelId, told, signal);
      setCheck(modelId, { sound: model.state !== 'damaged', files: model.files.length });
    } catch (thrown) {
      setCheck(modelId, signal.aborted ? null : { problem: toErrorInfo(thrown) });
    }
  }

  return {
    state: () => state,
    subscribe(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    startImport(files) {
      if (state.importing || files.length === 0) return;
      const since = now();
      cancelImport = new AbortController();
      set({ importing: { since, fraction: 0, path: '' }, imported: null, importProblem: null });
      void runImport(files, cancelImport.signal, since);
    },
    cancelImport: () => cancelImport?.abort(),
    check(modelId) {
      const before = state.checks.get(modelId);
      if (before && 'step' in before) return;
      const cancel = new AbortController();
      cancelChecks.set(modelId, cancel);
      setCheck(modelId, { step: { fraction: 0, path: '' } });
      void runCheck(modelId, cancel.signal);
    },
    cancelCheck: (modelId) => cancelChecks.get(modelId)?.abort(),
    forget(modelId) {
      setCheck(modelId, null);
    },
  };
}

/** Tells at most every tenth of a second; what comes before is left out. */
function seldom(now: () => number, tell: (fraction: number, path: string) => void): typeof tell {
  let last = -Infinity;
  return (fraction, path) => {
    if (now() - last < tellMs) return;
    last = now();
    tell(fraction, path);
  };
}

const works = new WeakMap<ModelEffects, ModelWork>();

/** The work of this page: one, as long as it lives. */
export function useWork(effects: ModelEffects): readonly [WorkState, ModelWork] {
  const work = works.get(effects) ?? modelWork(effects);
  works.set(effects, work);
  const [, redraw] = useState(0);
  useEffect(() => work.subscribe(() => redraw((count) => count + 1)), [work]);
  return [work.state(), work];
}
