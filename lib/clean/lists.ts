import { attr, hasClass } from '../base/html';
import { joinBlocks, type Block, type Render } from './render';
import { isBox, lineOf, type Box, type Node } from './tree';

/** `ul` and `ol`. */
export function renderList(render: Render, box: Box, second: boolean): Block[] {
  const ordered = box.tag === 'ol';
  let number = ordered ? numberOf(attr(box.element, 'start'), 1) : null;
  const texts: string[] = [];
  let loose = false;
  for (const { item, nodes } of itemsOf(box)) {
    if (number !== null && item) number = numberOf(attr(item.element, 'value'), number);
    const isLoose = nodes.some((node) => isBox(node) && node.tag === 'p');
    const body = joinBlocks(render.blocks(nodes), !isLoose || !render.style.looseLists);
    if (!body) continue;
    loose ||= isLoose;
    texts.push(render.style.item(body, number, second));
    if (number !== null) number++;
  }
  const text = texts.join(loose && render.style.looseLists ? '\n\n' : '\n');
  return text ? [{ text, kind: 'list' }] : [];
}

interface Item {
  /** null: something that stands between the items. */
  readonly item: Box | null;
  readonly nodes: Node[];
}

/** Items, each with what wrongly follows it outside of any item. */
function itemsOf(box: Box): readonly Item[] {
  const items: Item[] = [];
  for (const node of box.children) {
    if (!isBox(node)) {
      if (node.trim()) items.push({ item: null, nodes: [node] });
      continue;
    }
    const last = items.at(-1);
    if (node.tag === 'li') items.push({ item: node, nodes: [...node.children] });
    else if (node.kind === 'list' && last) last.nodes.push(node);
    else items.push({ item: null, nodes: [node] });
  }
  return items;
}

function numberOf(value: string | null, otherwise: number): number {
  return value !== null && /^\d{1,9}$/.test(value.trim()) ? Number(value) : otherwise;
}

/** `dl`: terms, each followed by what it means. */
export function renderTerms(render: Render, box: Box): Block[] {
  const lines: string[] = [];
  for (const node of flatTerms(box.children)) {
    if (!isBox(node)) {
      if (node.trim()) lines.push(render.line([node]));
    } else if (node.tag === 'dt') lines.push(render.line(node.children));
    else {
      const body = joinBlocks(render.blocks(node.tag === 'dd' ? node.children : [node]), true);
      if (body) lines.push(render.style.definition(body));
    }
  }
  const text = lines.filter(Boolean).join('\n');
  return text ? [{ text, kind: 'other' }] : [];
}

/** Terms may stand in groups of one `div` each. */
function flatTerms(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => (isBox(node) && node.tag === 'div' ? node.children : [node]));
}

/** Notes at the end of a post. */
export function renderFootnotes(render: Render, box: Box): Block[] {
  const list = box.children.filter(isBox).find((child) => child.kind === 'list');
  const items = (list ?? box).children.filter(isBox).filter((child) => child.tag === 'li');
  if (items.length === 0) return render.blocks(box.children);
  const notes = items.map((item, i) => {
    const label = String(numberOf(attr(item.element, 'value'), i + 1));
    return render.style.footnote(label, joinBlocks(render.blocks(item.children)));
  });
  return [{ text: notes.join('\n'), kind: 'other' }];
}

/** A poll: its title and what can be chosen; the numbers in a post are no real ones. */
export function renderPoll(render: Render, box: Box): Block[] {
  const text = joinBlocks(render.blocks(box.children));
  return text ? [{ text: render.style.poll(text), kind: 'other' }] : [];
}

/** `details`: what it says while closed, then what it holds. */
export function renderDetails(render: Render, box: Box): Block[] {
  const summary = box.children.filter(isBox).find((child) => child.tag === 'summary');
  const body = joinBlocks(render.blocks(box.children.filter((node) => node !== summary)));
  const head = summary ? render.line(summary.children, { lineStart: false }).replace(/\n+/g, ' ') : '';
  // Mail shows what it cut off under three dots, which nobody wrote.
  if (hasClass(box.element, 'elided') || (!head && !lineOf(box.children)))
    return body ? [{ text: body, kind: 'other' }] : [];
  return [{ text: render.style.details(head, body), kind: 'other' }];
}
