import { originPattern } from '../base/origin';
import { AppError } from '../model/error';
import { defaultImages, defaultSpec, type ExportSpec, type Job, type PageReading, type ScrapeSpec } from '../model/job';
import { usesNetwork } from '../model/network-use';
import type { PairingOptions } from '../model/pairing';
import { threadId } from '../model/thread';
import type { HeddleDb } from '../store/db';
import { deleteJob } from '../store/delete';
import { deleteDoc } from '../store/docs';
import * as jobs from '../store/jobs';
import { sweepRevisions } from '../store/pairs';
import { readSetting } from '../store/queries';
import { siteById } from '../sites';
import { askChoices, type SiteChoice } from './choices';
import { knownThread } from './executors/listed';
import { threadFilter } from './limits';
import { firstTasks, newJob, onlyThread, sessionCheck } from './plan';
import { offlineError, offlineSetting, refuseOffline } from './offline';
import type { Ports } from './ports';
import type { Runner } from './runner';
import { siteContext } from './site-context';

/** Jobs without a page of their own are kept this long after their end. */
const keptMs = 24 * 3600_000;

/** What a person's commands need besides the crawl's ports. */
export interface CommandPorts extends Ports {
  readonly newId: () => string;
  readonly deleteExports: (jobId: string) => Promise<void>;
}

/** The job commands of the protocol; the background maps them to messages. */
export class Commands {
  readonly #ports: CommandPorts;
  readonly #runner: Runner;

  constructor(ports: CommandPorts, runner: Runner) {
    this.#ports = ports;
    this.#runner = runner;
  }

