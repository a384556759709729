import { parsePage, parsePiece, type Parent } from '../base/html';

// Parsing HTML takes as many steps for an element as elements are open around it, so that a few megabytes of `<div>`
// would take hours. The steps are counted before any is taken.

/** About ten seconds. Long pages with thousands of tags that are never closed need a tenth of it. */
const maxSteps = 2e9;

// What the standard closes by itself, or never opens, does not count.
const flat = new Set(
  (
    'p li dt dd tr td th thead tbody tfoot option optgroup rb rt rp rtc colgroup area base br col embed hr img input ' +
    'link meta param source track wbr html head body title'
  ).split(' '),
);

/** @throws RangeError where elements nest beyond all use; `readDoc` calls such a file broken */
export function pageOf(html: string): Parent {
  check(html);
  return parsePage(html);
}

/** As `pageOf`, for a piece of a page. */
export function pieceOf(html: string): Parent {
  check(html);
  return parsePiece(html);
}

function check(html: string): void {
  let depth = 0;
  let steps = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]{0,20})/gi)) {
    steps += depth;
    if (steps > maxSteps) throw new RangeError('elements nest too deep');
    if (flat.has(name.toLowerCase())) continue;
    depth = slash ? Math.max(0, depth - 1) : depth + 1;
  }
}
