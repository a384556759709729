// Tasks of the main thread of the extension's renderer, from a trace.
import { browserSession } from './cdp.mjs';
import { median, processesOf } from './place.mjs';

/** @typedef {{pid: number, tid: number, ts: number, dur?: number, tdur?: number, name: string, args?: any}} TraceEvent */

/**
 * @param {import('../tests/e2e/drivers/handle.mjs').Handle} page an extension page, which also counts long tasks itself
 * @param {number} browser process id
 */
export async function watchTasks(page, browser) {
  const session = await browserSession(page);
  const own = new Set(
    [...processesOf(browser)].filter(([, role]) => role === 'extension renderer').map(([pid]) => pid),
  );
  /** @type {TraceEvent[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of /** @type {any[]} */ (value)) {
      if (own.has(event.pid) && /^(RunTask|thread_name)$|RunTask$/.test(event.name)) events.push(event);
    }
  });
  await page.evaluate(() => {
    const watch = /** @type {any} */ (globalThis);
    watch.longTasks = [];
    watch.longTaskObserver = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watch.longTasks.push(entry.duration);
    });
    watch.longTaskObserver.observe({ type: 'longtask' });
  });
  const includedCategories = ['disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'];
  await session.send('Tracing.start', { traceConfig: { includedCategories, excludedCategories: ['*'] } });
  /** @type {number[]} */
  const marks = [now()];
  return {
    /** A step is over. */
    mark: () => void marks.push(now()),
    async stop() {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.send('Tracing.end');
      await complete;
      await session.detach();
      const observed = await page.evaluate(() => {
        const watch = /** @type {any} */ (globalThis);
        watch.longTaskObserver.disconnect();
        return watch.longTasks;
      });
      return summary(events, marks, observed);
    },
  };
}

/** The clock of traces, in µs. */
function now() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** @param {TraceEvent[]} events @param {number[]} marks @param {number[]} observed */
function summary(events, marks, observed) {
  const main = new Set(
    events
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map(({ tid }) => tid),
  );
  const tasks = events.filter((event) => event.name === 'RunTask' && event.dur !== undefined && main.has(event.tid));
  if (tasks.length === 0) throw new Error('The trace holds no task of the panel');
  const longest = tasks.reduce((most, task) => ((task.dur ?? 0) > (most.dur ?? 0) ? task : most));
  const steps = marks.slice(1).map((end, i) => {
    const start = marks[i] ?? 0;
    return Math.max(0, ...tasks.filter(({ ts }) => ts >= start && ts < end).map(({ dur = 0 }) => dur / 1000));
  });
  return {
    longest: (longest.dur ?? 0) / 1000,
    mostCpu: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
    medianOfSteps: median(steps),
    over50: tasks.filter(({ dur = 0 }) => dur > 50_000).length,
    observed: Math.max(0, ...observed),
  };
}
