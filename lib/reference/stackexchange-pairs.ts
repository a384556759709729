import { hasLength, strip } from './python-text';
import { separator, type ReferenceRecord } from './record';
import { cleanStackExchange } from './stackexchange-text';

/** A question and the answer its asker accepted, as the interface gives them; the title is escaped as HTML. */
export interface StackExchangeQuestion {
  readonly title: string;
  readonly body: string;
  readonly accepted: string;
}

/** The reference tool's pair of a question; none where a side is too short. A length of 0 asks for nothing. */
export function stackExchangePair(question: StackExchangeQuestion, minLength: number): ReferenceRecord | null {
  const input = strip(strip(question.title) + separator + cleanStackExchange(question.body));
  const output = cleanStackExchange(question.accepted);
  return hasLength(input, minLength) && hasLength(output, minLength) ? { input, output } : null;
}
