/**
 * Index of the first character at or after `from` that is no white space; -1: none. Unlike `trim` it does not look at a
 * text's end, which for a long text is a second place in memory to wait for.
 */
export function inkFrom(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code > 0x20 && code < 0x80) || !/\s/.test(text.charAt(i))) return i;
  }
  return -1;
}

/** True for a text of nothing but white space. */
export function isBlank(text: string): boolean {
  return inkFrom(text, 0) < 0;
}
