import type { SiteDefaults, SiteOptions, SiteOptionValue } from '../model/job';
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
  /** `Harvest.lastModified` of the last time. */
  readonly lastModified?: string;
}

/** What a job and the machine know beside the target; absent in tests and for saved files. */
export interface SiteContext {
  /** The job's values of the site's own options. */
  readonly options?: SiteOptions;
  /** What earlier replies gave in `Harvest.keep`. */
  readonly kept?: Readonly<Record<string, string>>;
  /** The person has given a key (`SiteAdapter.credential`). */
  readonly keyed?: boolean;
}

export interface PlanOptions extends SiteContext {
  /** No more posts of the thread are wanted than its first so many; null or absent: all. */
  readonly maxPosts?: number | null;
}

export interface ParseContext extends SiteContext {
  /** The job is a signed-in one: anonymous answers are `blocked`, never deletions. */
  readonly signedIn: boolean;
}

/**
 * An option of one site. Its words are `opt_<site>_<id>`, `opt_<site>_<id>Hint` (may be missing) and
 * `opt_<site>_<id>_<choice>` in the locale files.
 */
export interface SiteOption {
  readonly id: string;
  /** `many`: several of the choices, joined by commas; its choices are names of the site and not translated. */
  readonly kind: 'switch' | 'number' | 'choice' | 'text' | 'many';
  /** null: no limit, nothing chosen. */
  readonly default: SiteOptionValue;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Where it matters; absent: everywhere. */
  readonly on?: 'listing' | 'thread';
}

/** How a job is started without a page of the site being open: fields, and what they come to. */
export interface SourceForm {
  readonly fields: readonly SiteOption[];
  /** The listing or thread the values name, and the name of the site; null: they name none yet. */
  locate(values: SiteOptions): { readonly target: Target; readonly siteName: string } | null;
  /** Asks the site for the choices of a field, which otherwise has the ones it declares. */
  readonly choices?: {
    readonly field: string;
    readonly url: string;
    /** @throws AppError `malformed` */
    parse(reply: Reply): readonly { readonly value: string; readonly label: string }[];
  };
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
  /** What only this site has to choose, in the order shown; absent: nothing. */
  readonly options?: readonly SiteOption[];
  readonly defaults?: SiteDefaults;
  /** absent: jobs start from an open page only. */
  readonly source?: SourceForm;
  /**
   * A key of the person's that raises the site's limits: added to requests to `host` as query parameter `param` when
   * they are sent, so that it enters no task, log or export.
   */
  readonly credential?: { readonly host: string; readonly param: string };
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
   * A listing's reply may bring whole threads: their `threads` and `posts` beside the `targets`. Such a thread is
   * fetched no more; requests for the rest of it stand in `next`, with the thread as their target.
   * @throws AppError `blocked`, `forbidden`, `gone`, `malformed`, `rate-limited`
   */
  parse(request: FetchRequest, reply: Reply, context: ParseContext): Harvest;
  /** How long this reply asks us to wait before the next request to the host; null: not at all. */
  waitMs(reply: Reply, now: number): number | null;
}

/** The value of an option in a job: what the person chose, else the default. */
export function optionOf(adapter: Pick<SiteAdapter, 'options'>, id: string, context?: SiteContext): SiteOptionValue {
  const chosen = context?.options?.[id];
  if (chosen !== undefined) return chosen;
  return adapter.options?.find((option) => option.id === id)?.default ?? null;
}
