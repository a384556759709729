/**
 * @typedef {object} LogEntry
 * @property {number} at epoch ms with fractions, when the request arrived
 * @property {string} method
 * @property {string} host
 * @property {string} path with query
 * @property {string} pathname
 * @property {string | null} cookie
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {string} version of HTTP
 * @property {number | null} status what was answered; null: nothing yet, or cut off
 * @property {string | null} fault kind of the fault it met
 */

/** @typedef {(entry: LogEntry) => boolean} Which */

/** What was asked of the replay server, with the questions tests have. */
export class RequestLog {
  /** @type {LogEntry[]} */
  entries = [];

  clear() {
    this.entries = [];
  }

  /** @param {string | Which} which a host, or a test */
  of(which) {
    return this.entries.filter(typeof which === 'string' ? (entry) => entry.host === which : which);
  }

  /**
   * The least time between two requests, in ms; Infinity for fewer than two.
   * @param {string | Which} which
   */
  leastSpacing(which) {
    const times = this.of(which).map((entry) => entry.at);
    let least = Infinity;
    for (let n = 1; n < times.length; n++) least = Math.min(least, (times[n] ?? 0) - (times[n - 1] ?? 0));
    return least;
  }

  /**
   * How often each path was asked for.
   * @param {string | Which} which
   * @returns {Map<string, number>}
   */
  counts(which) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { path } of this.of(which)) counts.set(path, (counts.get(path) ?? 0) + 1);
    return counts;
  }

  /**
   * Requests made more than once: how many too many.
   * @param {string | Which} which
   */
  repeats(which) {
    return [...this.counts(which).values()].reduce((sum, count) => sum + count - 1, 0);
  }

  /** All hosts that were asked, each once. */
  hosts() {
    return [...new Set(this.entries.map((entry) => entry.host))];
  }
}

/** Requests for a topic's text: the topic itself and its batches of posts. @param {LogEntry} entry */
export const isTopicRequest = (entry) => /\/t\/(?:[^/]+\/)?\d+(\/posts)?\.json$/.test(entry.pathname);
