import { asTime, asWords } from '../fields';
import { fullName } from './address';
import { dataBody } from './body';
import { inTreeOrder, type Branch, type Message, type Submission, type Tree } from './thing';

// Atom feeds of a thread or a listing: some 25 entries, without scores and without who answers whom.

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#32': ' ',
};

function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#39|#32);/g, (sign, name: string) => entities[name] ?? sign);
}

export interface Feed {
  readonly submissions: readonly Submission[];
  /** The thread the feed is of; null: a listing. */
  readonly tree: Tree | null;
}

/** @returns null when it is no feed of Reddit's */
export function readFeed(text: string): Feed | null {
  const head = text.slice(0, 3000);
  if (!head.includes('<feed') || !/reddit(static)?\.com/.test(head)) return null;
  const submissions: Submission[] = [];
  const branches: Branch[] = [];
  for (const entry of text.split('<entry>').slice(1)) {
    const id = within(entry, 'id') ?? '';
    const post = id.startsWith('t3_') ? fullName('t3', id) : null;
    const comment = id.startsWith('t1_') ? fullName('t1', id) : null;
    if (post !== null) submissions.push(submissionOf(entry, messageOf(entry, post)));
    else if (comment !== null) branches.push({ kind: 'message', message: messageOf(entry, comment) });
  }
  const [first] = submissions;
  const self = /<link rel="self" href="([^"]{1,1000})"/.exec(head)?.[1] ?? '';
  const ofThread = first !== undefined && submissions.length === 1 && self.includes('/comments/');
  return { submissions, tree: ofThread ? { submission: first, branches: inTreeOrder(branches) } : null };
}

function within(entry: string, tag: string): string | null {
  const start = entry.indexOf(`<${tag}`);
  const from = start < 0 ? -1 : entry.indexOf('>', start);
  const end = from < 0 ? -1 : entry.indexOf(`</${tag}>`, from);
  return end < 0 ? null : unescapeXml(entry.slice(from + 1, end));
}

function messageOf(entry: string, name: string): Message {
  const author = asWords(within(entry, 'name'))?.replace(/^\/u\//, '') ?? null;
  const link = /<link href="([^"]{1,2000})"/.exec(entry)?.[1] ?? '';
  const path = URL.canParse(link) ? new URL(unescapeXml(link)).pathname : null;
  const content = within(entry, 'content') ?? '';
  const html = ownText(content);
  const time = asTime(within(entry, 'published')?.trim() ?? null) ?? asTime(within(entry, 'updated')?.trim() ?? null);
  return {
    name,
    parent: null,
    author,
    html: dataBody(html),
    markdown: null,
    deleted: /^<div class="md"><p>\[(deleted|removed)\]<\/p>\s{0,20}<\/div>$/.test(html.slice(0, 100)),
    flags: [],
    createdAt: time,
    editedAt: null,
    score: null,
    path,
    details: {},
  };
}

/** The feed wraps a text in marks of its own, and puts links around it. */
function ownText(content: string): string {
  const start = content.indexOf('<!-- SC_OFF -->');
  const end = start < 0 ? -1 : content.indexOf('<!-- SC_ON -->', start);
  return end < 0 ? '' : content.slice(start + '<!-- SC_OFF -->'.length, end);
}

function submissionOf(entry: string, message: Message): Submission {
  const label = /<category term="[^"]{0,100}" label="([^"]{1,100})"/.exec(entry)?.[1] ?? null;
  return {
    message,
    title: (within(entry, 'title') ?? '').trim(),
    community: label,
    flair: null,
    comments: null,
    closed: false,
    notice: null,
    pinned: false,
  };
}
