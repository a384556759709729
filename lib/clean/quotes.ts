import { attr, hasClass } from '../base/html';
import { boardQuote, hasCitation } from './board-quotes';
import { linkTarget, joinBlocks, type Block, type Render } from './render';
import type { Attribution } from './style';
import { boxesOf, isBox, lineOf, type Box, type Node } from './tree';

/** `aside.quote` of Discourse, or another board's box: who is quoted, and what. */
export function renderQuote(render: Render, box: Box): Block[] {
  return box.tag === 'aside' ? renderAside(render, box) : renderBoardQuote(render, box);
}

function renderBoardQuote(render: Render, box: Box): Block[] {
  const { from, post, body } = boardQuote(box);
  if (post !== null && render.context.dropQuotesOf?.has(post)) return [];
  const text = joinBlocks(render.blocks(unwrapped(body)));
  return text ? [{ text: render.style.quote(text, from), kind: 'other' }] : [];
}

/** The box of a quote and the quotation alone in it are one quote. */
function unwrapped(nodes: readonly Node[]): readonly Node[] {
  const said = nodes.filter((node) => isBox(node) || node.trim());
  const [only] = said;
  if (said.length !== 1 || !only || !isBox(only)) return nodes;
  const isQuote = (only.kind === 'blockquote' || only.kind === 'quote') && !hasCitation(only);
  return isQuote || only.kind === 'container' ? unwrapped(only.children) : nodes;
}

function renderAside(render: Render, box: Box): Block[] {
  if (isDropped(render, box)) return [];
  const parts = box.children.filter(isBox);
  const title = parts.find((part) => hasClass(part.element, 'title'));
  const preview = threadLink(render, box, title);
  if (preview) return preview;
  const body = box.children.filter((node) => node !== title);
  const inner = body.flatMap((node) => (isBox(node) && node.kind === 'blockquote' ? excerpt(node) : [node]));
  const text = joinBlocks(render.blocks(inner));
  const from = attributionOf(render, box, title);
  if (!text && !from) return [];
  return [{ text: render.style.quote(text, from), kind: 'other' }];
}

/** What of a quote was quoted: a reader may have unfolded the whole post in its place. */
function excerpt(blockquote: Box): readonly Node[] {
  const isUnfolded = (node: Node): boolean => isBox(node) && hasClass(node.element, 'expanded-quote');
  const own = blockquote.children.filter((node) => !isUnfolded(node));
  if (own.some((node) => isBox(node) || node.trim())) return own;
  const unfolded = blockquote.children.filter(isBox);
  const marked = [...boxesOf(unfolded)].filter((box) => box.tag === 'span' && hasClass(box.element, 'highlighted'));
  return marked.length > 0 ? marked : unfolded;
}

function isDropped({ context }: Render, { element }: Box): boolean {
  const post = attr(element, 'data-post');
  if (post === null || !context.dropQuotesOf?.has(post)) return false;
  const topic = attr(element, 'data-topic');
  return topic === null || topic === context.topicId;
}

function attributionOf({ context }: Render, { element }: Box, title: Box | undefined): Attribution | null {
  const shown = title ? lineOf(title.children).replace(/\s*:$/, '') : '';
  const name = attr(element, 'data-username') ?? (shown || null);
  if (name === null) return null;
  const link = title && linkIn(title);
  const topic = number(attr(element, 'data-topic'));
  return {
    name,
    post: number(attr(element, 'data-post')),
    topic: topic === context.topicId ? null : topic,
    title: (link && lineOf(link.children)) ?? null,
    url: (link && linkTarget(attr(link.element, 'href'), context.baseUrl)) ?? null,
  };
}

const number = (value: string | null): string | null => (value && /^\d{1,12}$/.test(value) ? value : null);

function linkIn(title: Box): Box | undefined {
  return [...boxesOf(title.children)].find((box) => box.tag === 'a' && attr(box.element, 'href') !== null);
}

/** A bare link to a thread of the same forum comes as a quote of nobody: its title, and how the thread begins. */
function threadLink({ style, context }: Render, box: Box, title: Box | undefined): Block[] | null {
  const link = title && attr(box.element, 'data-username') === null && linkIn(title);
  const url = link && linkTarget(attr(link.element, 'href'), context.baseUrl);
  if (!url) return null;
  return [{ text: style.preview(url, lineOf(link.children)), kind: 'text' }];
}

/** A quote without a source, unless it begins with one. */
export function renderBlockquote(render: Render, box: Box): Block[] {
  if (hasCitation(box)) return renderBoardQuote(render, box);
  const text = joinBlocks(render.blocks(box.children));
  return text ? [{ text: render.style.quote(text, null), kind: 'other' }] : [];
}
