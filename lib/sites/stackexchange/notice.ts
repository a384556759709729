import {
  attr,
  elementsOutside,
  hasClass,
  isElement,
  isText,
  parentOf,
  textOf,
  type Element,
  type HtmlNode,
} from '../../base/html';
import { timeOf } from './walk';
import { oneLine } from './words';

// What the software says of a post, beside or within its body.

export function isNotice(element: Element): boolean {
  return ['js-post-notice', 'post-notice', 'question-status', 'question-originals-of-duplicate'].some((name) =>
    hasClass(element, name),
  );
}

/** Notices stand within the body, and are not the author's: taken out, with the box that held nothing else. */
export function takeNotices(body: Element): readonly Element[] {
  const notices = [...elementsOutside(body, isNotice)].filter(isNotice);
  for (const notice of notices) {
    let gone = notice;
    for (let box = parentOf(gone); box && box !== body; box = parentOf(gone)) {
      const holdsMore = box.childNodes.some((node) => node !== gone && /\S/.test(textOf(node)));
      if (box.tagName !== 'div' || holdsMore) break;
      gone = box;
    }
    const siblings = gone.parentNode?.childNodes;
    const at = siblings?.indexOf(gone) ?? -1;
    if (siblings && at >= 0) siblings.splice(at, 1);
  }
  return notices;
}

/** What a notice says, on one line; times as dates, since `2 years ago` is soon wrong. */
export function noticeText(notice: Element): string {
  let text = '';
  const stack: HtmlNode[] = [...notice.childNodes].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (isText(node)) text += node.value;
    if (!isElement(node) || node.tagName === 'button' || hasClass(node, 's-btn') || hasClass(node, 'flag-post-link'))
      continue;
    const time = timeOf(attr(node, 'title'));
    if (time === null) for (const child of node.childNodes.toReversed()) stack.push(child);
    else text += new Date(time).toISOString().slice(0, 10);
  }
  return oneLine(text).slice(0, 1000);
}