  get #db(): HeddleDb {
    return this.#ports.db;
  }

  /**
   * @param name what the person calls the dataset; the target's title where they do not
   * @throws AppError `unsupported` for patterns that do not compile, `blocked` in offline mode
   */
  async start(spec: ScrapeSpec, name = ''): Promise<{ readonly jobId: string }> {
    await refuseOffline(this.#db);
    threadFilter(spec.limits);
    const now = this.#ports.now();
    const job = newJob(this.#ports.newId(), name.trim() || spec.target.title || spec.siteName, spec, now);
    const context = await siteContext(this.#db, spec);
    const only = onlyThread(spec, context);
    const born = await this.#bornPaused(job, spec);
    await jobs.createJob(this.#db, born, firstTasks(spec, context), only ? [only] : [], now);
    this.#runner.wake();
    return { jobId: job.id };
  }

  /** A job is saved at once; until its host is granted it waits for that. */
  async #bornPaused(job: Job, spec: ScrapeSpec): Promise<Job> {
    const origins = [originPattern(spec.target.base), ...(spec.target.origins ?? [])];
    const granted = await Promise.all(origins.map((origin) => this.#ports.granted(origin)));
    const wanted = origins.filter((_, n) => granted[n] !== true);
    if (wanted.length === 0) return job;
    const problem = {
      code: 'permission',
      reason: 'permissionNeeded',
      params: wanted,
      message: `Heddle may not read ${wanted.join(', ')} yet. Press Allow and confirm in the browser's question.`,
    } as const;
    return { ...job, state: 'paused', pause: 'permission', problem, wantedOrigins: wanted };
  }

  async keepPage(reading: PageReading, pairing: PairingOptions): Promise<{ readonly jobId: string }> {
    const target = reading.sighting?.target;
    const thread = reading.harvest?.threads?.[0];
    const posts = reading.harvest?.posts ?? [];
    if (!reading.sighting || target?.kind !== 'thread' || !thread || posts.length === 0) {
      throw new AppError({
        code: 'unsupported',
        reason: 'nothingToKeep',
        message: 'This page shows no posts that could be kept.',
      });
    }
    const { siteName, signedIn } = reading.sighting;
    const spec: ScrapeSpec = {
      ...defaultSpec({ target, siteName, signedIn }, siteById(target.site).defaults),
      images: { ...defaultImages, enabled: false },
      pairing,
    };
    const now = this.#ports.now();
    const job = newJob(this.#ports.newId(), thread.title || target.title, spec, now);
    const page = { threadId: threadId(target), target, thread, posts };
    await jobs.createPageJob(this.#db, { ...job, listingDone: true }, [page], now);
    this.#runner.wake();
    return { jobId: job.id };
  }

  async rename(jobId: string, name: string): Promise<void> {
    if (name.trim() !== '') await jobs.rename(this.#db, jobId, name.trim(), this.#ports.now());
  }

  /**
   * Asks a site what there is to choose from (its boards, its sub-sites) and keeps the answer for the next time.
   * @throws AppError `permission` where the host is not granted, and whatever the request ends with
   */
  async siteChoices(site: string): Promise<{ readonly choices: readonly SiteChoice[] }> {
    const asked = siteById(site).source?.choices;
    if (!asked) throw new AppError({ code: 'bug', message: `${site} has nothing to choose from.` });
    const choices = await askChoices(this.#ports, asked);
    await this.#db.settings.put({ key: `choices:${site}`, value: choices });
    return { choices };
  }

  /** Saves a setting; offline mode ends what takes long to ask others, and lets it go on when it ends itself. */
  async setSetting(key: string, value: unknown): Promise<void> {
    await this.#db.settings.put({ key, value });
    if (key !== offlineSetting) return;
    if (value === true) {
      await this.#endConnections();
      return;
    }
    const paused = await this.#db.jobs.where('state').equals('paused').toArray();
    for (const job of paused) if (job.problem?.reason === 'offlineMode') await this.resume(job.id);
  }

  /** A crawl's requests are over in a moment, and there are no new ones; these may go on for an hour. */
  async #endConnections(): Promise<void> {
    const running = await this.#db.jobs.where('state').equals('running').toArray();
    for (const { id, spec } of running) {
      if (spec.kind === 'scrape' || !usesNetwork(spec)) continue;
      await jobs.block(this.#db, id, offlineError().info, this.#ports.now());
    }
  }

  async pause(jobId: string): Promise<void> {
    await jobs.pause(this.#db, jobId, this.#ports.now());
  }

  async resume(jobId: string): Promise<void> {
    const job = await this.#db.jobs.get(jobId);
    if (job?.state === 'failed') await jobs.retryFailed(this.#db, jobId, this.#ports.now());
    await jobs.resume(this.#db, jobId, job ? sessionCheck(job) : [], this.#ports.now());
    this.#runner.wake();
  }

  async setRobots(jobId: string, robots: 'obey' | 'ignore'): Promise<void> {
    await jobs.setRobots(this.#db, jobId, robots, this.#ports.now());
  }

  async stop(jobId: string): Promise<void> {
    await jobs.stop(this.#db, jobId, this.#ports.now());
    this.#runner.abort(jobId);
    this.#runner.wake();
  }

  /** Deletes a job with all it stored, its exports too: nobody could reach them any more. */
  async delete(jobId: string): Promise<void> {
    const exports = await this.#db.jobs
      .filter(({ spec }) => spec.kind === 'export' && spec.ofJobId === jobId)
      .toArray();
    for (const id of [jobId, ...exports.map((job) => job.id)]) {
      this.#runner.abort(id);
      await deleteJob(this.#db, id, (hash) => this.#ports.files.deleteFile(hash));
      // Files that the engine page is still writing go with its own clean-up.
      await this.#ports.deleteExports(id).catch(() => undefined);
    }
  }

  async retryFailed(jobId: string): Promise<void> {
    await jobs.retryFailed(this.#db, jobId, this.#ports.now());
    this.#runner.wake();
  }

  async runAgain(jobId: string, all: boolean): Promise<void> {
    await refuseOffline(this.#db);
    const job = await this.#db.jobs.get(jobId);
    if (job?.spec.kind !== 'scrape') return;
    const spec = job.spec;
    const row = spec.target.kind === 'thread' ? await this.#db.threads.get([jobId, threadId(spec.target)]) : undefined;
    const known = row && !all ? await knownThread(this.#ports, jobId, row) : undefined;
    const context = await siteContext(this.#db, spec);
    const only = onlyThread(spec, context, known);
    await jobs.runAgain(this.#db, jobId, all, firstTasks(spec, context), only ? [only] : [], this.#ports.now());
    this.#runner.wake();
  }

  async repair(jobId: string, pairing: PairingOptions): Promise<void> {
    await jobs.repair(this.#db, jobId, pairing, this.#ports.now());
    this.#runner.wake();
  }

  async decideImages(jobId: string, hosts: readonly string[], decision: 'allow' | 'skip'): Promise<void> {
    await jobs.decideImages(this.#db, jobId, new Set(hosts), decision, this.#ports.now());
    this.#runner.wake();
  }

  async seen(jobId: string): Promise<void> {
    await jobs.markSeen(this.#db, jobId, this.#ports.now());
  }

  async startExport(spec: ExportSpec): Promise<{ readonly jobId: string }> {
    const now = this.#ports.now();
    const job = newJob(this.#ports.newId(), spec.name, spec, now);
    const task = {
      kind: 'export',
      key: 'export',
      group: '',
      lane: 'export',
      payload: { kind: 'export' },
      url: null,
    } as const;
    await jobs.createJob(this.#db, job, [task], [], now);
    return { jobId: job.id };
  }

  /** The person saved a file of an export by link. */
  async markSaved(jobId: string, name: string): Promise<void> {
    await this.#db.transaction('rw', this.#db.exports, async () => {
      const row = await this.#db.exports.get(jobId);
      if (!row) return;
      const files = row.files.map((file) => (file.name === name ? { ...file, saved: true } : file));
      await this.#db.exports.put({ ...row, files });
    });
  }

  /** Jobs that waited for a host which is granted by now go on. */
  async resumeGranted(): Promise<void> {
    const paused = await this.#db.jobs.where('state').equals('paused').toArray();
    for (const job of paused) {
      if (job.pause !== 'permission') continue;
      const granted = await Promise.all(job.wantedOrigins.map((origin) => this.#ports.granted(origin)));
      if (granted.every(Boolean)) await this.resume(job.id);
    }
  }

  /**
   * Ends what a kill left half done: deletions, and pairs of revisions nobody shows; deletes jobs that have ended and
   * are shown nowhere; once a day, files nobody names.
   * @param sweepFiles deletes those files
   */
  async sweep(sweepFiles: () => Promise<unknown>): Promise<void> {
    const all = await this.#db.jobs.toArray();
    const ids = new Set(all.map((job) => job.id));
    for (const job of all) {
      const orphan = job.spec.kind === 'export' && !ids.has(job.spec.ofJobId);
      if (job.deleted || orphan || this.#isOver(job)) await this.delete(job.id);
      else if (job.revision > 1) await sweepRevisions(this.#db, job);
    }
    const now = this.#ports.now();
    if (now - (await readSetting(this.#db, 'sweptAt', 0)) < 24 * 3600_000) return;
    await sweepFiles();
    await this.#db.settings.put({ key: 'sweptAt', value: now });
  }

  /** What came of reading and downloading is kept by documents and models themselves. */
  #isOver({ kind, state, endedAt }: Job): boolean {
    if (kind !== 'import' && kind !== 'download') return false;
    // One that failed holds documents that may still be read.
    if (state !== 'done' && state !== 'cancelled') return false;
    return endedAt !== null && this.#ports.now() - endedAt > keptMs;
  }

  /** Deletes jobs and documents with all they hold. */
  async clear(): Promise<void> {
    const { files, now } = this.#ports;
    for (const job of await this.#db.jobs.toArray()) await this.delete(job.id);
    for (const docId of await this.#db.docs.toCollection().primaryKeys()) {
      await deleteDoc(this.#db, docId, now(), (hash) => files.deleteFile(hash));
    }
    await this.#db.imageTexts.clear();
    await this.#db.robots.clear();
    // The pace of the last minute still binds us; longer waits were asked of jobs that are gone.
    await this.#db.lanes.filter((lane) => lane.nextAt > this.#ports.now() + 60_000).delete();
  }
}
