import type { ErrorInfo } from './error';

/** Forum software we can read. Grows by one word per adapter. */
export type SiteId = 'discourse' | 'stackexchange' | 'reddit' | 'fourchan' | 'forum';

/** A place on a site that can be opened: a listing of threads, or one thread. */
export interface Target {
  readonly site: SiteId;
  /** Origin and subfolder of the installation, no trailing slash: `https://forum.example.org/en/wow`. */
  readonly base: string;
  readonly kind: 'listing' | 'thread';
  /** Unique on the site: the topic id of a thread; the path with its query of a listing. */
  readonly key: string;
  /** The address a person can open. */
  readonly url: string;
  readonly title: string;
  /** Place in the listing it was found in, from 0; limits cut by it, so that the order of arrival changes nothing. */
  readonly ordinal: number;
  readonly hints?: TargetHints;
  /** Match patterns of further hosts its requests go to, such as an API's; asked for together with the base. */
  readonly origins?: readonly string[];
}

/** What a listing says of a thread before it is fetched; unknown is absent. */
export interface TargetHints {
  /** Replies, the first post not counted. */
  readonly replies?: number;
  readonly postsCount?: number;
  readonly highestPostNumber?: number;
  /** The sum of likes or votes as the listing shows it. */
  readonly score?: number;
  readonly postedAt?: number;
  /** Last activity, epoch ms. */
  readonly bumpedAt?: number;
  readonly lastPostedAt?: number;
  readonly solved?: boolean;
  readonly pinned?: boolean;
}

export type ListingKind = 'latest' | 'top' | 'category' | 'tag' | 'search' | 'user' | 'group' | 'categories' | 'other';

/** What an open page is, as `detect` sees it. */
export interface Sighting {
  readonly site: SiteId;
  readonly base: string;
  /** The forum's own name. */
  readonly siteName: string;
  /** What the page shows; null where the page is a wall or an error. */
  readonly target: Target | null;
  readonly listing: ListingKind | null;
  /** Other things that can be scraped from here, narrowest first: its category, the whole forum. */
  readonly wider: readonly WiderTarget[];
  /** null: the markup does not tell. */
  readonly signedIn: boolean | null;
  readonly userName: string | null;
  /** Posts present in the page's markup (a long stream keeps only those near the viewport). */
  readonly postsShown: number;
  /** Posts of the whole thread, or threads of the listing where it says so; null: unknown. */
  readonly postsTotal: number | null;
  readonly threadsShown: number;
  readonly imagesShown: number;
  /** Why nothing can be read here. */
  readonly wall: 'login' | 'error' | 'challenge' | null;
  /** How the page was understood, where that is a guess; absent: the site is known by its own marks. */
  readonly guess?: Guess;
}

/** What a page of unknown software was read by. */
export interface Guess {
  /** `schema`: its own schema.org data; `engine`: marks of a known forum software; `structure`: repetition alone. */
  readonly basis: 'schema' | 'engine' | 'structure';
  /** Name of the software; null: unknown. */
  readonly engine: string | null;
  /** 0 … 1: how sure. */
  readonly certainty: number;
  /** Posts found that have an author, and a date. */
  readonly authors: number;
  readonly dates: number;
}

export interface WiderTarget {
  readonly role: 'category' | 'tag' | 'forum';
  readonly target: Target;
}

/** Unique on this machine: `<site>:<base without scheme>:<key>`. */
export type ThreadId = string;

export function threadId(target: Pick<Target, 'site' | 'base' | 'key'>): ThreadId {
  return `${target.site}:${target.base.replace(/^https?:\/\//, '')}:${target.key}`;
}

export interface Thread {
  readonly id: ThreadId;
  readonly site: SiteId;
  /** Permalink. */
  readonly url: string;
  readonly title: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly postedAt: number | null;
  readonly bumpedAt: number | null;
  /** Posts as the site counts them; null: the source does not say. */
  readonly postsCount: number | null;
  readonly closed: boolean;
  /** What the site says about it beside its posts: why it was closed, what it duplicates, that it is archived. */
  readonly notice?: string;
  readonly acceptedPostId: string | null;
  /** SPDX-like name as the site states it; null: not stated. */
  readonly license: string | null;
  /**
   * What a post that names no other post answers: the root where the site's model is question and replies (Discourse),
   * nothing where people simply talk on (4chan).
   */
  readonly unaddressed: 'root' | 'none';
}

/** What is said of a thread of which only its place is known. */
export const untold = {
  category: null,
  tags: [],
  postedAt: null,
  bumpedAt: null,
  postsCount: null,
  closed: false,
  acceptedPostId: null,
  license: null,
} as const satisfies Partial<Thread>;

export type PostKind = 'root' | 'answer' | 'reply' | 'comment';
/** `action`: a notice of the software (closed, moved); `whisper`: for staff; neither becomes training text. */
export type PostState = 'visible' | 'hidden' | 'deleted' | 'action' | 'whisper';

