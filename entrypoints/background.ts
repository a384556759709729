import browser from 'webextension-polyfill';
import { defineBackground } from 'wxt/utils/define-background';
import { badgeOf } from '../lib/jobs/badge';
import { Commands, type CommandPorts } from '../lib/jobs/commands';
import { DocCommands } from '../lib/jobs/doc-commands';
import { GenerateCommands } from '../lib/jobs/generate-commands';
import { ModelCommands } from '../lib/jobs/model-commands';
import { browserHttp } from '../lib/jobs/http';
import { guardOffline } from '../lib/jobs/offline';
import { pairCleaned } from '../lib/jobs/pair-thread';
import { Runner } from '../lib/jobs/runner';
import { exportSaver } from '../lib/jobs/save-exports';
import { answer } from '../lib/messaging/messenger';
import { keepAlarm, onWake, ping } from '../lib/platform/alarm';
import { showBadge } from '../lib/platform/badge';
import { exportUrl, onEnginePing, openEnginePage, revokeExportUrl } from '../lib/platform/engine-page';
import { hasOrigins, onGranted } from '../lib/platform/permissions';
import { TabRoute } from '../lib/platform/tab-route';
import { browserDownloads, onDownloadChanged } from '../lib/platform/save';
import { sleep } from '../lib/platform/sleep';
import { HeddleDb } from '../lib/store/db';
import { modelFiles } from '../lib/store/models';
import { deleteExports, opfsFiles, sweepFiles } from '../lib/store/files';
import { hasEngineWork, hasWork } from '../lib/store/pending';

/** Until the alarm looks again. */
const soon = (): number => Date.now() + 30_000;

export default defineBackground({
  type: 'module',
  main() {
    const db = new HeddleDb();
    // A newer version of the extension opens the store: let it migrate.
    db.on('versionchange', () => {
      db.close();
      browser.runtime.reload();
    });

    const tabs = new TabRoute();
    const ports: CommandPorts = {
      db,
      http: guardOffline(
        db,
        browserHttp((input, init) => fetch(input, init)),
      ),
      tabHttp: guardOffline(db, tabs.http),
      files: opfsFiles(),
      now: () => Date.now(),
      sleep,
      random: () => Math.random(),
      online: () => navigator.onLine,
      // A pattern that the browser cannot even read is granted to nobody.
      granted: (origin) => hasOrigins([origin]).catch(() => false),
      lock: async (name, body) => {
        await navigator.locks.request(name, body);
      },
      pair: pairCleaned,
      newId: () => crypto.randomUUID(),
      deleteExports,
    };

    const runner = new Runner(ports, {
      onJobChanged: () => void updateBadge(db),
      onBroken: (thrown) => console.error('The runner stopped:', thrown),
    });
    const commands = new Commands(ports, runner);
    const docs = new DocCommands(ports);
    const generation = new GenerateCommands(ports);
    const models = new ModelCommands({
      ...ports,
      modelFiles: modelFiles(),
      asset: (path) => browser.runtime.getURL(path),
    });
    const saveExports = exportSaver({ db, downloads: browserDownloads, url: exportUrl, revoke: revokeExportUrl });

    const work = async (): Promise<void> => {
      await keepAlarm(await hasWork(db));
      if (await hasEngineWork(db, soon())) await openEnginePage();
      await saveExports();
      await updateBadge(db);
      await runner.run();
      // Images that were stored meanwhile may be wanted with their words.
      if (await hasEngineWork(db, soon())) await openEnginePage();
      if (!(await hasWork(db))) await tabs.close();
      await keepAlarm(await hasWork(db));
    };
    const wake = (): void => {
      runner.wake();
      work().catch((thrown: unknown) => console.error(thrown));
    };
    /** A command; the alarm is set before it, so that what it starts goes on even if we die right after. */
    const after = async <T>(value: Promise<T>): Promise<T> => {
      await keepAlarm(true);
      const result = await value;
      wake();
      return result;
    };

    const clear = async (): Promise<void> => {
      // Jobs first: they may be at work on the rest.
      await commands.clear();
      await docs.clear();
      await models.clear();
    };

    onWake(wake);
    onGranted(() => void commands.resumeGranted().then(wake));
    onEnginePing(() => wake());
    onDownloadChanged(() => void saveExports());
    setInterval(() => {
      if (runner.isRunning) void ping();
    }, 20_000);

    answer({
      'job.start': ({ spec, name }) => after(commands.start(spec, name)),
      'job.rename': ({ jobId, name }) => commands.rename(jobId, name),
      'site.choices': ({ site }) => commands.siteChoices(site),
      'page.keep': ({ reading, pairing }) => after(commands.keepPage(reading, pairing)),
      'job.pause': ({ jobId }) => after(commands.pause(jobId)),
      'job.resume': ({ jobId }) => after(commands.resume(jobId)),
      'job.setRobots': ({ jobId, robots }) => after(commands.setRobots(jobId, robots)),
      'job.stop': ({ jobId }) => after(commands.stop(jobId)),
      'job.delete': ({ jobId }) => after(commands.delete(jobId)),
      'job.retryFailed': ({ jobId }) => after(commands.retryFailed(jobId)),
      'job.runAgain': ({ jobId, all }) => after(commands.runAgain(jobId, all)),
      'job.repair': ({ jobId, pairing }) => after(commands.repair(jobId, pairing)),
      'images.allow': ({ jobId, hosts }) => after(commands.decideImages(jobId, hosts, 'allow')),
      'images.skip': ({ jobId, hosts }) => after(commands.decideImages(jobId, hosts, 'skip')),
      'job.seen': ({ jobId }) => after(commands.seen(jobId)),
      'export.start': ({ ofJobId, name, options, save }) =>
        after(commands.startExport({ kind: 'export', ofJobId, name, options, save, capturedAt: Date.now() })),
      'export.saved': ({ jobId, name }) => after(commands.markSaved(jobId, name)),
      'docs.add': ({ files, ocr, ocrLanguages }) => after(docs.add(files, { ocr, ocrLanguages })),
      'docs.addPage': (page) => after(docs.addPage(page)),
      'docs.addUrl': ({ url }) => after(docs.addUrl(url)),
      'docs.addThread': ({ jobId, threadId }) => docs.addThread(jobId, threadId),
      'docs.readAgain': ({ docId, ocr, ocrLanguages }) => after(docs.readAgain(docId, { ocr, ocrLanguages })),
      'docs.delete': ({ docId }) => after(docs.delete(docId)),
      'generate.start': ({ spec, name }) => after(generation.start(spec, name)),
      'job.setThreshold': ({ jobId, threshold }) => generation.setThreshold(jobId, threshold),
      'models.download': ({ offerId }) => after(models.download(offerId)),
      'models.delete': ({ modelId }) => models.delete(modelId),
      'settings.set': ({ key, value }) => after(commands.setSetting(key, value)),
      'store.clear': () => after(clear()),
      wake: async () => {
        await commands.resumeGranted();
        wake();
      },
    });

    wake();
    commands.sweep(() => sweepFiles(db, opfsFiles())).catch((thrown: unknown) => console.error(thrown));
  },
});

async function updateBadge(db: HeddleDb): Promise<void> {
  await showBadge(badgeOf(await db.jobs.filter((job) => !job.seen && !job.deleted).toArray()));
}
