import type { GenerationType } from '../model/generate';
import { invalid, readObject, type Reading } from '../model/reply';
import { maxEvidence } from './grounding';
import { schemas } from './schemas';

/** A valid reply. */
export type Reply = QaReply | CotReply | SummaryReply;

export interface QaReply {
  readonly type: 'qa';
  readonly evidence: string;
  readonly question: string;
  readonly answer: string;
}

export interface CotReply {
  readonly type: 'cot';
  readonly evidence: string;
  readonly question: string;
  readonly reasoning: string;
  readonly answer: string;
}

export interface SummaryReply {
  readonly type: 'summary';
  readonly evidence: string;
  /** Asks for the summary. */
  readonly request: string;
  readonly summary: string;
}

/**
 * Reads a reply; nothing in it is mended. Beyond its schema it must say something: a side without a letter or digit, or
 * two sides that are the same, make no pair; nor does evidence that is the text itself rather than a few sentences.
 *
 * @param finish how the model ended: what it did not end itself is `truncated`
 */
export function readReply(type: GenerationType, completionText: string, finish: 'stop' | 'length'): Reading<Reply> {
  const reading = readObject(schemas[type], completionText, finish);
  if (!reading.ok) return reading;
  const text = (key: string): string => String(reading.value[key]);
  const [asks, says] = type === 'summary' ? ['request', 'summary'] : ['question', 'answer'];
  for (const key of [asks, says]) {
    if (!/[\p{L}\p{N}]/u.test(text(key))) return invalid(`${key}: no words`);
  }
  if (text(asks) === text(says)) return invalid(`${says}: the same as ${asks}`);
  const evidence = text('evidence');
  if (evidence.length > maxEvidence) return invalid('evidence: too long');
  if (type === 'summary')
    return { ok: true, value: { type, evidence, request: text('request'), summary: text('summary') } };
  const pair = { evidence, question: text('question'), answer: text('answer') };
  if (type === 'qa') return { ok: true, value: { type, ...pair } };
  const reasoning = text('reasoning');
  // It would end the thinking where the pair is made, and what follows would be taken for the answer.
  if (/<\/?think>/i.test(reasoning + pair.answer)) return invalid('reasoning: think tags');
  return { ok: true, value: { type, ...pair, reasoning } };
}

/** What is compared to find repeats: the question; of a summary its text, since requests are alike. */
export function saying(reply: Reply): string {
  return reply.type === 'summary' ? reply.summary : reply.question;
}
