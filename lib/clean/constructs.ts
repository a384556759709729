import { attr, classesOf, parentOf, type Element } from '../base/html';

// What the markup of a post means, as data: a new site's construct is a row here. Standard tags come last, so that a
// class wins over the tag that carries it.

export type Kind =
  | 'drop'
  | 'badge'
  | 'through'
  | 'break'
  | 'strong'
  | 'emphasis'
  | 'strike'
  | 'tag'
  | 'image'
  | 'emoji'
  | 'link'
  | 'lightbox'
  | 'preview'
  | 'plain-link'
  | 'hashtag'
  | 'reference'
  | 'greentext'
  | 'math'
  | 'math-source'
  | 'math-text'
  | 'katex'
  | 'checkbox'
  | 'date'
  | 'spoiler'
  | 'footnote-ref'
  | 'code-span'
  | 'paragraph'
  | 'container'
  | 'code'
  | 'heading'
  | 'rule'
  | 'blockquote'
  | 'quote'
  | 'onebox'
  | 'video'
  | 'poll'
  | 'details'
  | 'list'
  | 'terms'
  | 'footnotes'
  | 'table';

/** Kinds that start a block of their own, whatever tag carries them. */
const blockKinds: ReadonlySet<Kind> = new Set<Kind>([
  'paragraph',
  'container',
  'code',
  'heading',
  'rule',
  'blockquote',
  'quote',
  'onebox',
  'poll',
  'details',
  'list',
  'terms',
  'footnotes',
  'table',
]);

interface Row {
  readonly as: Kind;
  /** Only on these tags; absent: on any. */
  readonly on?: readonly string[];
  /** Only directly in an element with this class. */
  readonly inside?: string;
}

/** Rows of one meaning: class names, then what they are. */
const classRows: readonly (readonly [classes: string, row: Row])[] = [
  // Decorations the client adds to a live post.
  ['cooked-selection-barrier codeblock-button-wrapper quote-controls quote-toggle expand-footnote', { as: 'drop' }],
  ['badge-notification clicks', { as: 'badge' }],
  ['user-status-message user-status-message-wrap mermaid-diagram', { as: 'drop' }],
  ['fullscreen-table-wrapper__buttons discourse-footnote-tooltip sr-only', { as: 'drop' }],
  ['mathjax-math katex-math MathJax MathJax_Preview MathJax_Display MathJax_SVG MathJax_CHTML', { as: 'drop' }],
  ['MathJax_SVG_Display mjx-chtml MJXc-display MJX_Assistive_MathML katex-html', { as: 'drop' }],
  ['hljs-ln-numbers linenos gutter lineno', { as: 'drop' }],
  ['meta', { as: 'drop', inside: 'lightbox' }],
  ['anchor footnote-backref', { as: 'drop', on: ['a'] }],
  ['back', { as: 'drop', on: ['a'], inside: 'quote-controls' }],
  ['footnotes-sep', { as: 'drop' }],
  ['highlighted', { as: 'through', on: ['mark', 'span'] }],
  // Furniture of other sites inside a post's body.
  ['js-post-notice snippet-ctas snippet-result', { as: 'drop' }],
  // Discourse.
  ['quote', { as: 'quote', on: ['aside'] }],
  ['onebox', { as: 'onebox', on: ['aside'] }],
  ['lazyYT lazy-video-container video-placeholder-container video-onebox', { as: 'video' }],
  ['onebox inline-onebox inline-onebox-loading', { as: 'preview', on: ['a'] }],
  ['lightbox', { as: 'lightbox', on: ['a'] }],
  ['mention mention-group', { as: 'plain-link' }],
  ['hashtag hashtag-cooked hashtag-raw', { as: 'hashtag' }],
  ['poll', { as: 'poll', on: ['div'] }],
  ['poll-info poll-buttons poll-voters percentage bar-back', { as: 'drop' }],
  ['footnote-ref', { as: 'footnote-ref' }],
  ['footnotes', { as: 'footnotes', on: ['section', 'div'] }],
  ['footnotes-list', { as: 'footnotes', on: ['ol'] }],
  ['discourse-local-date', { as: 'date' }],
  ['chcklst-box', { as: 'checkbox' }],
  ['bbcode-b', { as: 'strong' }],
  ['bbcode-i', { as: 'emphasis' }],
  ['bbcode-s', { as: 'strike' }],
  ['emoji', { as: 'emoji', on: ['img'] }],
  // Imageboards.
  ['quotelink quoteLink backlink', { as: 'reference', on: ['a'] }],
  ['deadlink', { as: 'reference', on: ['a', 'span'] }],
  ['quote greentext greenText', { as: 'greentext', on: ['span'] }],
  ['sjis', { as: 'code', on: ['span', 'div'] }],
  ['abbr fortune public_ban divBanMessage', { as: 'drop', on: ['span', 'div', 'font'] }],
  ['exif', { as: 'drop', on: ['table'] }],
  // Other forums.
  ['bbCodeBlock-expandLink bbCodeBlock-shrinkLink quoteExpand messageTextEndMarker quoteBoxExpand', { as: 'drop' }],
  ['ipsQuote_expand quotefooter codeheader codeoperation codeBoxHeader lineAnchor line-numbers-rows', { as: 'drop' }],
  ['ipsSpoiler_header bbc_spoiler_header SpoilerTitle spoiler-buttonContainer', { as: 'drop' }],
  ['bbCodeBlock-title', { as: 'drop', inside: 'bbCodeBlock--code' }],
  ['bbcode_description', { as: 'drop', inside: 'bbcode_container' }],
  ['title', { as: 'drop', inside: 'codeblock' }],
  ['bbCodeBlock--quote bbCodeQuote ipsQuote mycode_quote bbcode_quote quoteBox quotebox', { as: 'quote' }],
  ['bbc_standard_quote bbc_alternate_quote UserQuote Quote embedQuote', { as: 'quote' }],
  ['quote forumQuote', { as: 'quote', on: ['div', 'blockquote'] }],
  ['codebox codeblock', { as: 'code', on: ['div', 'dl'] }],
  ['bbc_code', { as: 'code', on: ['code', 'div'] }],
  ['bbCodeSpoiler-content bbCodeSpoilerText ipsSpoiler ipsSpoiler_contents spoilerBoxContent', { as: 'spoiler' }],
  ['bbCodeInlineSpoiler bbc_spoiler Spoiler js-spoiler', { as: 'spoiler' }],
  // Several sites.
  ['spoiler spoiler-blurred spoiled md-spoiler-text', { as: 'spoiler' }],
  ['math', { as: 'math', on: ['span', 'div'] }],
  ['math-container', { as: 'math-text', on: ['span'] }],
  ['katex', { as: 'katex' }],
];

