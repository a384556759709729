import { resolveUrl } from '../base/html';
import type { SiteId } from '../model/thread';
import type { Style } from './style';
import type { Node } from './tree';

/** What cleaning needs to know beside the HTML. */
export interface CleanContext {
  /** Address of the post or its site; links and images are resolved against it. '' leaves relative ones as they are. */
  readonly baseUrl: string;
  /** What stands in the text for an image's address; the address itself when absent. */
  readonly image?: (url: string) => string;
  /** Posts (ids) whose quotes are left out, since their text stands elsewhere already. */
  readonly dropQuotesOf?: ReadonlySet<string>;
  /** The thread's id on its site, to tell quotes of other threads. */
  readonly topicId?: string;
  /** Whether a line stands in a post whose quotes are left out: boards quote by copying a line, without saying whose. */
  readonly saidBefore?: (line: string) => boolean;
  /** Whose markup it is, where one tag means different things. */
  readonly site?: SiteId;
}

/** A rendered block. */
export interface Block {
  readonly text: string;
  readonly kind: 'text' | 'list' | 'code' | 'other';
}

/** One run of cleaning. The two walks call each other through it. */
export interface Render {
  readonly style: Style;
  readonly context: CleanContext;
  /** Blocks of these nodes. */
  blocks(nodes: readonly Node[]): Block[];
  /** These nodes as one paragraph. */
  line(nodes: readonly Node[], options?: LineOptions): string;
}

export interface LineOptions {
  /** Whether the text stands where a block may begin; true when absent. */
  readonly lineStart?: boolean;
}

/** Blocks put together, blank lines between them; `tight`: a list or code follows its paragraph directly. */
export function joinBlocks(blocks: readonly Block[], tight = false): string {
  let text = '';
  let before: Block | null = null;
  for (const block of blocks) {
    if (!block.text) continue;
    const close = tight && before?.kind === 'text' && (block.kind === 'list' || block.kind === 'code');
    if (before) text += close ? '\n' : '\n\n';
    text += block.text;
    before = block;
  }
  return text;
}

/** What `<s>` means: boards hide spoilers by it. */
export function strikeOf({ site }: CleanContext): 'strike' | 'spoiler' {
  return site === 'fourchan' ? 'spoiler' : 'strike';
}

const scheme = /^[a-z][a-z\d+.-]*:/i;

/**
 * A link's target as the author wrote it where that is a whole address, else resolved.
 * @returns null for what is no web or mail address
 */
export function linkTarget(href: string | null, baseUrl: string): string | null {
  const written = href?.trim() ?? '';
  if (!written) return null;
  if (/^mailto:/i.test(written)) return written;
  if (/^https?:\/\//i.test(written) && !/[\s@<>"\\]/.test(written)) return resolveUrl(written, written) && written;
  const url = resolveUrl(written, baseUrl);
  if (url) return url;
  return baseUrl === '' && !scheme.test(written) ? written : null;
}
