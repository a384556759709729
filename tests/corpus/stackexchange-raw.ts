// What a recorded file of the Stack Exchange network holds, by raw keys and patterns of its text alone: no reader of
// ours, and no HTML parser, has a part in it.

export interface SeCounts {
  readonly questions: number;
  readonly answers: number;
  readonly comments: number;
  readonly authors: number;
  readonly edges: number;
  readonly images: number;
  readonly accepted: string | null;
  /** Of questions and answers, ascending; null: not told. */
  readonly scores: readonly (number | null)[];
}

type Json = Readonly<Record<string, unknown>>;

/** Items of an envelope, a list, or one bare item. */
export function itemsOf(text: string): readonly Json[] {
  const data = JSON.parse(text) as Json | readonly Json[];
  if (Array.isArray(data)) return data as readonly Json[];
  const { items } = data as Json;
  return Array.isArray(items) ? (items as readonly Json[]) : [data as Json];
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Flat {
  readonly id: number;
  readonly kind: 'question' | 'answer' | 'comment';
  readonly item: Json;
}

function flatten(items: readonly Json[]): readonly Flat[] {
  return items.flatMap((item): readonly Flat[] => {
    const nested = (key: string): readonly Flat[] =>
      Array.isArray(item[key]) ? flatten(item[key] as readonly Json[]) : [];
    const own: readonly Flat[] =
      typeof item['comment_id'] === 'number'
        ? [{ id: item['comment_id'], kind: 'comment', item }]
        : typeof item['answer_id'] === 'number'
          ? [{ id: item['answer_id'], kind: 'answer', item }]
          : [{ id: Number(item['question_id']), kind: 'question', item }];
    return [...own, ...nested('answers'), ...nested('comments')];
  });
}

export function countJson(text: string): SeCounts {
  const all = flatten(itemsOf(text));
  const of = (kind: Flat['kind']): readonly Flat[] => all.filter((one) => one.kind === kind);
  const names = all.map(({ item }) => word((item['owner'] as Json | undefined)?.['display_name']));
  const scored = [...of('question'), ...of('answer')];
  const question = of('question')[0]?.item['accepted_answer_id'];
  const answer = of('answer').find(({ item }) => item['is_accepted'] === true)?.id;
  const accepted = question ?? answer;
  return {
    questions: of('question').length,
    answers: of('answer').length,
    comments: of('comment').length,
    authors: new Set(names).size,
    edges: of('answer').length + of('comment').length,
    images: all.reduce((sum, { item, kind }) => sum + (kind === 'comment' ? 0 : imagesIn(word(item['body']))), 0),
    accepted: typeof accepted === 'number' ? String(accepted) : null,
    scores: ascending(scored.map(({ item }) => (typeof item['score'] === 'number' ? item['score'] : null))),
  };
}

export function ascending(scores: readonly (number | null)[]): readonly (number | null)[] {
  return scores.toSorted((a, b) => (a ?? -Infinity) - (b ?? -Infinity));
}

/** Each address once. */
function imagesIn(html: string): number {
  return new Set([...html.matchAll(/<img\b[^>]*?\ssrc=["']([^"']+)["']/g)].map((match) => match[1])).size;
}

function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(\w+);/g, (all, name: string) => named[name] ?? all);
}