const tagRows: readonly (readonly [tags: string, kind: Kind])[] = [
  ['style noscript template head title meta base svg canvas button select textarea input datalist', 'drop'],
  ['object embed param rp mjx-container frame frameset', 'drop'],
  ['br', 'break'],
  ['b strong', 'strong'],
  ['i em', 'emphasis'],
  ['s del strike', 'strike'],
  ['kbd sup sub u ins mark small big', 'tag'],
  ['img', 'image'],
  ['a', 'link'],
  ['math', 'katex'],
  ['code tt samp', 'code-span'],
  ['p', 'paragraph'],
  ['pre listing xmp plaintext', 'code'],
  ['h1 h2 h3 h4 h5 h6', 'heading'],
  ['hr', 'rule'],
  ['blockquote', 'blockquote'],
  ['details', 'details'],
  ['ul ol menu dir', 'list'],
  ['dl', 'terms'],
  ['table', 'table'],
  ['video audio iframe', 'video'],
  ['div section article aside header footer main nav figure figcaption address center form fieldset', 'container'],
  ['li dt dd summary tr td th thead tbody tfoot caption legend hgroup search dialog', 'container'],
];

const byClass = new Map<string, Row[]>();
for (const [classes, row] of classRows) {
  for (const name of classes.split(' ')) byClass.set(name, [...(byClass.get(name) ?? []), row]);
}
const byTag = new Map<string, Kind>();
for (const [tags, kind] of tagRows) for (const tag of tags.split(' ')) byTag.set(tag, kind);

/** What an element means to a reader of the post. */
export function kindOf(element: Element): Kind {
  for (const name of classesOf(element)) {
    for (const row of byClass.get(name) ?? []) {
      if (row.on && !row.on.includes(element.tagName)) continue;
      if (row.inside) {
        const parent = parentOf(element);
        if (!parent || !classesOf(parent).includes(row.inside)) continue;
      }
      return row.as;
    }
  }
  return special(element) ?? byTag.get(element.tagName) ?? 'through';
}

/** Tags whose meaning hangs on an attribute. */
function special(element: Element): Kind | null {
  switch (element.tagName) {
    case 'script':
      return (attr(element, 'type') ?? '').trim().toLowerCase().startsWith('math/tex') ? 'math-source' : 'drop';
    case 'a':
      // vichan marks its references by their script alone.
      return /^\s{0,5}highlightReply\b/.test(attr(element, 'onclick') ?? '') ? 'reference' : null;
    case 'input':
      return (attr(element, 'type') ?? '').toLowerCase() === 'checkbox' ? 'checkbox' : 'drop';
    case 'p':
    case 'dt':
    case 'h4': {
      // "Code: Select all" above a box of code.
      const box = parentOf(element);
      return box && classesOf(box).includes('codebox') ? 'drop' : null;
    }
    case 'button': {
      // The options of a poll are buttons in the live page.
      const parent = parentOf(element);
      return parent && attr(parent, 'data-poll-option-id') !== null ? 'through' : 'drop';
    }
    default:
      return null;
  }
}

/** Whether the element is a block by itself. */
export function isBlockKind(kind: Kind, tag: string): boolean {
  if (kind === 'math' || kind === 'spoiler' || kind === 'video') return tag === 'div';
  return blockKinds.has(kind);
}
