import { attr, find, hasClass } from '../base/html';
import { linkTarget, joinBlocks, type Block, type Render } from './render';
import type { Attribution } from './style';
import { boxesOf, isBox, lineOf, type Box, type Node } from './tree';

/** `aside.quote`: who is quoted, and what. */
export function renderQuote(render: Render, box: Box): Block[] {
  if (isDropped(render, box)) return [];
  const parts = box.children.filter(isBox);
  const title = parts.find((part) => hasClass(part.element, 'title'));
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

function attributionOf(render: Render, box: Box, title: Box | undefined): Attribution | null {
  const name = attr(box.element, 'data-username');
  if (!title) return name ? { name, title: null, url: null } : null;
  const link = find(title.element, (e) => e.tagName === 'a' && attr(e, 'href') !== null);
  const anchor = link && [...boxesOf(title.children)].find((inner) => inner.element === link);
  if (anchor) {
    const url = linkTarget(attr(anchor.element, 'href'), render.context.baseUrl);
    return { name, title: lineOf(anchor.children) || null, url };
  }
  const shown = lineOf(title.children).replace(/\s*:$/, '');
  return name || shown ? { name: name ?? shown, title: null, url: null } : null;
}

/** A quote without a source. */
export function renderBlockquote(render: Render, box: Box): Block[] {
  const text = joinBlocks(render.blocks(box.children));
  return text ? [{ text: render.style.quote(text, null), kind: 'other' }] : [];
}
