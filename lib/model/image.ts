import { shortHash } from '../base/hash';

/**
 * What stands for an image in a pair's text: an address of our own scheme, made from the image's address alone, so that
 * pairing never waits for images. Export puts `images/<sha256>.<ext>` in its place, or the address.
 */
export function imageKey(url: string): string {
  return `heddle-image:${shortHash(url)}`;
}

/** Finds image keys in text. */
export const imageKeyPattern = /heddle-image:[0-9a-f]{14}/g;
