import { attr, classesOf } from '../base/html';
import type { Attribution } from './style';
import { isBox, lineOf, type Box, type Node } from './tree';

// Quotes as forum software other than Discourse writes them: a box with a line that says who wrote what follows.

const titleClasses: ReadonlySet<string> = new Set([
  ...['bbCodeBlock-title', 'attribution', 'ipsQuote_citation', 'bbcode_postedby', 'quoteBoxTitle', 'QuoteAuthor'],
  ...['embedQuote-header', 'citation', 'quotetitle', 'quoteheader', 'quote-title', 'quoteauthor', 'topslice_quote'],
]);

export interface BoardQuote {
  readonly from: Attribution | null;
  /** The site's id of the post quoted. */
  readonly post: string | null;
  readonly body: readonly Node[];
}

/** Reads a quote's box; one that names nobody has everything as its body. */
export function boardQuote(box: Box): BoardQuote {
  const title = titleIn(box.children, 0);
  const post = postOf(box, title);
  const name = attr(box.element, 'data-quote') ?? attr(box.element, 'data-ipsquote-username') ?? nameOf(title);
  const from = name ? { name, post, topic: null, title: null, url: null } : null;
  return { from, post, body: title ? without(box.children, title) : box.children };
}

/** Whether a plain `<blockquote>` begins with who is quoted. */
export function hasCitation(box: Box): boolean {
  return titleIn(box.children, 0) !== null;
}

function titleIn(nodes: readonly Node[], depth: number): Box | null {
  for (const node of nodes) {
    if (!isBox(node)) {
      if (node.trim()) return null;
      continue;
    }
    if (isTitle(node)) return node;
    // Boxes of layout around it; the quoted text itself has no title.
    const inner = depth < 3 ? titleIn(node.children, depth + 1) : null;
    if (inner) return inner;
    if (lineOf(node.children)) return null;
  }
  return null;
}

function isTitle({ element }: Box): boolean {
  return element.tagName === 'cite' || classesOf(element).some((name) => titleClasses.has(name));
}

function without(nodes: readonly Node[], title: Box): readonly Node[] {
  return nodes.flatMap((node) => {
    if (node === title) return [];
    return isBox(node) && holds(node, title) ? [{ ...node, children: [...without(node.children, title)] }] : [node];
  });
}

function holds(box: Box, wanted: Box): boolean {
  return box.children.some((node) => isBox(node) && (node === wanted || holds(node, wanted)));
}

/** Ids stand in attributes of the box, or in the link to the post. */
function postOf({ element }: Box, title: Box | null): string | null {
  for (const name of ['data-source', 'data-ipsquote-contentcommentid', 'data-post-id', 'data-post']) {
    const id = /(\d{1,12})\D*$/.exec(attr(element, name)?.slice(-100) ?? '')?.[1];
    if (id) return id;
  }
  for (const link of title ? linksIn([title]) : []) {
    const stated = attr(link.element, 'data-post-id');
    if (stated && /^\d{1,12}$/.test(stated)) return stated;
    const href = (attr(link.element, 'href') ?? '').slice(-300);
    const id =
      /(?:#(?:p|pid|msg|post|comment|Comment_|elComment_)?-?|[?&;](?:p|pid|msg|post|comment|postID|id)=|\/posts?\/)(\d{1,12})\b/i.exec(
        href,
      )?.[1];
    if (id) return id;
  }
  return null;
}

function linksIn(nodes: readonly Node[]): readonly Box[] {
  return nodes.flatMap((node) => (isBox(node) ? [...(node.tag === 'a' ? [node] : []), ...linksIn(node.children)] : []));
}

const verbs =
  /\s*(?:said|wrote|writes|schrieb|hat geschrieben|schreef|a écrit|dit|escribió|dijo|ha scritto|scrisse|escreveu|napisał(?:a|\(a\))?|писал(?:а|\(а\))?|пишет|skrev|kirjoitti|írta|napsal(?:a)?)\s*:?\s*[↑:]?\s*$/i;
const leads =
  /^(?:on\s[^,]{1,60},?\s[^,]{0,30},\s*|(?:originally posted by|originally written by|quote from|quoting|quote|zitat von|zitat|citation de|cita de|cita di|citaat van|cytat|цитата)\s*:?\s+(?=\S))/i;
const dated = /\s+(?:on|am|le|el|il|op|em|dnia)\s+[\p{L}\d][^:]{3,60}(?:\d{4}|\d\d:\d\d).{0,20}$/iu;

/** `otto wrote: ↑`, `Quote from: otto on March 3, 2020`, `On 3/3/2020 at 9:00 AM, otto said:` → otto. */
function nameOf(title: Box | null): string | null {
  if (!title) return null;
  const line = lineOf(title.children).slice(0, 300);
  const bare = line
    .replace(/^\([^)]{1,60}\)\s*/, '')
    .replace(/\s*[↑»]\s*.*$/, '')
    .replace(verbs, '')
    .replace(leads, '')
    .replace(dated, '')
    .replace(/^[\s:]+|[\s:]+$/g, '');
  return bare && bare.length <= 100 ? bare : null;
}
