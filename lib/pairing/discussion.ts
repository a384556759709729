import { isBlank } from '../base/blank';
import type { PairingOptions } from '../model/pairing';
import type { Post } from '../model/thread';
import { nobody, type Node, type ThreadTree } from '../model/tree';
import { edgesOf, type Edges } from './edges';
import { codePoints } from './length';

/** Text made for one thread before pairing stops with what it has; no thread is worth more, and memory ends. */
export const maxTextBytes = 256_000_000;

/** What one id among the sources of a pair takes. */
const idBytes = 8;

/** What a post says to one post, or to several at once. */
export interface Answer {
  readonly node: Node;
  /** Its whole text, or that of one part. */
  readonly text: string;
  /** Posts that take part, most direct first; of a whole post that names none, the root where the site says so. */
  readonly parents: readonly Node[];
  /** Tells apart the answers of one post; from 0. */
  readonly ordinal: number;
  /** HTML of the part; null: the post is a whole. */
  readonly htmls: readonly string[] | null;
}

/** Renders a post, or pieces of it, anew without the quotes of these posts. */
export type RenderAgain = (node: Node, dropQuotesOf: ReadonlySet<string>, htmls?: readonly string[]) => string;

/** A thread as the strategies see it: who takes part, and who answers whom. */
export interface Discussion {
  readonly tree: ThreadTree;
  /** The opening post, when it takes part. */
  readonly root: Node | null;
  /** Text of a post in an input: the root's begins with the thread's title. */
  textOf(node: Node): string;
  /** Code points of `textOf`. */
  lengthOf(node: Node): number;
  /** What a post answers: one answer of the whole, or one of each part that has text. */
  answersOf(node: Node): readonly Answer[];
  /** Text of an answer, without quotes of posts that are in the input. */
  answerText(answer: Pick<Answer, 'node' | 'text' | 'htmls'>, inputIds: () => ReadonlySet<string>): string;
  /**
   * The post a post answers: the most direct one that takes part; the root where the site says that posts which name
   * none answer it. null: none, or only ones that are gone. A post whose parent is gone is no answer to anything.
   */
  parentOf(node: Node): Node | null;
  /** The next post up the chain; goes past posts that are gone. Same as `parentOf` where that has one. */
  aboveOf(node: Node): Node | null;
  /** The first post of the chain above a post; itself when nothing is above. */
  topOf(node: Node): Node;
  /** True when a post takes part. */
  isLive(node: Node): boolean;
  /**
   * Posts that take part, in order: visible, with text, by people (or bots, when asked for). Each may be an output; ends
   * early when the thread has made too much text.
   */
  outputs(): Iterable<Node>;
  /** The same by place among them, as far as `outputs` has come; null: there is none. */
  postAt(place: number): Node | null;
  /** Says how much was made: text, and the posts it is from. */
  spend(textLength: number, posts: number): void;
}

const none: readonly Node[] = [];

/** Posts of which it is found together whom they answer. */
const ahead = 64;

/** Quotes are marked up as such on every site. */
const quoteMark = /quote(?!link)/;

/** Whether a post is heard at all: visible, by a person, or by a bot when those are asked for. */
export function takesPart({ state, isBot }: Post, options: Pick<PairingOptions, 'includeBots'>): boolean {
  return state === 'visible' && (options.includeBots || !isBot);
}

/** @param tree posts that do not take part (`takesPart`) have no text in it */
export function discuss(tree: ThreadTree, options: PairingOptions, renderAgain: RenderAgain): Discussion {
  const title = options.includeTitle ? tree.thread.title.trim() : '';
  const rootPlace = tree.placeOf('root');
  const rootNode = rootPlace < 0 ? null : tree.at(rootPlace);
  const opening = rootNode && title !== '' ? [title, rootNode.text].filter(Boolean).join('\n\n') : rootNode?.text;
  const textOf = (node: Node): string => (node === rootNode ? (opening ?? '') : node.text);
  // Those left out have no text; only an opening post would have its title all the same.
  const rootLive = rootNode !== null && takesPart(rootNode.post, options) && !isBlank(textOf(rootNode));

  const isLiveAt = (index: number): boolean => (index === rootPlace ? rootLive : tree.speaks(index));
  const isLive = ({ index }: Node): boolean => isLiveAt(index);
  const root = rootLive ? rootNode : null;

  let known: Edges | null = null;
  let found = 0;
  const edges = (index: number): Edges => {
    known ??= edgesOf(tree, root, isLiveAt);
    if (index >= found) known.findUpTo((found = Math.min(tree.count, index + ahead)));
    return known;
  };
  const at = (places: Int32Array, node: Node): Node | null => {
    const place = places[node.index] ?? -1;
    return place < 0 ? null : tree.at(place);
  };
  const parentOf = (node: Node): Node | null => at(edges(node.index).parents, node);

  // Of its length at once: one that grows is copied again and again.
  const turned = new Array<Node>(tree.count);
  let turns = 0;
  let lengths: Int32Array | null = null;
  const rendered = new Map<string, string>();
  let spent = 0;
  return {
    tree,
    postAt: (place) => turned[place] ?? null,
    root,
    textOf,
    lengthOf: (node) => {
      // 0 stands for not counted yet; counting nothing again costs nothing.
      lengths ??= new Int32Array(tree.count);
      return lengths[node.index] || (lengths[node.index] = codePoints(textOf(node)));
    },
    answersOf: (node) => {
      const parts = tree.inParts[node.index] === 1 ? tree.partsOf(node) : null;
      if (!parts) {
        const parent = parentOf(node);
        const several = tree.several[node.index] === 1;
        const parents = several ? tree.namedBy(node.index).filter(isLiveAt).map(tree.at) : parent ? [parent] : none;
        return [{ node, text: node.text, parents, ordinal: 0, htmls: null }];
      }
      return parts.flatMap(({ htmls, parents }, ordinal) => {
        const text = renderAgain(node, new Set(), htmls);
        return isBlank(text) ? [] : [{ node, text, parents: parents.filter(isLive), ordinal, htmls }];
      });
    },
    answerText: ({ node, text, htmls }, inputIds) => {
      // A quote of a post is an edge to it: where there is none, there is nothing to leave out. Most posts have none,
      // and need neither a set of ids nor a second rendering.
      if (!options.dropKnownQuotes || tree.direct[node.index] === nobody) return text;
      const { replyTo, html } = node.post;
      if (!quoteMark.test(html)) return text;
      const ids = inputIds();
      const quoted = replyTo.filter((id) => ids.has(id));
      if (quoted.length === 0) return text;
      if (htmls) return renderAgain(node, new Set(quoted), htmls);
      const key = `${String(node.index)} ${quoted.join(' ')}`;
      let again = rendered.get(key);
      if (again === undefined) rendered.set(key, (again = renderAgain(node, new Set(quoted))));
      return again;
    },
    parentOf,
    aboveOf: (node) => at(edges(node.index).aboves, node),
    topOf: (node) => at(edges(node.index).tops, node) ?? node,
    isLive,
    *outputs() {
      turns = 0;
      for (let index = 0; index < tree.count; index++) {
        if (spent > maxTextBytes) return;
        if (!isLiveAt(index)) continue;
        const node = tree.at(index);
        turned[turns++] = node;
        yield node;
      }
    },
    spend: (textLength, from) => {
      spent += textLength + from * idBytes;
    },
  };
}

/** True when both posts are known to be by one person; unknown authors are never the same. */
export function sameAuthor(a: Node, b: Node): boolean {
  return a.post.author.name !== '' && a.post.author.name === b.post.author.name;
}
