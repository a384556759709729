import type { Draft } from '../model/pair';
import type { Node } from '../model/tree';
import { maxTextBytes } from './discussion';
import { longEnough } from './input';
import type { PairingStrategy } from './strategy';

/** The whole thread as one text: a header `<# name #>:` for each post, and below it what was written. */
export const transcript: PairingStrategy = {
  id: 'transcript',
  label: 'Transcript',
  yields: 'text',
  uses: ['minLength', 'includeBots', 'pseudonyms'],
  profile: 'transcript',
  *pair(discussion, options): Generator<Draft> {
    const cast = options.pseudonyms ? pseudonymsOf(discussion.posts) : null;
    const blocks: string[] = [];
    const postIds: string[] = [];
    let made = 0;
    for (const node of discussion.posts) {
      if (node.text.trim() === '') continue;
      const { name } = node.post.author;
      const shown = cast?.get(name) ?? headerName(name);
      const text = cast ? withPseudonyms(node.text, cast) : node.text;
      const block = `\n<# ${shown} #>:\n${withoutHeaders(text)}\n`;
      made += block.length;
      if (made > maxTextBytes) break;
      blocks.push(block);
      postIds.push(node.post.id);
    }
    const [first] = discussion.posts;
    const text = blocks.join('');
    if (!first || postIds.length === 0 || !longEnough(text, options)) return;
    const opening = discussion.root ?? first;
    yield {
      kind: 'text',
      turns: [],
      text,
      postIds,
      outputPostId: opening.post.id,
      position: opening.post.position,
      ordinal: 0,
    };
  },
};

/** A name cannot end its header early, nor bring a line of its own. */
function headerName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll('#>', '')
    .trim();
  return plain === '' ? 'unknown' : plain;
}

/** A line of a post that looks like a header gets a space before it, so that nobody speaks in another's name. */
function withoutHeaders(text: string): string {
  return text.includes('<#') ? text.replace(/^<#/gm, ' <#') : text;
}

/** `user-1`, `user-2` … in order of appearance; an author nobody knows stays `unknown`. */
function pseudonymsOf(posts: readonly Node[]): ReadonlyMap<string, string> {
  const cast = new Map<string, string>();
  for (const { post } of posts) {
    const { name } = post.author;
    if (name !== '' && !cast.has(name)) cast.set(name, `user-${String(cast.size + 1)}`);
  }
  return cast;
}

/** Mentions and quotes name people too. Those who wrote nothing here have no pseudonym; they become `someone`. */
function withPseudonyms(text: string, cast: ReadonlyMap<string, string>): string {
  return text.replace(/(?<![\p{L}\p{N}_.@/-])@([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/gu, (_, found: string) => {
    const name = found.replace(/[.-]+$/, '');
    const tail = found.slice(name.length);
    return `@${cast.get(name) ?? 'someone'}${tail}`;
  });
}
