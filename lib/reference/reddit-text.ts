import { collapse, lastOf, looksLikeQuestion, withoutAddresses } from './python-text';

/** Addresses go, white space collapses; the Markdown stays as it is, escaped as it came. */
export function cleanReddit(text: string): string {
  return collapse(withoutAddresses(text));
}

/** Asks in its last 300 characters. */
export function redditAsks(text: string): boolean {
  return looksLikeQuestion(lastOf(text, 300));
}
