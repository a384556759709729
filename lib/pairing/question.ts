// Does a text ask something? A question mark outside addresses and code, or a sentence that begins as questions begin.

/** `?` glued to a letter or sign that follows is part of an address or of code (`page?id=1`, `a?.b`), not a mark. */
const mark = /\?(?![\w=&%/#]|\.[\w[(])|[？؟⁇⁈⁉⸮‽\u037e՞፧]/;

/** Words that begin a question by themselves; not "what a day", "which is why". */
const asks =
  /^(?!what an?\s|which (?:is|was|are|were|means)\s)(?:who|whom|whose|what|which|when|where|why|how|any ideas?)(?:['’](?:s|re|d|ll|ve))?(?![\w'’-])/i;

/** Verbs that begin a question only with a subject after them: "is it …", not "is" in "it is". */
const inverts =
  /^(?:(?:is|are|am|was|were|can|could|should|would|will|shall|may|might|has|had|does|did)(?:n['’]t)?\s+(?:i|you|he|she|it|we|they|there|this|that|these|those|the|any|any(?:one|body|thing)|some(?:one|body|thing)|my|your|our|a|an)|(?:do|have)(?:n['’]t)?\s+(?:i|you|we|they|any(?:one|body)))(?![\w'’-])/i;

/** Chinese and Japanese: openers, and particles that end a question. */
const asksEastern =
  /^(?:为什么|為什麼|为何|怎么|怎麼|怎样|怎樣|如何|请问|請問|谁|誰|哪|什么|什麼|なぜ|どう|何|いつ|どこ|誰)|(?:吗|嗎|呢|ですか|ますか)$/;

/** Links: a Markdown destination, or an address up to white space. */
const address = /\]\([^()\s]*\)|\b(?:https?:\/\/|www\.|heddle-image:)\S*/gi;

/** True when the text holds a question. Linear in its length. */
export function holdsQuestion(text: string): boolean {
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const marker = /^[ \t>]{0,40}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker !== undefined) {
      if (fence === null) fence = marker;
      else if (marker.startsWith(fence)) fence = null;
      continue;
    }
    if (fence === null && lineAsks(withoutAddresses(withoutCode(line)))) return true;
  }
  return false;
}

/** Takes inline code out; a run of backquotes that nothing closes is text. */
function withoutCode(line: string): string {
  if (!line.includes('`')) return line;
  const parts = line.split(/`+/);
  return parts.filter((_, i) => i % 2 === 0 || i === parts.length - 1).join(' ');
}

function withoutAddresses(line: string): string {
  // What closes a sentence after an address is the sentence's: "did you read https://example.org/faq?"
  return line.replace(address, (found) => (!found.startsWith('](') && /[?？]['")\]]*$/.test(found) ? ' ?' : ' '));
}

function lineAsks(line: string): boolean {
  if (mark.test(line)) return true;
  for (const sentence of line.split(/(?<=[.!:;…])\s+|[。！；：]/)) {
    // What may stand before the first word: list, quote and heading marks, quotation marks, emphasis.
    const start = sentence.replace(/^(?:[\s>#*+\-_"'“‘(]|\d{1,9}[.)])+/, '').trimEnd();
    if (asks.test(start) || inverts.test(start) || asksEastern.test(start)) return true;
  }
  return false;
}
