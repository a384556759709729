import type { FetchRequest, Harvest, Sighting, SiteId, Target } from '../model/thread';

/** The live page serialised, or an HTML file. */
export interface Page {
  readonly url: URL;
  readonly html: string;
}

export interface Reply {
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the store has of a thread that is fetched again. */
export interface KnownThread {
  /** `Post.siteId` of all posts stored, in order of position. */
  readonly siteIds: readonly string[];
}

export interface PlanOptions {
  /** No more posts of the thread are wanted than its first so many; null or absent: all. */
  readonly maxPosts?: number | null;
}

/** Facts about a site: data and pure functions, no I/O, no clock, no globals. */
export interface SiteAdapter {
  readonly id: SiteId;
  readonly label: string;
  /** Match patterns; null: any host may run it. */
  readonly origins: readonly string[] | null;
  readonly politeness: {
    /** Requests in flight at one host. */
    readonly concurrency: number;
    /** Least time between requests, whatever the person wishes. */
    readonly floorMs: number;
    /** First and longest back-off after a failure. */
    readonly backoffMs: readonly [number, number];
  };
  /** What the page is, from its markup; the host alone proves nothing. null: not this site. Never throws. */
  detect(page: Page): Sighting | null;
  /** What the page already shows, no request made. */
  read(page: Page): Harvest;
  /**
   * Reads a saved file, page or API reply; the content decides how, the URL resolves links.
   * @returns null when it is not this site's
   * @throws AppError when it is the site's, and is an error, a wall or something unsupported
   */
  readFile(file: { readonly url: URL; readonly text: string }): Harvest | null;
  /** What an address of this site points to, by the address alone. null: neither thread nor listing. */
  locate(url: URL, base: string): Target | null;
  /** The first requests for a target. `known`: the store has the thread; only what is new is asked for. */
  plan(target: Target, known?: KnownThread, options?: PlanOptions): readonly FetchRequest[];
  /** The request that tells who is signed in; its harvest has `sessionUser`. */
  session(target: Target): FetchRequest | null;
  /**
   * Reply → data. Sees replies of every status but 429 and 5xx without a challenge, which the caller has dealt with.
   * Further pages of a listing carry their number in `note.page` (the first is 0): the limit of pages goes by it.
   * @param context `signedIn`: the job is a signed-in one: anonymous answers are `blocked`, never deletions
   * @throws AppError `blocked`, `forbidden`, `gone`, `malformed`, `rate-limited`
   */
  parse(request: FetchRequest, reply: Reply, context: { readonly signedIn: boolean }): Harvest;
  /** How long this reply asks us to wait before the next request to the host; null: not at all. */
  waitMs(reply: Reply, now: number): number | null;
}
