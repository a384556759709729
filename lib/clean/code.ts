import { attr, classesOf } from '../base/html';
import { boxesOf, isBox, type Box, type Node } from './tree';

/** Elements that a highlighter or an editor puts around each line. */
const lineTags: ReadonlySet<string> = new Set(['li', 'div', 'p', 'tr']);

/** Code as it was written. */
export function codeText(nodes: readonly Node[]): string {
  const parts: string[] = [];
  collect(nodes, parts);
  return parts.join('').replace(/\r\n?/g, '\n');
}

function collect(nodes: readonly Node[], parts: string[]): void {
  for (const node of nodes) {
    if (!isBox(node)) parts.push(node);
    else if (node.kind === 'break') parts.push('\n');
    else {
      collect(node.children, parts);
      if (lineTags.has(node.tag) && !parts.at(-1)?.endsWith('\n')) parts.push('\n');
    }
  }
}

/** Text and language of a `<pre>`. */
export function codeBlockOf(pre: Box): { readonly code: string; readonly language: string } {
  const inner = [...boxesOf(pre.children)].filter((box) => box.tag === 'code');
  const only = inner.length === 1 ? inner[0] : undefined;
  // White space around the one <code> is the page's layout, text around it is the author's.
  const alone = only && codeText(pre.children).trim() === codeText(only.children).trim();
  const code = codeText((alone ? only : pre).children).replace(/\n$/, '');
  // Where the author's word stands on the block, a highlighter's on the code inside may be no more than its guess.
  const own = isStacks(pre) ? languageOf(pre) : (only && languageOf(only)) || languageOf(pre);
  return { code, language: own || languageAround(pre) };
}

function isStacks({ element }: Box): boolean {
  return classesOf(element).includes('s-code-block');
}

/** Names that say there is none. */
const noLanguage: ReadonlySet<string> = new Set(['auto', 'none', 'default', 'nohighlight', 'no-highlight']);

function named(value: string | null | undefined): string {
  const name = (value ?? '').trim();
  return /^[^\s`]{1,40}$/.test(name) && !noLanguage.has(name.toLowerCase()) ? name : '';
}

function languageOf({ element }: Box): string {
  for (const name of ['data-code-wrap', 'data-lang', 'data-language']) {
    const language = named(attr(element, name));
    if (language) return language;
  }
  for (const name of classesOf(element)) {
    const language = named(/^(?:lang|language|highlight-source)-(.+)$/.exec(name)?.[1]);
    if (language) return language;
  }
  return '';
}

/** Some sites name the language on a box around the code. */
function languageAround({ element }: Box): string {
  const parent = element.parentNode;
  if (!parent || !('tagName' in parent)) return '';
  for (const name of classesOf(parent)) {
    const language = named(/^(?:language|highlight-source)-(.+)$/.exec(name)?.[1]);
    if (language) return language;
  }
  return '';
}
