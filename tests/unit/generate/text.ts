/** A page on looms, as a reader makes it: paragraphs parted by empty lines. */
export const page = `The heddle is the part of a loom that lifts warp threads. Each warp thread passes through the eye of one heddle, and the heddles hang in a frame called a shaft.

When a shaft rises, its threads part from the others and leave an opening, the shed. The shuttle carries the weft through the shed from one side to the other.

A rigid heddle does two jobs at once: it makes the shed and beats the weft into place. Looms of this kind were used in Scandinavia before 1200 and cost about 45 shillings in 1790.`;

/** The same without a rule: for texts of a given length. */
export function filler(length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) {
    text += `Sentence ${i} speaks of thread ${i * 7} and of nothing else. `;
    if (i % 9 === 8) text += '\n\n';
  }
  return text.slice(0, length);
}