const plain = (html: string): string =>
  decoded(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

/** The text of a page cut at each post: the question first. */
function pieces(text: string): readonly { readonly id: string; readonly html: string }[] {
  const starts = [
    ...text.matchAll(/<div\b[^>]*\bid="question"[^>]*>/g),
    ...text.matchAll(/<div\b[^>]*\bid="answer-(\d+)"[^>]*\bclass="answer\b[^>]*>/g),
  ].map((match) => ({ at: match.index, id: match[1] ?? '' }));
  const question =
    /data-questionid="(\d+)"/.exec(text)?.[1] ??
    /class="vote">\s*<input type="hidden" value="(\d+)"/.exec(text)?.[1] ??
    '';
  const end = text.search(/<(?:div|form)\b[^>]*\b(?:id="(?:sidebar|post-form)"|class="[^"]*pager-answers)/);
  return starts.map(({ at, id }, index) => ({
    id: id || question,
    html: text.slice(at, starts[index + 1]?.at ?? (end > at ? end : undefined)),
  }));
}

/** Of the cards under a post, the last is the author's, or the one that says `owner`. */
function authorOf(html: string): string {
  const beforeComments = html.slice(0, html.search(/id="comments-\d+"/) >>> 0);
  const cards = beforeComments.split(/class="[^"]*\bpost-signature\b/).slice(1);
  const owner = [...beforeComments.matchAll(/class="[^"]*\bpost-signature owner\b/g)].length > 0;
  const card = owner ? (beforeComments.split(/class="[^"]*\bpost-signature owner\b/)[1] ?? '') : (cards.at(-1) ?? '');
  const linked = [...card.matchAll(/<a\b[^>]*href="[^"]*\/users\/-?\d+[^"]*"[^>]*>([\s\S]*?)<\/a>/g)]
    .map((match) => plain(match[1] ?? ''))
    .find((name) => name !== '');
  if (linked !== undefined) return linked;
  const history = /id="history-\d+"[^>]*>([\s\S]*?)<\/a>/.exec(card)?.[1];
  if (history !== undefined) return plain(history);
  return (
    plain(/itemprop="name">([^<]*)</.exec(beforeComments)?.[1] ?? '') ||
    plain(/class="user-details"[^>]*>([^<]*)</.exec(card)?.[1] ?? '')
  );
}

function bodyOf(html: string): string {
  const start = /<div\b[^>]*class="[^"]*\b(?:js-post-body|post-text)\b[^>]*>/.exec(html);
  const end = html.search(/class="[^"]*\b(?:post-taglist|post-menu|js-post-menu)\b/);
  return start ? html.slice(start.index, end > 0 ? end : undefined) : '';
}

export function countPage(page: string): SeCounts {
  const posts = pieces(page);
  const comments = [
    ...page.matchAll(
      /<(?:li|tr)\b[^>]*\bid="comment-(\d+)"[^>]*>([\s\S]*?)(?=<(?:li|tr)\b[^>]*\bid="comment-|<\/ul>|<\/tbody>\s*(?:<tfoot|<\/table>\s*<\/div>))/g,
    ),
  ];
  const names = comments.map((match) =>
    plain(/class="comment-user[^"]*"[^>]*>([\s\S]*?)<\/(?:a|span)>/.exec(match[2] ?? '')?.[1] ?? ''),
  );
  const accepted = posts.find(({ html }) => {
    const tag = /^<[^>]*>/.exec(html)?.[0] ?? '';
    return /accepted-answer/.test(tag) || /class="vote-accepted-on/.test(html);
  });
  const scoreOf = (html: string): number | null => {
    const match =
      /class="[^"]*\bjs-vote-count\b[^>]*\bdata-value="(-?\d+)"/.exec(html) ??
      /class="vote-count-post ?"[^>]*>\s*(-?\d+)/.exec(html);
    return match ? Number(match[1]) : null;
  };
  const ids = new Set(comments.map((match) => match[1]));
  return {
    questions: posts.length > 0 ? 1 : 0,
    answers: posts.length - 1,
    comments: ids.size,
    authors: new Set([...posts.map(({ html }) => authorOf(html)), ...names]).size,
    edges: posts.length - 1 + ids.size,
    images: posts.reduce((sum, { html }) => sum + imagesIn(bodyOf(html)), 0),
    accepted: accepted?.id ?? null,
    scores: ascending(posts.map(({ html }) => scoreOf(html))),
  };
}

/** Rows of a list: their question ids in order. */
export function rowIds(text: string): readonly string[] {
  return [...text.matchAll(/\bid="question-summary-(\d+)"/g)].map((match) => match[1] ?? '');
}
