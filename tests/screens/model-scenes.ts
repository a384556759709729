import type { MachineFacts, ModelEffects } from '../../components/effects';
import { templates } from '../../lib/generate/index';
import { AppError } from '../../lib/model/error';
import type { InstalledModel } from '../../lib/model/installed-model';
import { emptyCounters, type Job } from '../../lib/model/job';
import type { HeddleDb } from '../../lib/store/db';
import * as data from './data';
import type { Scene } from './scenes';

// The pages of models and settings, by name.

const gib = 1024 ** 3;
export const goodMachine: MachineFacts = {
  gpu: {
    usable: true,
    reason: null,
    lacks: null,
    f16: true,
    maxBufferBytes: 4 * gib,
    label: 'NVIDIA ada-lovelace',
  },
  memoryBytes: 8 * gib,
  libraries: ['Llama-3.2-3B-Instruct', 'SmolLM2-1.7B-Instruct', 'Qwen2-1.5B-Instruct', 'Llama-3.2-1B-Instruct'].flatMap(
    (stem) => [`${stem}-q4f16_1_cs1k-webgpu.wasm`, `${stem}-q4f32_1_cs1k-webgpu.wasm`],
  ),
  threads: 8,
};
export const plainMachine: MachineFacts = {
  gpu: { usable: false, reason: 'webgpuMissing' },
  memoryBytes: null,
  libraries: [],
  threads: 1,
};

export function model(part: Partial<InstalledModel>): InstalledModel {
  return {
    id: 'Llama-3.2-3B-Instruct-Q4_K_M-GGUF',
    name: 'Llama 3.2 3B Instruct (GGUF Q4_K_M)',
    engine: 'wllama',
    state: 'ready',
    origin: 'downloaded',
    license: 'Llama 3.2 Community License',
    files: [file('Llama-3.2-3B-Instruct-Q4_K_M.gguf', 2_019_377_696)],
    library: null,
    contextTokens: 131_072,
    memoryBytes: 2_423_253_235,
    requires: [],
    problem: null,
    addedAt: data.now - 86_400_000,
    ...part,
  };
}

function file(path: string, bytes: number, done = bytes): InstalledModel['files'][number] {
  return { path, bytes, sha256: 'ab'.repeat(32), url: null, done };
}

export const mlcModel = model({
  id: 'SmolLM2-1.7B-Instruct-q4f16_1-MLC',
  name: 'SmolLM2 1.7B Instruct (q4f16_1)',
  engine: 'webllm',
  state: 'partial',
  license: 'Apache-2.0',
  files: [
    file('mlc-chat-config.json', 2000),
    file('params_shard_0.bin', 500_000_000),
    file('params_shard_1.bin', 463_000_000, 120_000_000),
  ],
  library: { name: 'SmolLM2-1.7B-Instruct-q4f16_1_cs1k-webgpu.wasm', sha256: 'cd'.repeat(32), from: 'packaged' },
  contextTokens: 4096,
  memoryBytes: 1_860_373_012,
  requires: ['shader-f16'],
});

export function downloadJob(part: Partial<Job>): Job {
  return {
    ...data.job({}),
    id: 'download-1',
    kind: 'download',
    name: mlcModel.name,
    spec: { kind: 'download', modelId: mlcModel.id },
    createdAt: data.now - 60_000,
    ...part,
  };
}

async function putDownload(db: HeddleDb, part: Partial<Job>): Promise<void> {
  await db.models.put(mlcModel);
  await db.jobs.put(downloadJob(part));
  await db.counters.put({ ...emptyCounters('download-1'), tasksTotal: 3, tasksDone: 2 });
  await db.pulses.put({
    ...data.pulse({}),
    jobId: 'download-1',
    waitUntil: null,
    waitReason: null,
    at: Date.now() + 60_000,
  });
  if (part.state === undefined) {
    setInterval(() => {
      void db.models
        .where('id')
        .equals(mlcModel.id)
        .modify((row, ref) => {
          const files = row.files.map((one) => (one.done < one.bytes ? { ...one, done: one.done + 16_777_216 } : one));
          ref.value = { ...row, files };
        });
    }, 900);
  }
}

