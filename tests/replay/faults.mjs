/**
 * What goes wrong.
 * - `status`: an answer with this status, headers and body
 * - `hang`: no answer, ever
 * - `cut`: the connection breaks in the middle of the answer
 * - `login`: a redirect to the login page
 * - `html`: a page, status 200, where JSON was asked for
 * - `slow`: the right answer, late
 * @typedef {object} Fault
 * @property {'status' | 'hang' | 'cut' | 'login' | 'html' | 'slow'} kind
 * @property {string} [host] absent: any
 * @property {string | RegExp} [path] beginning of the path, or a test of path and query; absent: any
 * @property {number} [times] how often it strikes; 1 when absent
 * @property {number} [after] how many matching requests pass first
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 * @property {number} [delayMs] of `slow`; of `cut`: after the half, which may be lost without
 * @property {string} [location] of `login`
 */

/** Faults wait in order; the first that matches a request strikes. */
export class FaultQueue {
  /** @type {(Fault & {left: number, skip: number})[]} */
  #faults = [];

  /** @param {Fault} fault */
  add(fault) {
    this.#faults.push({ ...fault, left: fault.times ?? 1, skip: fault.after ?? 0 });
  }

  /** 429 as the middleware of Discourse answers. @param {Partial<Fault> & {retryAfter?: number}} [fault] */
  addRateLimit({ retryAfter = 2, ...fault } = {}) {
    this.add({
      kind: 'status',
      status: 429,
      headers: {
        'content-type': 'text/plain',
        'retry-after': String(retryAfter),
        'discourse-rate-limit-error-code': 'ip_10_secs_limit',
      },
      body: `Slow down, you're making too many requests.\nPlease retry again in ${String(retryAfter)} seconds.\nError code: ip_10_secs_limit.`,
      ...fault,
    });
  }

  clear() {
    this.#faults = [];
  }

  /** Faults that have not struck as often as they should. */
  get pending() {
    return this.#faults.filter((fault) => fault.left > 0).length;
  }

  /**
   * @param {string} host
   * @param {string} path
   * @returns {Fault | null}
   */
  strike(host, path) {
    for (const fault of this.#faults) {
      if (fault.left <= 0 || (fault.host !== undefined && fault.host !== host) || !matches(fault.path, path)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.left -= 1;
      return fault;
    }
    return null;
  }
}

/**
 * @param {string | RegExp | undefined} wanted
 * @param {string} path
 */
function matches(wanted, path) {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? path.startsWith(wanted) : wanted.test(path);
}
