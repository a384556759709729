import type { Draft } from '../../../lib/model/pair';
import { defaultPairing, type PairingOptions } from '../../../lib/model/pairing';
import { untold, type Post, type Thread } from '../../../lib/model/thread';
import { pairThread, type Render } from '../../../lib/pairing';

export function sampleThread(changes: Partial<Thread> = {}): Thread {
  return {
    id: 'discourse:forum.example:7',
    site: 'discourse',
    url: 'https://forum.example/t/7',
    title: '',
    ...untold,
    unaddressed: 'none',
    ...changes,
  };
}

/** What a test says of a post: who, what, and whom it answers. */
export interface Said {
  readonly by?: string;
  readonly says: string;
  readonly to?: readonly number[];
  readonly score?: number;
  readonly more?: Partial<Post>;
}

/** Posts numbered from 1; the first is the root. */
export function samplePosts(said: readonly Said[]): Post[] {
  return said.map(({ by = '', says, to = [], score, more = {} }, i) => ({
    threadId: 'discourse:forum.example:7',
    id: String(i + 1),
    siteId: null,
    kind: i === 0 ? 'root' : 'reply',
    state: 'visible',
    replyTo: to.map(String),
    position: i + 1,
    url: `https://forum.example/t/7/${i + 1}`,
    author: { name: by, displayName: null },
    isBot: false,
    flags: [],
    postedAt: null,
    editedAt: null,
    score: score ?? null,
    license: null,
    html: says,
    images: [],
    ...more,
  }));
}

/** Stands for the cleaner: the text as it is, with `<quote 3>…</quote>` as the quote of post 3. */
export const render: Render = (html, _profile, { dropQuotesOf }) =>
  html
    .replace(/<quote (\d+)>(.*?)<\/quote>/gs, (_, id: string, text: string) =>
      dropQuotesOf?.has(id) === true ? '' : `> ${text}\n\n`,
    )
    .trim();

export function pairs(
  said: readonly Said[],
  options: Partial<PairingOptions>,
  thread: Partial<Thread> = {},
): readonly Draft[] {
  return pairThread(sampleThread(thread), samplePosts(said), { ...defaultPairing, ...options }, render);
}

/** Drafts of kind `pair` as [input, output]. */
export function sides(drafts: readonly Draft[]): readonly (readonly string[])[] {
  return drafts.map((draft) => draft.turns.map((turn) => turn.text));
}
