import type { ModelEffects, PageLook } from '../../components/effects';
import type { Job, ScrapeSpec } from '../../lib/model/job';
import { defaultPairing, type StrategyId } from '../../lib/model/pairing';
import type { Guess } from '../../lib/model/thread';
import type { HeddleDb } from '../../lib/store/db';
import * as data from './data';
import { docScenes } from './doc-scenes';
import { generateScenes } from './generate-scenes';
import { modelScenes } from './model-scenes';

// Every state of the interface, by name.

export interface Scene {
  readonly page: 'popup' | 'panel' | 'workbench';
  /** Of the workbench. */
  readonly place?: string;
  readonly models?: ModelEffects;
  /** The control that a made-up file is put into, by `data-testid`. */
  readonly files?: string;
  /** Clicked one after the other, by `data-testid` (`summary` of a section that opens); `id=text` is filled in. */
  readonly clicks?: readonly string[];
  readonly look?: PageLook;
  readonly fill?: (db: HeddleDb) => Promise<unknown>;
}

export const look = (reading: PageLook['reading'], problem: PageLook['problem'] = null): PageLook => ({
  reading,
  problem,
});
const topic = look(data.reading({}));
const listing = {
  target: data.list,
  listing: 'latest' as const,
  wider: [{ role: 'forum' as const, target: data.list }],
  postsTotal: 1234,
  threadsShown: 30,
  imagesShown: 0,
};

async function put(db: HeddleDb, job: Partial<Job<ScrapeSpec>>, counts = {}, pulse = {}): Promise<void> {
  await db.jobs.put(data.job(job));
  await db.counters.put(data.counters(counts));
  await db.pulses.put(data.pulse(pulse));
}
const offline = (db: HeddleDb): Promise<unknown> => db.settings.put({ key: 'offline', value: true });
const found = (guess: Partial<Guess>) =>
  look({
    ...data.reading({
      site: 'forum',
      signedIn: null,
      userName: null,
      guess: { basis: 'engine', engine: 'XenForo', certainty: 0.94, authors: 20, dates: 20, ...guess },
    }),
    glimpses: [
      {
        author: 'mira',
        postedAt: data.now - 9e9,
        line: 'After a run is interrupted, the driver still shows 9.8 GiB in use. How do I get it back?',
      },
      { author: '', postedAt: null, line: 'The process is still alive.' },
      { author: 'a-person-with-a-rather-long-name-indeed', postedAt: data.now - 8e9, line: '' },
    ],
  });
const done = { state: 'done', endedAt: data.now - 50_000, pairing: defaultPairing, seen: true } as const;
const doneCounts = { threadsDone: 50, threadsFailed: 0, imagesFailed: 0, imagesStored: 88, tasksDone: 212 };
const withStrategy = (strategy: StrategyId) => ({ ...done, pairing: { ...defaultPairing, strategy } });

