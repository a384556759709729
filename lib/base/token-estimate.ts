/**
 * Tokens of a text, guessed from its characters where no tokenizer can be had. Byte-pair vocabularies of today's models
 * hold whole short Latin words, single Chinese characters, and pieces of two or three letters of other scripts; digits
 * and signs stand mostly alone. Whoever plans by it leaves a margin.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) tokens += (c | 32) >= 0x61 && (c | 32) <= 0x7a ? 0.22 : c === 0x20 ? 0.12 : 0.55;
    else if (c < 0x250) tokens += 0.5;
    // Kana, Han, Hangul and what is set full width; halves of surrogate pairs are near them.
    else if (c >= 0x2e80) tokens += 0.9;
    else tokens += 0.45;
  }
  return Math.ceil(tokens);
}
