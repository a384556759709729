import { isBlank } from '../base/blank';
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
  inOrder: true,
  uses: ['minLength', 'includeBots', 'pseudonyms'],
  profile: 'transcript',
  *pair(discussion, options): Generator<Draft> {
    const cast = options.pseudonyms ? castOf(discussion.outputs()) : null;
    const headers = new Map<string, string>();
    let text = '';
    const postIds: string[] = [];
    let opening: Node | null = null;
    let made = 0;
    for (const node of discussion.outputs()) {
      // The root may have a title only, and then nothing of it is in the text.
      if (isBlank(node.text)) continue;
      const { name } = node.post.author;
      let header = headers.get(name);
      if (header === undefined)
        headers.set(name, (header = `\n<# ${cast?.authors.get(name) ?? headerName(name)} #>:\n`));
      const said = withoutHeaders(cast ? withPseudonyms(node.text, cast) : node.text);
      made += header.length + said.length;
      if (made > maxTextBytes) break;
      text += header + said;
      postIds.push(node.id);
      if (!opening || node === discussion.root) opening = node;
    }
    if (!opening || !longEnough(text, options)) return;
    yield {
      kind: 'text',
      turns: [],
      text,
      postIds,
      outputPostId: opening.id,
      position: opening.position,
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

interface Cast {
  /** Author name → pseudonym: `user-1`, `user-2` … in order of appearance. */
  readonly authors: ReadonlyMap<string, string>;
  /** The same for every way a person is named in a text, in lower case: mentions do not care about case. */
  readonly named: ReadonlyMap<string, string>;
}

function castOf(posts: Iterable<Node>): Cast {
  const authors = new Map<string, string>();
  const shown = new Map<string, string>();
  for (const { post } of posts) {
    const { name, displayName } = post.author;
    if (name === '' || authors.has(name)) continue;
    const pseudonym = `user-${authors.size + 1}`;
    authors.set(name, pseudonym);
    if (displayName !== null) shown.set(displayName.toLowerCase(), pseudonym);
  }
  const names = [...authors].map(([name, pseudonym]) => [name.toLowerCase(), pseudonym] as const);
  return { authors, named: new Map([...shown, ...names]) };
}

/** Mentions, links to people and quotes name them too. Others than this thread's authors stay as they are. */
function withPseudonyms(text: string, { named }: Cast): string {
  const renamed = (whole: string, lead: string, found: string): string => {
    // A full stop after a name is the sentence's.
    const name = named.has(found.toLowerCase()) ? found : found.replace(/[.-]+$/, '');
    const pseudonym = named.get(name.toLowerCase());
    return pseudonym === undefined ? whole : lead + pseudonym + found.slice(name.length);
  };
  return text
    .replace(/((?<![\p{L}\p{N}_.@/-])@|\/u\/)([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/gu, renamed)
    .replace(/(Quote:")([^\n":]{1,100})(?=: )/g, renamed);
}
