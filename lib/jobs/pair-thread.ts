import { clean } from '../clean';
import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Post, Thread } from '../model/thread';
import { pairThread } from '../pairing';

/** Pairing composed with cleaning: what the pair task, the preview and the command line do alike. */
export function pairCleaned(thread: Thread, posts: readonly Post[], options: PairingOptions): readonly Draft[] {
  return pairThread(thread, posts, options, clean);
}
