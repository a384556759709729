import type { Author } from '../../model/thread';
import type { Dialect } from './place';

/** Who a post says it is by. */
export interface Signature {
  /** As shown; '' or null: nothing is. */
  readonly name: string | null;
  /** With its marks, `!abc` or `!!abc`. */
  readonly trip: string | null;
  /** Of the poster in this thread. */
  readonly posterId: string | null;
  readonly capcode: string | null;
}

/** Posters who hid theirs had this id in common. */
const sharedIds: ReadonlySet<string> = new Set(['heaven']);

/**
 * The author of a post. Nobody has an account: a poster's id is one person within the thread, and a trip code proves a
 * name. Without either a typed name counts only where all others have the one default name; elsewhere the software
 * draws names for those who give none. The anonymous are '', which is never the same person twice.
 */
export function authorOf({ name, trip, posterId, capcode }: Signature, dialect: Dialect): Author {
  const shown = (name ?? '').trim();
  const displayName = [shown, trip, capcode && `## ${capitalized(capcode)}`].filter(Boolean).join(' ') || null;
  if (posterId && !sharedIds.has(posterId.toLowerCase()) && !capcode) return { name: `id:${posterId}`, displayName };
  if (trip) return { name: `${shown}${trip.startsWith('!') ? '' : '!'}${trip}`, displayName };
  const typed = dialect === 'yotsuba' && !/^anonymous$/i.test(shown);
  return { name: typed ? shown : '', displayName };
}

function capitalized(capcode: string): string {
  const words = capcode.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Flags of posts by those who run the site. */
export function capcodeFlags(capcode: string | null): readonly string[] {
  if (!capcode) return [];
  return [/^verified$/i.test(capcode) ? 'verified' : 'staff'];
}
