import type { GenerationOptions, GenerationType, ModelChoice, PromptTemplate } from '../model/generate';
import type { DocSource, Draft, Turn } from '../model/pair';
import type { Grounding } from './grounding';
import type { Reply } from './output';
import { promptName } from './prompts';

// A reply becomes a training example, and what is known about how it was made.

/**
 * The pair of a reply.
 *
 * @param text what the model read: the chunk's text, or that of its half
 * @param call ordinal of the call in its chunk
 */
export function draftOf(
  reply: Reply,
  text: string,
  call: number,
  { reasoning }: Pick<GenerationOptions, 'reasoning'>,
): Draft {
  const [user, assistant] = sidesOf(reply, text, reasoning);
  return {
    kind: 'pair',
    turns: [
      { role: 'user', text: user },
      { role: 'assistant', text: assistant },
    ],
    postIds: [],
    outputPostId: '',
    position: call,
    ordinal: 0,
  };
}

function sidesOf(
  reply: Reply,
  text: string,
  form: GenerationOptions['reasoning'],
): readonly [user: string, assistant: string] {
  switch (reply.type) {
    case 'qa':
      return [reply.question, reply.answer];
    case 'cot': {
      // The tags as reasoning models are trained on them.
      const thought = form === 'think' ? `<think>\n${reply.reasoning}\n</think>` : reply.reasoning;
      return [reply.question, `${thought}\n\n${reply.answer}`];
    }
    case 'summary':
      return [`${reply.request}\n\n${text}`, reply.summary];
  }
}

/** What a stored pair says, as `saying` has it of a reply: to fill a `QuestionBook` when a job is taken up again. */
export function sayingOf(type: GenerationType, turns: readonly Turn[]): string {
  const role = type === 'summary' ? 'assistant' : 'user';
  return turns.find((turn) => turn.role === role)?.text ?? '';
}

/** A chunk and its document, as far as pairs name them. */
export interface ChunkOrigin {
  readonly docId: string;
  readonly docName: string;
  readonly docTitle: string;
  readonly docUrl: string | null;
  readonly n: number;
  readonly pages: DocSource['pages'];
  readonly headings: readonly string[];
}

/**
 * Where a pair is from.
 *
 * @param grounding of its evidence in the text the model read
 * @param offset where that text begins in the document's
 */
export function sourceOf(
  chunk: ChunkOrigin,
  evidence: string,
  { span, grounded }: Grounding,
  offset: number,
  made: { readonly choice: ModelChoice; readonly template: PromptTemplate; readonly seed: number },
): DocSource {
  return {
    docId: chunk.docId,
    name: chunk.docName,
    title: chunk.docTitle,
    url: chunk.docUrl,
    chunk: chunk.n,
    pages: chunk.pages,
    headings: chunk.headings,
    evidence,
    span: span && [offset + span[0], offset + span[1]],
    grounded,
    engine: made.choice.engine,
    model: made.choice.model,
    prompt: promptName(made.template),
    seed: made.seed,
  };
}
