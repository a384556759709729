import type { Sleep } from '../base/async';
import type { Http } from '../model/http';
import type { PairingOptions } from '../model/pairing';
import type { Draft } from '../model/pair';
import type { Post, Thread } from '../model/thread';
import type { HeddleDb } from '../store/db';
import type { FileStore } from '../store/files';

/** What the crawl needs of the world; the background gives the real things, tests give their own. */
export interface Ports {
  readonly db: HeddleDb;
  readonly http: Http;
  /** Requests of a page: run inside an open tab of the host, as its own. */
  readonly tabHttp: Http;
  readonly files: FileStore;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number;
  readonly online: () => boolean;
  /** Whether these origin patterns are granted. */
  readonly granted: (origin: string) => Promise<boolean>;
  /** Runs `body` unless another context holds the lock. */
  readonly lock: (name: string, body: () => Promise<void>) => Promise<void>;
  /** Posts of a thread → pairs. */
  readonly pair: (thread: Thread, posts: readonly Post[], options: PairingOptions) => readonly Draft[];
}
