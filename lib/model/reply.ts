// Replies of models as JSON objects without depth. A reply is taken as it is or not at all: nothing is mended.

/** A text of a reply; never empty. */
export type TextField = { readonly type: 'string' };

/** A whole number out of a few. */
export type MarkField = { readonly type: 'integer'; readonly enum: readonly number[] };

/** A schema of ours: one object, no depth, every property required, in this order. A JSON schema as it stands. */
export type ReplySchema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, TextField | MarkField>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
};

/** Makes a schema of its properties. */
export function replySchema(properties: ReplySchema['properties']): ReplySchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  /** `truncated`: the budget ended before the reply did. `detail` says what is wrong, for the log. */
  | { readonly ok: false; readonly problem: 'truncated' | 'invalid'; readonly detail: string };

export function invalid(detail: string): Reading<never> {
  return { ok: false, problem: 'invalid', detail };
}

/** Longer replies are not looked at (UTF-16 units): no budget of a call lets as much through. */
const maxReplyLength = 100_000;

/**
 * Reads a reply against its schema. Strings come out trimmed, with `\n` as line end, and without control characters
 * and halves of characters.
 *
 * @param finish how the model ended; only what it ended itself (`stop`) is looked at
 */
export function readObject(
  schema: ReplySchema,
  text: string,
  finish: 'stop' | 'length',
): Reading<Readonly<Record<string, string | number>>> {
  if (finish !== 'stop') return { ok: false, problem: 'truncated', detail: `cut after ${text.length} characters` };
  if (text.length > maxReplyLength) return invalid(`${text.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(lawful(text));
  } catch {
    return invalid('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return invalid('not an object');
  const given = Object.entries(value);
  const extra = given.find(([key]) => !Object.hasOwn(schema.properties, key));
  if (extra) return invalid(`unknown property ${JSON.stringify(extra[0].slice(0, 40))}`);
  const entries = new Map<string, unknown>(given);
  const read: Record<string, string | number> = {};
  for (const key of schema.required) {
    const field = schema.properties[key];
    if (!field) continue;
    const found = field.type === 'string' ? readText(entries.get(key)) : readMark(field, entries.get(key));
    if (typeof found === 'object') return invalid(`${key}: ${found.problem}`);
    read[key] = found;
  }
  return { ok: true, value: read };
}

function readText(value: unknown): string | { readonly problem: string } {
  if (typeof value !== 'string') return { problem: value === undefined ? 'missing' : 'not a text' };
  const text = tidy(value);
  return text === '' ? { problem: 'empty' } : text;
}

function readMark(field: MarkField, value: unknown): number | { readonly problem: string } {
  if (typeof value !== 'number') return { problem: value === undefined ? 'missing' : 'not a number' };
  return field.enum.includes(value) ? value : { problem: 'out of range' };
}

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(controls, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}

/**
 * Writes control characters inside strings as JSON wants them: line ends and tabs by their escapes, others left out.
 * Grammars before xgrammar 0.1.27 let models write them raw, and `JSON.parse` refuses the whole reply for one.
 */
function lawful(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) inside = !inside;
    else if (inside && code === 0x5c) i++;
    else if (inside && code < 0x20) {
      pieces.push(text.slice(from, i), code === 0x0a ? '\\n' : code === 0x09 ? '\\t' : '');
      from = i + 1;
    }
  }
  return pieces.join('') + text.slice(from);
}
