import type { JsonSchema } from './engine';

// JSON schemas as llama.cpp's grammars (GBNF). Its own converter allows up to twenty blanks between any two tokens, which
// small models happily spend the whole reply on; ours allows one blank where people write one, and none elsewhere. Only
// what our schemas hold is known: a flat object whose properties are all wanted, in their order.
// The notation: https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md

/** llama.cpp refuses repetitions that come to 2000 rules or more (`MAX_REPETITION_THRESHOLD`); longer texts go in blocks. */
const blockChars = 1000;
/** Whole numbers within so few are spelled out; others are digits of any size. */
const spelledOut = 101;

interface Property {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly minLength?: unknown;
  readonly maxLength?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}

/** @returns null where the schema holds something that we do not know: the engine's own converter is to be asked */
export function grammarOf(schema: JsonSchema): string | null {
  const properties = schema['properties'];
  if (schema['type'] !== 'object' || !isRecord(properties)) return null;
  const names = Object.keys(properties);
  if (names.length === 0 || !sameNames(schema['required'], names)) return null;
  const rules: string[] = [];
  const members: string[] = [];
  for (const [n, name] of names.entries()) {
    const property = properties[name];
    const rule = isRecord(property) ? ruleOf(property, `v${n}`) : null;
    if (rule === null) return null;
    rules.push(...rule);
    members.push(`${literal(`${n === 0 ? '{' : ', '}${JSON.stringify(name)}: `)} v${n}`);
  }
  return [
    `root ::= ${members.join(' ')} "}"`,
    ...rules,
    // No escapes from D000 up: half a surrogate pair is among them, and what is meant can be written as it is.
    String.raw`char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" [0-9a-cA-C] [0-9a-fA-F]{3})`,
    '',
  ].join('\n');
}

function ruleOf(property: Property, rule: string): string[] | null {
  const { type } = property;
  if (Array.isArray(property.enum)) {
    const values = property.enum.map((value: unknown) => literal(JSON.stringify(value)));
    return values.length > 0 ? [`${rule} ::= ${values.join(' | ')}`] : null;
  }
  if (type === 'boolean') return [`${rule} ::= "true" | "false"`];
  if (type === 'integer') return integerRule(property, rule);
  if (type !== 'string') return null;
  const least = property.minLength ?? 0;
  const most = property.maxLength ?? null;
  if (!isCount(least) || !(most === null || (isCount(most) && most >= least))) return null;
  return textRules(least, most, rule);
}

function integerRule({ minimum, maximum }: Property, rule: string): string[] | null {
  if (minimum === undefined && maximum === undefined) return [`${rule} ::= "-"? ("0" | [1-9] [0-9]{0,14})`];
  if (!Number.isInteger(minimum) || !Number.isInteger(maximum)) return null;
  const least = minimum as number;
  const count = (maximum as number) - least + 1;
  if (count < 1 || count > spelledOut) return null;
  return [`${rule} ::= ${Array.from({ length: count }, (_, n) => `"${least + n}"`).join(' | ')}`];
}

/** A text of `least` to `most` characters. */
function textRules(least: number, most: number | null, rule: string): string[] {
  const text = `${rule} ::= "\\"" ${rule}-0 "\\""`;
  // Nothing bounds it above: the reply's budget does. A large lower bound is none of our wishes.
  if (most === null) return [text, `${rule}-0 ::= char{${Math.min(least, blockChars)},}`];
  const rules = [text];
  for (let block = 0, from = 0; ; block++, from += blockChars) {
    const here = Math.max(0, Math.min(least - from, blockChars));
    if (most - from <= blockChars) {
      rules.push(`${rule}-${block} ::= char{${here},${most - from}}`);
      return rules;
    }
    // Either it ends within this block, or the block is full and the next begins.
    const full = `char{${blockChars}} ${rule}-${block + 1}`;
    rules.push(
      here === blockChars
        ? `${rule}-${block} ::= ${full}`
        : `${rule}-${block} ::= char{${here},${blockChars - 1}} | ${full}`,
    );
  }
}

/** A literal of the grammar; its escapes are those of JSON, but for `\u`. */
function literal(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, String.raw`\u$1`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function sameNames(required: unknown, names: readonly string[]): boolean {
  return Array.isArray(required) && required.length === names.length && names.every((name) => required.includes(name));
}
