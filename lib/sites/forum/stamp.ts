import { isText, parentOf, type Element } from '../../base/html';
import type { Block } from './blocks';
import { innerBody, liesIn, type Body } from './body';
import { isRelativeDate, readDateText } from './date-text';
import { kindKey } from './kind';
import { elementAt, wordsOf, type Outline } from './outline';
import { dateAttribute, isDateElement, type Traits } from './traits';

// When each post was written, by vote: the kind of node that has a date in most posts, and whose dates run in order.

/** Text of a date, epoch ms, or null. */
export type Stamp = string | number | null;

interface Vote {
  readonly stamps: Map<number, Stamp>;
  weight: number;
}

/** Stamps by block. */
export function stampsOf(
  outline: Outline,
  traits: Traits,
  blocks: readonly Block[],
  bodies: readonly Body[],
): readonly Stamp[] {
  const votes = new Map<string, Vote>();
  for (const [index, block] of blocks.entries()) {
    const body = innerBody(outline, block, bodies[index] ?? []);
    for (let place = block.start; place < block.end; place++) {
      if (!traits.isDate[place]) continue;
      const node = outline.nodes[place];
      if (!node || liesIn(node, body)) continue;
      const holder = isText(node) ? parentOf(node) : elementAt(outline, place);
      if (!holder) continue;
      const found = stampOf(outline, holder, isText(node) ? node.value : null);
      if (found === null) continue;
      const weight =
        weightOf(outline, traits, holder, place) * (typeof found === 'string' && !readDateText(found) ? 0.4 : 1);
      vote(votes, `${isText(node) ? 't' : 'e'}:${kindKey(holder)}`, index, found, weight);
    }
  }
  const ranked = [...votes.values()]
    .map((at) => ({ at, worth: (at.weight / at.stamps.size) * (at.stamps.size / blocks.length) ** 1.5 * order(at) }))
    .filter(({ worth }) => worth > 0.02)
    .sort((a, b) => b.worth - a.worth);
  return blocks.map((_, i) => {
    for (const { at, worth } of ranked.slice(0, 3)) {
      if (worth < (ranked[0]?.worth ?? 0) * 0.12) break;
      const stamp = at.stamps.get(i);
      if (stamp !== undefined) return stamp;
    }
    return null;
  });
}

function vote(votes: Map<string, Vote>, key: string, index: number, stamp: Stamp, weight: number): void {
  const at = votes.get(key) ?? { stamps: new Map<number, Stamp>(), weight: 0 };
  votes.set(key, at);
  if (at.stamps.has(index)) return;
  at.stamps.set(index, stamp);
  at.weight += weight;
}

/** The date an element shows; the text alone may lack the time of day, which stands beside it. */
export function stampOf(outline: Outline, element: Element, text: string | null): Stamp {
  for (let at: Element | null = element, level = 0; at && level < 2; level++, at = parentOf(at)) {
    if (!isDateElement(at)) continue;
    const attribute = dateAttribute(at);
    if (attribute !== null) return attribute;
  }
  if (text !== null) {
    const own = readDateText(text.trim());
    if (own && own.minutes !== null) return text.trim();
    const around = wordsOf(outline, element, 300);
    const wide = around.length <= 100 ? readDateText(around) : null;
    if (own && wide && wide.minutes !== null && wide.year === own.year && wide.day === own.day) return around;
    if (own || isRelativeDate(text.trim())) return text.trim();
  }
  const words = wordsOf(outline, element, 300);
  return readDateText(words) || isRelativeDate(words) ? words : null;
}

const notPosted =
  /join|regist|member since|membre depuis|mitglied seit|inscri|dabei seit|miembro|desde|iscritto|lid sinds|dołączył|зарегистр|edit|bearbeit|geändert|zuletzt|modif|last (?:seen|active|visit|update)|aktualisiert|upravil|birth|geburt|updated|beigetreten/i;

function weightOf(outline: Outline, traits: Traits, holder: Element, place: number): number {
  let weight = 1;
  if (holder.tagName === 'time' || dateAttribute(holder) !== null) weight += 0.6;
  const label = labelOf(outline, traits, holder, place);
  if (notPosted.test(label)) weight *= 0.08;
  return weight;
}

/** Words around a date that say which one it is. */
function labelOf(outline: Outline, traits: Traits, holder: Element, place: number): string {
  const own = wordsOf(outline, holder, 120);
  const parts = [own.slice(0, 120)];
  // The text right before, as in `<dt>Joined</dt><dd>…</dd>`.
  for (let at = place - 1, steps = 0; at >= 0 && steps < 6; at--, steps++) {
    const node = outline.nodes[at];
    if (!node || !isText(node) || !node.value.trim()) continue;
    // Another date has said what it is itself.
    if (!traits.isDate[at]) parts.push(node.value.trim().slice(-40));
    break;
  }
  return `${parts.join(' ')} ${holder.attrs.map(({ name, value }) => (name === 'class' ? value : '')).join(' ')}`;
}

/** Posts stand in order of time, first or last one first; dates of joining do not. */
function order({ stamps }: Vote): number {
  const times: number[] = [];
  for (const stamp of stamps.values()) {
    if (typeof stamp === 'number') times.push(stamp);
    else if (stamp !== null) {
      const reading = readDateText(stamp);
      if (reading?.year != null) {
        const [first = 1, second = 1] = reading.pair ?? [];
        const month = reading.month ?? first;
        const day = reading.day ?? second;
        times.push(reading.exact ?? Date.UTC(reading.year, month - 1, day) + (reading.minutes ?? 0) * 60_000);
      }
    }
  }
  if (times.length < 3) return 1;
  let up = 0;
  let down = 0;
  for (let i = 1; i < times.length; i++) {
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    if (step >= 0) up++;
    if (step <= 0) down++;
  }
  const share = Math.max(up, down) / (times.length - 1);
  return 0.2 + 0.8 * share ** 2;
}
