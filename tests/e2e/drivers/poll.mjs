/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks until the answer is neither false nor null nor undefined.
 * @template T
 * @param {() => Promise<T> | T} ask may fail; the last failure is told when time is up
 * @param {{timeoutMs?: number, everyMs?: number, what?: string}} [options]
 * @returns {Promise<NonNullable<T>>}
 */
export async function poll(ask, { timeoutMs = 15_000, everyMs = 50, what = 'what was waited for' } = {}) {
  const end = Date.now() + timeoutMs;
  let failure = '';
  for (;;) {
    try {
      const found = await ask();
      if (found !== false && found !== null && found !== undefined) return found;
      failure = '';
    } catch (error) {
      failure = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (Date.now() > end) throw new Error(`No ${what} within ${String(timeoutMs)} ms${failure}`);
    await pause(everyMs);
  }
}

/**
 * The code to evaluate for a function with its arguments, or for an expression.
 * @param {string | ((...args: any[]) => unknown)} code
 * @param {unknown[]} args plain data
 */
export function expressionOf(code, args) {
  return typeof code === 'string'
    ? code
    : `(${String(code)})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`;
}

/** @type {Set<number>} */
const started = new Set();

/** Browsers that this process started are ended with it, whatever happens. @param {number} pid */
export function endWithUs(pid) {
  if (started.size === 0) {
    process.once('exit', () => started.forEach(kill));
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
      process.once(signal, () => process.exit(130));
  }
  started.add(pid);
}

/** SIGKILL to a process and to the group it leads. @param {number} pid */
export function kill(pid) {
  started.delete(pid);
  for (const target of [pid, -pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It is gone already, or leads no group.
    }
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
