import type { ThreadTree } from '../model/tree';

/** A quoted line that is shorter could be anybody's. */
const leastChars = 4;

/**
 * Tells whether a line stands in one of the posts, word by word: boards quote by copying a line, and say nowhere that
 * they do. Only letters and digits are compared, since the posts' text is marked up and the line is not.
 */
export function saidIn(tree: ThreadTree): (ids: ReadonlySet<string>) => (line: string) => boolean {
  const words = new Map<string, string>();
  const wordsOf = (id: string): string => {
    let text = words.get(id);
    if (text === undefined) words.set(id, (text = bare(tree.byId(id)?.text ?? '')));
    return text;
  };
  return (ids) => (line) => {
    const wanted = bare(line);
    if (wanted.length - 2 < leastChars) return false;
    for (const id of ids) if (wordsOf(id).includes(wanted)) return true;
    return false;
  };
}

/** Words alone, a space around each. */
function bare(text: string): string {
  return ` ${text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()} `;
}
