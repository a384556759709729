// What is known of one forum software, as data. `reader.ts` is the one reader of all of them.

/**
 * Where a value stands: a selector, `@attribute` for an attribute's value instead of the text. `&` is the post (the
 * row) that is read. Of several, the first that gives something counts.
 */
export type Source = readonly string[];

export interface Engine {
  /** Name of the software, as a person knows it. */
  readonly name: string;
  /** Selectors of which any one proves the software, by markup alone. */
  readonly marks: readonly string[];
  readonly thread?: ThreadMarkup;
  readonly listing?: ListingMarkup;
}

export interface ThreadMarkup {
  readonly post: string;
  /** A post without is none: an advertisement, a notice. */
  readonly body: Source;
  readonly author?: Source;
  readonly date?: Source;
  /** Where the post's number on the site stands: the last number of the value. */
  readonly id?: Source;
  readonly url?: Source;
  readonly likes?: Source;
  /** Present in an accepted answer. */
  readonly accepted?: string;
  /** Present in a post that is hidden or deleted. */
  readonly gone?: string;
  /** How deep a reply is nested, as a number or by the width of a spacer, where posts are not nested themselves. */
  readonly depth?: Source;
  /** Id of the post answered, where the markup says it. */
  readonly parent?: Source;
  /** Parts of a body its author did not write. */
  readonly drop?: string;
  readonly quote?: QuoteMarkup;
  readonly title?: Source;
  readonly category?: Source;
  readonly tags?: string;
  /** Present where nobody may answer any more. */
  readonly closed?: string;
  readonly next?: Source;
}

export interface QuoteMarkup {
  readonly box: string;
  /** Who is quoted. */
  readonly name?: Source;
  /** Id of the post quoted: the last number of the value. */
  readonly id?: Source;
}

export interface ListingMarkup {
  readonly row: string;
  /** The row reaches to the next one, over all that stands between. */
  readonly spread?: true;
  /** The link to the thread. */
  readonly link: Source;
  /** Its title; absent: the text of the link. */
  readonly title?: Source;
  readonly replies?: Source;
  /** Posts, the first one counted. */
  readonly posts?: Source;
  readonly bumped?: Source;
  readonly score?: Source;
  readonly pinned?: string;
  readonly next?: Source;
}

/** `selector@attribute` in its parts; without attribute the text counts. */
export function sourceParts(source: string): { readonly selector: string; readonly attribute: string | null } {
  const match = /@([\w:-]+)$/.exec(source);
  if (!match) return { selector: source, attribute: null };
  return { selector: source.slice(0, match.index) || '&', attribute: match[1] ?? null };
}