export interface Author {
  /** The name the site knows the account by (Discourse: username); stable, used for roles. '' when unknown. */
  readonly name: string;
  /** The name shown beside it, where there is one. */
  readonly displayName: string | null;
}

export interface Post {
  readonly threadId: ThreadId;
  /** Unique in the thread and the same in every kind of file of a site (Discourse: the post number). */
  readonly id: string;
  /** The site's own id (Discourse: the post id); null where the source does not tell. */
  readonly siteId: string | null;
  readonly kind: PostKind;
  readonly state: PostState;
  /** Ids of the posts it answers, most direct first; the root has none. Posts of other threads are not edges. */
  readonly replyTo: readonly string[];
  /** Place in the thread, ascending; holes allowed. */
  readonly position: number;
  /** Permalink. */
  readonly url: string;
  readonly author: Author;
  readonly isBot: boolean;
  /** Facts as the site names them: `accepted`, `wiki`, `staff`, `edited`. */
  readonly flags: readonly string[];
  readonly postedAt: number | null;
  readonly editedAt: number | null;
  /** Likes or votes; null: not told. */
  readonly score: number | null;
  readonly license: string | null;
  /** As the site sent it; hostile; cleaned later, never inserted into a page. */
  readonly html: string;
  /** What the site sent before rendering, where it does. */
  readonly source?: { readonly kind: 'markdown' | 'text'; readonly text: string };
  /**
   * The parts of a post that answers several posts, each with what of `replyTo` it answers, in order; their `html` put
   * together is the post's but for the references. Absent: the whole post answers `replyTo`.
   */
  readonly segments?: readonly Segment[];
  /** Facts of this site alone, by its own names, as text: a poster's id, trip code, flag; a flair. */
  readonly details?: Readonly<Record<string, string>>;
  /** Images a reader would call content, in order, each address once; emoji and avatars are not among them. */
  readonly images: readonly ImageRef[];
  /** Set when a later crawl no longer found it (epoch ms). */
  readonly missingSince?: number;
}

export interface Segment {
  /** Ids of the posts this part answers, of the same thread; empty: nobody. */
  readonly replyTo: readonly string[];
  readonly html: string;
}

export interface ImageRef {
  /** Absolute address of the original, never the thumbnail. */
  readonly url: string;
  readonly alt: string;
  readonly width: number | null;
  readonly height: number | null;
  /** The file's name as its owner gave it. */
  readonly name?: string;
}

/** What a page or a reply gave. */
export interface Harvest {
  readonly threads?: readonly Thread[];
  readonly posts?: readonly Post[];
  readonly targets?: readonly Target[];
  readonly next?: readonly FetchRequest[];
  /**
   * Ids (`Post.siteId`) of all posts the site says the thread has now, when this reply tells; stored posts with a
   * `siteId` outside it are marked `missingSince`. Site ids, since a stream of ids knows no post numbers.
   */
  readonly presentSiteIds?: readonly string[];
  /** The user name the session has; null: signed out. Absent: the reply does not tell. */
  readonly sessionUser?: string | null;
  /** Ids of posts that are known to exist and were not fetched: beyond a limit, or withheld by the site. */
  readonly unfetched?: readonly string[];
  /** For the log: an event (`log_<event>` in the locale files) and its parameters. */
  readonly remarks?: readonly Remark[];
  /** 304: the thread is as it was when it was stored. */
  readonly unchanged?: true;
  /** `Last-Modified` of the thread, to be sent back when it is asked for again. */
  readonly lastModified?: string;
  /** Facts about the site worth keeping over jobs (the id of a filter made there); given to `plan` and `parse`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Why nothing more may be asked for now, as when a day's quota is used up: the job pauses once this is saved. */
  readonly pause?: ErrorInfo;
}

export interface Remark {
  readonly event: string;
  readonly params: readonly string[];
}

/** A request an adapter names; who sends it and when is not its business. */
export interface FetchRequest {
  readonly url: string;
  readonly as: 'json' | 'html' | 'text';
  /** What the reply belongs to. */
  readonly target: Target;
  readonly accept?: string;
  /** Sent by POST, as a form; absent: GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** Further request headers; `cookie` and the like cannot be set. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Through an open tab of that host, as the page's own request; absent: from the background. */
  readonly via?: 'tab';
  /** A documented interface for programs, whose own rules stand in place of robots.txt. */
  readonly api?: true;
  /** Not before this long after the reply that named it. */
  readonly afterMs?: number;
  /** The thread is whole already and this only looks for news: it is paired without waiting for the reply. */
  readonly watch?: true;
  /** What the adapter must remember until the reply comes; stored with the task. */
  readonly note?: RequestNote;
}

export type NoteValue = string | number | boolean | readonly (string | number)[];
export type RequestNote = Readonly<Record<string, NoteValue>>;
