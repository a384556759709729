// SentencePiece's BPE with scores, as llama.cpp's `llama` vocabularies have it: of all neighbours that make a token when
// joined, those with the highest score are joined first, the leftmost of equals; what is no token in the end is bytes.
// @huggingface/tokenizers wants merges in order of rank, which such a vocabulary has not.

export interface SentencePieceVocabulary {
  /** Token → score. */
  readonly scores: ReadonlyMap<string, number>;
}

const space = '▁';
const encoder = new TextEncoder();

/** @param text with spaces as `▁` already; see `withMarkedSpaces` */
export function countSentencePieces(text: string, { scores }: SentencePieceVocabulary): number {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) starts.push(at);
  const count = starts.length;
  // A chain of symbols: where each ends, its neighbours; one that was joined to its left neighbour has no length.
  const ends = Int32Array.from(starts, (_, n) => starts[n + 1] ?? text.length);
  const before = Int32Array.from(starts, (_, n) => n - 1);
  const after = Int32Array.from(starts, (_, n) => (n + 1 < count ? n + 1 : -1));
  const gone = new Uint8Array(count);
  const queue = joinQueue();
  const consider = (left: number): void => {
    const right = left < 0 ? -1 : (after[left] ?? -1);
    if (right < 0) return;
    const end = ends[right] ?? 0;
    const score = scores.get(text.slice(starts[left], end));
    if (score !== undefined) queue.push({ score, left, right, end });
  };
  for (let n = 0; n < count - 1; n++) consider(n);
  for (let join = queue.pop(); join; join = queue.pop()) {
    const { left, right, end } = join;
    // Out of date: one of the two was joined to something else in the meantime.
    if (gone[left] || gone[right] || after[left] !== right || ends[right] !== end) continue;
    gone[right] = 1;
    ends[left] = end;
    const next = after[right] ?? -1;
    after[left] = next;
    if (next >= 0) before[next] = left;
    consider(before[left] ?? -1);
    consider(left);
  }
  let tokens = 0;
  for (let n = count > 0 ? 0 : -1; n >= 0; n = after[n] ?? -1) {
    const symbol = text.slice(starts[n], ends[n]);
    tokens += scores.has(symbol) ? 1 : encoder.encode(symbol).length;
  }
  return tokens;
}

/** @param prefix a space before the first word, as most of these models were trained with */
export function withMarkedSpaces(text: string, prefix: boolean): string {
  return (prefix ? space : '') + text.replaceAll(' ', space);
}

interface Join {
  readonly score: number;
  readonly left: number;
  readonly right: number;
  /** Where the right one ended when it was put down. */
  readonly end: number;
}

/** A binary heap: highest score first, then leftmost. */
function joinQueue(): { push: (join: Join) => void; pop: () => Join | undefined } {
  const heap: Join[] = [];
  const sooner = (a: Join | undefined, b: Join | undefined): boolean =>
    a !== undefined && b !== undefined && (a.score > b.score || (a.score === b.score && a.left < b.left));
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]];
    if (one && other) [heap[a], heap[b]] = [other, one];
  };
  return {
    push(join) {
      let at = heap.push(join) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!sooner(heap[at], heap[parent])) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length > 0 && last) {
        heap[0] = last;
        for (let at = 0; ;) {
          const [left, right] = [at * 2 + 1, at * 2 + 2];
          let best = at;
          if (sooner(heap[left], heap[best])) best = left;
          if (sooner(heap[right], heap[best])) best = right;
          if (best === at) break;
          swap(at, best);
          at = best;
        }
      }
      return top;
    },
  };
}
