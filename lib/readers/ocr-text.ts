// What tesseract saw → paragraphs.
import { collectWords, joinAll } from './pdf-joins';
import { closeUp, tidy } from './pdf-text';

/** A line as tesseract.js gives it, as far as it is used. */
export interface SeenLine {
  readonly text: string;
  /** 0 … 100. */
  readonly confidence: number;
}

export interface SeenBlock {
  readonly paragraphs: readonly { readonly lines: readonly SeenLine[] }[];
}

/** Lines seen with less certainty are leaves of a tree, the weave of a cloth: on text it is 80 to 96. */
const leastConfidence = 45;
/** Of a line's characters, so many must be letters or digits, else it is a frame or a stain. */
const leastLetters = 0.4;

/** Paragraphs parted by an empty line, each on one line, hyphens at line ends undone. */
export function textOfBlocks(blocks: readonly SeenBlock[]): string {
  const paragraphs = blocks.flatMap(({ paragraphs }) =>
    paragraphs.map(({ lines }) =>
      lines.filter(isText).map(({ text }) => closeUp(tidy(text).replace(/\s+/g, ' ').trim())),
    ),
  );
  const words = collectWords(paragraphs.flat());
  return paragraphs
    .map((lines) => joinAll(lines, words))
    .filter((text) => text !== '')
    .join('\n\n');
}

function isText({ text, confidence }: SeenLine): boolean {
  const all = text.replace(/\s+/g, '');
  const letters = all.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return confidence >= leastConfidence && letters > 0 && letters >= leastLetters * all.length;
}
