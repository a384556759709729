import type { GenerationType } from '../model/generate';
import { replySchema, type ReplySchema, type TextField } from '../model/reply';

// What a reply looks like. The evidence comes first and the answer last, since a model writes from left to right: what
// it has quoted is before it when it answers. One pair a reply: short, so that a cut costs little.
//
// Only keywords that xgrammar (web-llm) and llama.cpp's converter (wllama) both take; a schema that xgrammar refuses
// ends its engine for good. No lengths: xgrammar 0.1.27 makes of a text with a length one that can hold neither a line
// end nor a quotation mark (its escapes are left out), takes seconds to compile it, and llama.cpp refuses from 2,000 on
// (`MAX_REPETITION_THRESHOLD`). What is too long ends at the budget of the call, and `output.ts` looks at the rest.
//
// Built once and never changed: xgrammar keeps the grammar it compiled as long as the text of the schema is the same,
// byte by byte.

const text: TextField = { type: 'string' };

export const schemas = {
  qa: replySchema({ evidence: text, question: text, answer: text }),
  cot: replySchema({ evidence: text, question: text, reasoning: text, answer: text }),
  // Here the evidence is the sentence that carries most of the text, and the request is the prompt of the pair.
  summary: replySchema({ evidence: text, request: text, summary: text }),
} as const satisfies Readonly<Record<GenerationType, ReplySchema>>;

/** As a completion wants it. */
export function schemaOf(type: GenerationType): { readonly name: string; readonly schema: ReplySchema } {
  return { name: type, schema: schemas[type] };
}
