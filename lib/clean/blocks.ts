import { attr } from '../base/html';
import { endsWithLine, greentextRun, isGreentext, renderGreentext } from './board';
import { codeBlockOf } from './code';
import { renderDetails, renderFootnotes, renderList, renderPoll, renderTerms } from './lists';
import { plainFormula } from './math';
import { renderBlockquote, renderQuote } from './quotes';
import { joinBlocks, type Block, type Render } from './render';
import { oneboxLink, videoLink, type VideoLink } from './site-markup';
import { renderTable } from './tables';
import { isBox, type Box, type Node } from './tree';

/** Nodes as blocks: runs of inline nodes are paragraphs. */
export function renderBlocks(render: Render, nodes: readonly Node[]): Block[] {
  const blocks: Block[] = [];
  let run: Node[] = [];
  let before = null as { readonly tag: string; readonly second: boolean } | null;
  const endRun = (): void => {
    const text = run.length > 0 ? render.line(run) : '';
    run = [];
    if (!text) return;
    blocks.push({ text, kind: 'text' });
    before = null;
  };
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node === undefined) break;
    if (isGreentext(node) && endsWithLine(run)) {
      const length = greentextRun(nodes, i);
      endRun();
      for (const block of renderGreentext(render, nodes.slice(i, i + length))) blocks.push(block);
      i += length - 1;
      continue;
    }
    if (!isBox(node) || !node.block) {
      run.push(node);
      continue;
    }
    endRun();
    // Two lists in a row would read as one; another marker keeps them apart.
    const second: boolean = node.kind === 'list' && before?.tag === node.tag && !before.second;
    const made = node.kind === 'list' ? renderList(render, node, second) : blockOf(render, node);
    if (made.length > 0) before = node.kind === 'list' ? { tag: node.tag, second } : null;
    for (const block of made) blocks.push(block);
  }
  endRun();
  return blocks;
}

function blockOf(render: Render, box: Box): Block[] {
  const { style } = render;
  switch (box.kind) {
    case 'code': {
      const { code, language } = codeBlockOf(box);
      return code.trim() ? [{ text: style.codeBlock(code, language), kind: 'code' }] : [];
    }
    case 'heading': {
      const text = render.line(box.children, { lineStart: false }).replace(/\n+/g, ' ');
      return text ? [{ text: style.heading(Number(box.tag.slice(1)), text), kind: 'other' }] : [];
    }
    case 'rule':
      return [{ text: style.rule, kind: 'other' }];
    case 'blockquote':
      return attr(box.element, 'class')?.includes('spoiler') ? spoiler(render, box) : renderBlockquote(render, box);
    case 'quote':
      return renderQuote(render, box);
    case 'onebox':
      return linkBlock(render, box, oneboxLink(box, render.context.baseUrl));
    case 'video':
      return linkBlock(render, box, videoLink(box, render.context.baseUrl));
    case 'poll':
      return renderPoll(render, box);
    case 'details':
      return renderDetails(render, box);
    case 'terms':
      return renderTerms(render, box);
    case 'footnotes':
      return renderFootnotes(render, box);
    case 'table':
      return renderTable(render, box);
    case 'spoiler':
      return spoiler(render, box);
    case 'math':
      if (box.tag !== 'div') break;
      return [{ text: style.math(plainFormula(box).tex, true), kind: 'other' }];
    case 'link':
    case 'preview':
    case 'lightbox':
    case 'code-span':
      return [{ text: render.line([{ ...box, block: false }]), kind: 'text' }];
    default:
  }
  return render.blocks(box.children);
}

function spoiler(render: Render, box: Box): Block[] {
  const body = joinBlocks(render.blocks(box.children));
  return body ? [{ text: render.style.spoiler(body), kind: 'other' }] : [];
}

function linkBlock(render: Render, box: Box, link: VideoLink | null): Block[] {
  if (!link) return render.blocks(box.children);
  return [{ text: render.style.preview(link.url, link.title), kind: 'text' }];
}