export const scenes: Readonly<Record<string, Scene>> = {
  'popup-topic': { page: 'popup', look: topic },
  'popup-list': { page: 'popup', look: look(data.reading({ ...listing, signedIn: false, userName: null })) },
  'popup-unknown': { page: 'popup', look: look(data.reading(null)) },
  'popup-closed': { page: 'popup', look: look(null, { code: 'unsupported', reason: 'pageClosed', message: '' }) },
  'popup-wall': {
    page: 'popup',
    look: look(
      data.reading({ target: null, wider: [], wall: 'login', signedIn: false, userName: null, postsTotal: null }),
    ),
  },
  'popup-running': { page: 'popup', look: topic, fill: (db) => put(db, {}) },
  'popup-paused': {
    page: 'popup',
    look: topic,
    fill: (db) =>
      put(db, { state: 'paused', pause: 'permission', wantedOrigins: ['https://forum.loomworks.example/*'] }),
  },
  'popup-guess': { page: 'popup', look: found({}) },
  'popup-guess-low': {
    page: 'popup',
    look: found({ basis: 'structure', engine: null, certainty: 0.41, authors: 12, dates: 0 }),
  },
  'popup-offline': { page: 'popup', look: topic, fill: offline },
  'popup-keyless': {
    page: 'popup',
    look: look(data.reading({ ...listing, site: 'stackexchange', target: { ...data.list, site: 'stackexchange' } })),
  },
  'panel-empty': { page: 'panel' },
  'panel-guess-low': {
    page: 'panel',
    look: found({ basis: 'structure', engine: null, certainty: 0.41, authors: 12, dates: 0 }),
  },
  'panel-stackexchange': { page: 'panel', clicks: ['source-stackexchange'] },
  'panel-key-saved': {
    page: 'panel',
    clicks: ['source-stackexchange'],
    fill: (db) => db.settings.put({ key: 'key:stackexchange', value: 'secret' }),
  },
  'panel-reddit': { page: 'panel', clicks: ['source-reddit'] },
  'panel-boards': { page: 'panel', clicks: ['source-fourchan'] },
  'panel-boards-chosen': {
    page: 'panel',
    clicks: ['source-fourchan', 'option-boards-g', 'option-boards-sci', 'dataset-name=Looms and weavers'],
  },
  'panel-boards-many': {
    page: 'panel',
    clicks: ['source-fourchan', 'option-boards-filter=we'],
    fill: (db) => db.settings.put({ key: 'choices:fourchan', value: data.boards }),
  },
  'panel-offline': { page: 'panel', fill: offline },
  'panel-offline-job': {
    page: 'panel',
    fill: async (db) => {
      await offline(db);
      await put(db, {
        state: 'paused',
        pause: 'blocked',
        problem: { code: 'blocked', reason: 'offlineMode', message: '' },
      });
    },
  },
  'panel-settings': { page: 'panel', clicks: ['settings-button'], fill: (db) => put(db, {}) },
  'panel-rename': {
    page: 'panel',
    clicks: ['rename'],
    fill: (db) => put(db, { ...done, name: 'My looms', seen: true }, doneCounts),
  },
  'panel-ended': {
    page: 'panel',
    fill: async (db) => {
      await put(db, { ...done, seen: false }, doneCounts);
      await data.fillPairs(db, 50, 16, 'pair');
    },
  },
  'panel-new': { page: 'panel', look: look(data.reading(listing)) },
  'panel-running': {
    page: 'panel',
    fill: async (db) => {
      await put(db, {});
      await data.fillLog(db);
    },
  },
  'panel-log': {
    page: 'panel',
    clicks: ['log', 'failures'],
    fill: async (db) => {
      await put(db, {}, { posts: 1_204_318, pairs: 1_000_000 });
      await data.fillLog(db);
      await data.fillFailures(db);
    },
  },
  'panel-options': {
    page: 'panel',
    look: look(data.reading(listing)),
    clicks: ['group-images', 'robots'],
  },
  'panel-delete': { page: 'panel', clicks: ['delete'], fill: (db) => put(db, done, doneCounts) },
  'panel-starting': {
    page: 'panel',
    fill: (db) =>
      put(
        db,
        { listingDone: false },
        {
          threadsDone: 0,
          threadsFound: 0,
          threadsFailed: 0,
          posts: 0,
          pairs: 0,
          imagesFound: 0,
          imagesStored: 0,
          imagesFailed: 0,
          tasksDone: 0,
          tasksTotal: 1,
        },
      ),
  },
  'panel-waiting': {
    page: 'panel',
    fill: (db) => put(db, {}, {}, { waitUntil: data.now + 12_000, waitReason: 'rate-limited' }),
  },
  'panel-robots': {
    page: 'panel',
    clicks: ['ignore-robots'],
    fill: (db) =>
      put(db, {
        state: 'paused',
        pause: 'blocked',
        problem: {
          code: 'blocked',
          reason: 'robotsDisallow',
          params: ['https://forum.loomworks.example/latest.json'],
          message: '',
        },
      }),
  },
  'panel-login': {
    page: 'panel',
    fill: (db) =>
      put(db, {
        state: 'paused',
        pause: 'blocked',
        problem: {
          code: 'blocked',
          reason: 'loginRequired',
          message: '',
          url: 'https://forum.loomworks.example/login',
        },
      }),
  },
  'panel-permission': {
    page: 'panel',
    fill: (db) =>
      put(
        db,
        {
          state: 'paused',
          pause: 'permission',
          wantedOrigins: ['https://forum.loomworks.example/*'],
          listingDone: false,
        },
        {
          threadsDone: 0,
          posts: 0,
          pairs: 0,
          tasksDone: 0,
          imagesStored: 0,
          imagesFound: 0,
          threadsFound: 0,
          threadsFailed: 0,
          imagesFailed: 0,
        },
      ),
  },
  'panel-failed': {
    page: 'panel',
    fill: async (db) => {
      await put(db, { ...done, state: 'done' }, { threadsDone: 49, tasksDone: 212 });
      await data.fillFailures(db);
      await data.fillLog(db);
    },
  },
  'panel-bug': {
    page: 'panel',
    fill: (db) =>
      put(db, {
        state: 'failed',
        endedAt: data.now - 5000,
        problem: {
          code: 'bug',
          reason: 'bug',
          params: ['TypeError: x is undefined'],
          message: '',
          detail: 'TypeError: x is undefined at parse (chunk.js:1:2345)',
        },
      }),
  },
  'panel-done': { page: 'panel', fill: (db) => put(db, done, doneCounts) },
  'panel-held': {
    page: 'panel',
    fill: async (db) => {
      await put(db, done, { ...doneCounts, imagesStored: 51, imagesHeld: 37 });
      await data.fillHeld(db);
    },
  },
  'preview-empty': { page: 'panel', clicks: ['tab-preview'], fill: (db) => put(db, {}, { pairs: 0 }) },
  'preview-columns': {
    page: 'panel',
    clicks: ['tab-preview'],
    fill: async (db) => {
      await put(db, done, doneCounts);
      await data.fillPairs(db, 50, 16, 'pair');
    },
  },
  'preview-turns': {
    page: 'panel',
    clicks: ['tab-preview'],
    fill: async (db) => {
      await put(db, withStrategy('conversation'), doneCounts);
      await data.fillPairs(db, 50, 16, 'turns');
    },
  },
  'preview-preference': {
    page: 'panel',
    clicks: ['tab-preview'],
    fill: async (db) => {
      await put(db, withStrategy('preference'), doneCounts);
      await data.fillPairs(db, 50, 16, 'preference');
    },
  },
  'preview-transcript': {
    page: 'panel',
    clicks: ['tab-preview'],
    fill: async (db) => {
      await put(db, withStrategy('transcript'), doneCounts);
      await data.fillPairs(db, 50, 1, 'text');
    },
  },
  'preview-raw': {
    page: 'panel',
    clicks: ['tab-preview', 'raw'],
    fill: async (db) => {
      await put(db, done, doneCounts);
      await data.fillPairs(db, 50, 16, 'pair');
    },
  },
  'preview-trial': {
    page: 'panel',
    clicks: ['tab-preview', 'preview-controls', 'check-requireQuestion'],
    fill: async (db) => {
      await put(db, done, doneCounts);
      await data.fillPairs(db, 50, 16, 'pair');
    },
  },
  'preview-many': {
    page: 'panel',
    clicks: ['tab-preview'],
    fill: async (db) => {
      const limits = { ...data.spec.limits, pairs: null };
      await put(db, { ...done, spec: { ...data.spec, limits } }, { ...doneCounts, pairs: 100_000 });
      await data.fillPairs(db, 1000, 100, 'pair');
    },
  },
  'export-empty': { page: 'panel', clicks: ['tab-export'], fill: (db) => put(db, {}, { pairs: 0 }) },
  'export-idle': { page: 'panel', clicks: ['tab-export'], fill: (db) => put(db, done, doneCounts) },
  'export-progress': {
    page: 'panel',
    clicks: ['tab-export'],
    fill: async (db) => {
      await put(db, done, doneCounts);
      await db.jobs.put(data.exportJob({}));
      await db.exports.put({
        jobId: 'export-1',
        recordsDone: 430,
        recordsTotal: 812,
        bytesDone: 22_000_000,
        files: [],
      });
    },
  },
  'export-done': {
    page: 'panel',
    clicks: ['tab-export'],
    fill: async (db) => {
      await put(db, done, doneCounts);
      await db.jobs.put(data.exportJob({ state: 'done', endedAt: data.now - 1000 }));
      const file = { bytes: 48_900_000, sha256: 'ab'.repeat(32), downloadId: null };
      await db.exports.put({
        jobId: 'export-1',
        recordsDone: 812,
        recordsTotal: 812,
        bytesDone: 48_900_000,
        files: [
          { ...file, name: 'Loomworks-Forum-001.zip', saved: true },
          { ...file, name: 'Loomworks-Forum-002.zip', saved: false },
        ],
      });
    },
  },
  ...docScenes,
  ...generateScenes,
  ...modelScenes,
};
