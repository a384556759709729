import { joinBlocks, type Block, type Render } from './render';
import { isBox, textIn, type Box, type Node } from './tree';

// Markup of imageboards: lines that begin with `>`, and formulas between words in brackets.

/** A greentext element that is one: the text begins with `>`, which other software's elements of that name do not. */
export function isGreentext(node: Node): node is Box {
  return (
    isBox(node) && node.kind === 'greentext' && !node.block && /^\s{0,20}>/.test(textIn(node.children).slice(0, 40))
  );
}

/** Whether only white space stands between the last line break and the end of these nodes. */
export function endsWithLine(nodes: readonly Node[]): boolean {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node === undefined) break;
    if (isBox(node) && node.kind === 'break') return true;
    if (isBox(node) ? node.kind !== 'reference' : /\S/.test(node)) return false;
  }
  return true;
}

/** How many nodes from `from` on are greentext in consecutive lines. */
export function greentextRun(nodes: readonly Node[], from: number): number {
  let end = from + 1;
  let breaks = 0;
  for (let i = end; i < nodes.length; i++) {
    const node = nodes[i];
    if (node === undefined) break;
    if (isGreentext(node)) {
      end = i + 1;
      breaks = 0;
    } else if (isBox(node) ? node.kind !== 'break' || ++breaks > 1 : /\S/.test(node)) break;
  }
  return end - from;
}

/** Lines of greentext as one quote. */
export function renderGreentext(render: Render, nodes: readonly Node[]): Block[] {
  const lines = nodes
    .filter(isGreentext)
    .flatMap((box) => linesOf(box.children))
    .map(withoutMark)
    .filter((line) => render.context.saidBefore?.(textIn(line)) !== true)
    .map((line) => render.line(line));
  const text = joinBlocks([{ text: lines.join('\n'), kind: 'text' }]);
  return text.trim() ? [{ text: render.style.quote(text, null), kind: 'other' }] : [];
}

function linesOf(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const lines: Node[][] = [[]];
  for (const node of nodes) {
    if (isBox(node) && node.kind === 'break') lines.push([]);
    else lines.at(-1)?.push(node);
  }
  return lines.filter((line) => line.some((node) => isBox(node) || node.trim() !== ''));
}

function withoutMark(line: readonly Node[]): readonly Node[] {
  const at = line.findIndex((node) => isBox(node) || node.trim() !== '');
  return line.map((node, i) => (i === at && !isBox(node) ? node.replace(/^\s{0,20}>\s{0,20}/, '') : node));
}

const formulas = [
  ['[math]', '[/math]', '<span class="math">', '</span>'],
  ['[eqn]', '[/eqn]', '<div class="math">', '</div>'],
] as const;

/** Formulas, which come as words in brackets around TeX, as the elements other sites have for them; code stays. */
export function withFormulas(html: string): string {
  if (!html.includes('[math]') && !html.includes('[eqn]')) return html;
  const parts: string[] = [];
  for (let at = 0; at < html.length;) {
    const code = html.indexOf('<pre', at);
    const until = code < 0 ? html.length : code;
    parts.push(formulas.reduce((text, names) => replaced(text, names), html.slice(at, until)));
    if (code < 0) break;
    const end = html.indexOf('</pre>', code);
    at = end < 0 ? html.length : end;
    parts.push(html.slice(code, at));
  }
  return parts.join('');
}

function replaced(html: string, [open, close, before, after]: (typeof formulas)[number]): string {
  const parts: string[] = [];
  let at = 0;
  for (let from = html.indexOf(open); from >= 0; from = html.indexOf(open, at)) {
    const end = html.indexOf(close, from);
    if (end < 0) break;
    // Long words are broken by the server, formulas too.
    const tex = html
      .slice(from + open.length, end)
      .replace(/<wbr\s?\/?>/gi, '')
      .replace(/<br\s?\/?>/gi, '\n');
    parts.push(html.slice(at, from), before, tex, after);
    at = end + close.length;
  }
  parts.push(html.slice(at));
  return parts.join('');
}
