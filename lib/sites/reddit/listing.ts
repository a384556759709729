import { attr, find, parsePage, type Parent } from '../../base/html';
import type { FetchRequest, Harvest, Remark, Target } from '../../model/thread';
import type { Reply } from '../adapter';
import { asCount, asText, asWords } from '../fields';
import { fullName, threadAt } from './address';
import { malformed } from './failure';
import { markupOf, type Markup } from './markup';
import type { Unescape } from './media';
import { newSubmissions, postsPartial } from './new-page';
import { oldSubmissions } from './old-page';
import type { Wishes } from './options';
import { hasFlair, targetOfSubmission } from './post';
import { listedOf, listingData, listingPage, listingPart, type Listed } from './request';
import type { Submission } from './thing';
import { asThing, reading, submissionOf, thingsIn, unescape, type Thing } from './things-json';

// Lists of posts: communities, searches, what a person wrote or saved. Comments in them stand for their threads.

/** Reddit ends every list here, whatever there is. */
const end = 900;
/** More pages than any list has, at the smallest page size. */
const mostPages = 60;

/** Something a list shows: a post, or a comment's thread of which little is known. */
type Entry = { readonly submission: Submission } | { readonly target: Target };

/** Entries of a page of a list, and where it goes on. */
interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | null;
  readonly markup: Markup | 'json';
}

/** A saved list. */
export function targetsOf(entries: readonly Entry[], base: string): readonly Target[] {
  return collected(entries, base, { first: 0, page: 0, count: 0, seen: [] }, []).targets;
}

/** A page of a list → threads and the next page. */
export function parseListing(request: FetchRequest, data: unknown, reply: Reply, wishes: Wishes): Harvest {
  const { target } = request;
  const listed = listedOf(request);
  const page = request.as === 'json' ? dataPage(data, reply, target.base) : shownPage(parsePage(reply.body));
  if (!page) throw malformed(reply.body);
  const { targets, seen } = collected(page.entries, target.base, listed, wishes.flairs);
  const further: Listed = {
    first: listed.first + targets.length,
    page: listed.page + 1,
    count: listed.count + page.entries.length,
    seen,
  };
  // A person's comments may be a hundred in threads seen already; only a page that shows nothing, or leads to itself,
  // is the end. The number of pages ends all else.
  const onward =
    page.next !== null && page.entries.length > 0 && page.next !== afterOf(request) && further.page < mostPages;
  const next = onward ? nextOf(request, page, further, wishes) : null;
  const atEnd: Remark[] =
    next === null && further.count >= end ? [{ event: 'redditListEnds', params: [String(further.count)] }] : [];
  return { targets, ...(next ? { next: [next] } : {}), ...(atEnd.length > 0 ? { remarks: atEnd } : {}) };
}

function afterOf(request: FetchRequest): string | null {
  return new URL(request.url).searchParams.get('after');
}

function nextOf(request: FetchRequest, page: Page, listed: Listed, wishes: Wishes): FetchRequest | null {
  const { target } = request;
  if (page.next === null) return null;
  if (page.markup === 'json') return listingData(target, listed, page.next, wishes);
  return page.markup === 'old'
    ? listingPage(target, listed, page.next, wishes)
    : listingPart(target, listed, page.next);
}

function dataPage(data: unknown, reply: Reply, base: string): Page | null {
  const listing = asThing(data);
  if (listing?.kind !== 'Listing') return null;
  const after = asText(listing.data['after']);
  const entries = entriesIn(thingsIn(data), base, reading(reply.body, reply.url));
  return { entries, next: after !== null && /^t\d_[0-9a-z]{1,13}$/.test(after) ? after : null, markup: 'json' };
}

export function entriesIn(things: readonly Thing[], base: string, plain: Unescape): readonly Entry[] {
  return things.flatMap((thing): readonly Entry[] => {
    if (thing.kind === 't3') {
      const submission = submissionOf(thing.data, plain);
      return submission ? [{ submission }] : [];
    }
    const target = thing.kind === 't1' ? threadOfComment(thing, base) : null;
    return target ? [{ target }] : [];
  });
}

/** A comment in a list names the thread it is in. */
function threadOfComment({ data }: Thing, base: string): Target | null {
  const key = fullName('t3', asText(data['link_id']))?.slice(3);
  if (key === undefined) return null;
  const link = asText(data['link_permalink']) ?? asText(data['link_url']) ?? asText(data['permalink']) ?? '';
  const near = threadAt(link, base);
  const place = asWords(data['subreddit']);
  const found = near?.key === key ? near : threadAt(`${place === null ? '' : `/r/${place}`}/comments/${key}/`, base);
  const title = asWords(data['link_title']);
  const replies = asCount(data['num_comments']);
  return (
    found && {
      ...found,
      title: title === null ? found.title : unescape(title),
      ...(replies === null ? {} : { hints: { replies, postsCount: replies + 1 } }),
    }
  );
}

function shownPage(root: Parent): Page | null {
  const markup = markupOf(root);
  const old = oldSubmissions(root);
  if (markup === 'old') return { entries: wrapped(old), next: oldNext(root), markup };
  // A part of a page has no sign of its own when nothing is left to show.
  return { entries: wrapped(newSubmissions(root)), next: postsPartial(root), markup: 'new' };
}

const wrapped = (submissions: readonly Submission[]): readonly Entry[] =>
  submissions.map((submission) => ({ submission }));

/** Entries of a saved page; null: it is none of Reddit's. */
export function shownEntries(root: Parent): readonly Entry[] {
  return shownPage(root)?.entries ?? [];
}

function oldNext(root: Parent): string | null {
  const link = find(root, (at) => at.tagName === 'a' && (attr(at, 'rel') ?? '').split(' ').includes('next'));
  const href = link && attr(link, 'href');
  const after =
    href !== null && URL.canParse(href, 'https://old.reddit.com')
      ? new URL(href, 'https://old.reddit.com').searchParams.get('after')
      : null;
  return after !== null && /^t\d_[0-9a-z]{1,13}$/.test(after) ? after : null;
}

function collected(
  entries: readonly Entry[],
  base: string,
  listed: Listed,
  flairs: readonly string[],
): { readonly targets: readonly Target[]; readonly seen: readonly string[] } {
  const seen = new Set(listed.seen);
  const targets: Target[] = [];
  for (const entry of entries) {
    const ordinal = listed.first + targets.length;
    const target =
      'target' in entry ? { ...entry.target, ordinal } : targetOfSubmission(entry.submission, base, ordinal);
    if (seen.has(target.key)) continue;
    seen.add(target.key);
    // A comment's thread does not show its flair, and is left to the person's other limits.
    if ('submission' in entry && !hasFlair(entry.submission, flairs)) continue;
    targets.push(target);
  }
  return { targets, seen: [...seen] };
}