const damaged = model({
  id: 'qwen-damaged',
  name: 'qwen2.5-1.5b-instruct-q4_k_m',
  origin: 'imported',
  license: '',
  state: 'damaged',
  files: [file('qwen2.5-1.5b-instruct-q4_k_m.gguf', 1_117_320_736, 0)],
  contextTokens: 32_768,
  memoryBytes: 1_340_784_883,
  problem: {
    code: 'engine',
    reason: 'modelDamaged',
    params: ['qwen2.5-1.5b-instruct-q4_k_m', 'qwen2.5-1.5b-instruct-q4_k_m.gguf'],
    message: '',
  },
  addedAt: data.now - 3 * 86_400_000,
});

export function effectsOn(machine: MachineFacts, part: Partial<ModelEffects> = {}): ModelEffects {
  return {
    machine: () => Promise.resolve(machine),
    importModel: () => Promise.reject(new DOMException('Stopped', 'AbortError')),
    verifyModel: () => Promise.reject(new DOMException('Stopped', 'AbortError')),
    ...part,
  };
}
const never = (): Promise<never> => new Promise(() => undefined);
const importing = effectsOn(goodMachine, {
  importModel: (_files, onProgress) => {
    setTimeout(() => onProgress(0.43, 'Mistral-7B-Instruct-v0.3-q4f16_1-MLC/params_shard_107.bin'), 200);
    return never();
  },
});
const cut = new AppError({
  code: 'engine',
  reason: 'modelFilesMissing',
  params: [
    'Mistral-7B-Instruct-v0.3-q4f16_1-MLC',
    'params_shard_12.bin, params_shard_13.bin (7340032 of 33554432 bytes)',
  ],
  message: '',
});

const offline = (db: HeddleDb): Promise<unknown> => db.settings.put({ key: 'offline', value: true });
const someSettings = async (db: HeddleDb): Promise<void> => {
  await db.settings.put({ key: 'key:stackexchange', value: 'secret' });
  await db.settings.put({
    key: 'serverKeys',
    value: { 'https://gpu.loom.example': 'k1', 'http://192.168.1.20:8000': 'k2' },
  });
  await db.settings.put({
    key: 'templates',
    value: [
      { ...templates.qa, id: 'my-qa', version: 3 },
      { ...templates.summary, id: 'weaving-summaries', version: 1 },
    ],
  });
};

export const modelScenes: Readonly<Record<string, Scene>> = {
  'models-empty': { page: 'workbench', place: 'models', models: effectsOn(goodMachine) },
  'models-some': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine),
    fill: async (db) => {
      await db.models.bulkPut([model({}), damaged]);
      await putDownload(db, {});
    },
  },
  'models-paused': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine),
    clicks: ['model-delete'],
    fill: (db) =>
      putDownload(db, {
        state: 'paused',
        pause: 'storage',
        problem: { code: 'storage-full', reason: 'modelNoRoomOf', params: ['843', '120'], message: '' },
      }),
  },
  'models-checking': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine, {
      verifyModel: (_id, onProgress) => {
        setTimeout(() => onProgress(0.61, 'Llama-3.2-3B-Instruct-Q4_K_M.gguf'), 200);
        return never();
      },
    }),
    clicks: ['model-check'],
    fill: (db) => db.models.put(model({})),
  },
  'models-checked': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(plainMachine, { verifyModel: () => Promise.resolve(model({})) }),
    clicks: ['model-check'],
    fill: (db) => db.models.bulkPut([model({}), { ...mlcModel, state: 'ready', library: null, origin: 'imported' }]),
  },
  'models-plain': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(plainMachine),
    clicks: ['forms-Llama-3.2-3B-Instruct'],
  },
  'models-nolibs': {
    page: 'workbench',
    place: 'models',
    models: effectsOn({ ...goodMachine, libraries: [] }),
    clicks: ['forms-Llama-3.2-3B-Instruct'],
  },
  'models-importing': { page: 'workbench', place: 'models', models: importing, files: 'import-files' },
  'models-import-failed': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine, { importModel: () => Promise.reject(cut) }),
    files: 'import-files',
  },
  'models-imported': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine, { importModel: () => Promise.resolve(model({ origin: 'imported' })) }),
    files: 'import-files',
    fill: (db) => db.models.put(model({ origin: 'imported' })),
  },
  'models-offline': {
    page: 'workbench',
    place: 'models',
    models: effectsOn(goodMachine),
    fill: async (db) => {
      await offline(db);
      await putDownload(db, {
        state: 'paused',
        pause: 'blocked',
        problem: { code: 'blocked', reason: 'offlineMode', message: '' },
      });
    },
  },
  'settings-some': { page: 'workbench', place: 'settings', fill: someSettings },
  'settings-none': { page: 'workbench', place: 'settings' },
};
