import { splitLines, strip, stripEnd } from './python-text';
import { unescapeHtml } from './unescape';

const blockStart = /<pre><code>/gi;
const blockEnd = /<\/code><\/pre>/gi;

/** Entities are read first, so that what they stand for is taken for tags; code is fenced where its tags are bare. */
export function cleanStackExchange(html: string): string {
  const text = fenced(unescapeHtml(html))
    .replace(/<br\/?>/g, '\n')
    .replaceAll('<p>', '\n\n');
  const lines: string[] = [];
  let wasBlank = false;
  for (const line of splitLines(withoutTags(text))) {
    const kept = stripEnd(line);
    const isBlank = kept === '';
    if (!isBlank || !wasBlank) lines.push(kept);
    wasBlank = isBlank;
  }
  return strip(lines.join('\n'));
}

function fenced(html: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    blockStart.lastIndex = from;
    if (!blockStart.test(html)) break;
    const open = blockStart.lastIndex;
    blockEnd.lastIndex = open;
    const end = blockEnd.exec(html);
    if (!end) break;
    parts.push(
      html.slice(from, open - '<pre><code>'.length),
      `\n\`\`\`\n${strip(html.slice(open, end.index))}\n\`\`\`\n`,
    );
    from = blockEnd.lastIndex;
  }
  return from === 0 ? html : parts.join('') + html.slice(from);
}

/** Takes out everything from a `<` to the next `>`. */
function withoutTags(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('<', from);
    const close = open < 0 ? -1 : text.indexOf('>', open + 1);
    if (close < 0) break;
    parts.push(text.slice(from, open));
    from = close + 1;
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}
