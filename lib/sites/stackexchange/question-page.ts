import { attr, elementsOf, elementsOutside, find, hasClass, type Element } from '../../base/html';
import type { Post, Thread } from '../../model/thread';
import { questionAddress, questionUrl, threadIdOf } from './address';
import { headingOf, isBody, type Markup } from './markup';
import { distinctNames } from './people';
import { isNotice, noticeText } from './notice';
import { readPost, type PostPlace, type ShownPost } from './post-page';
import { countOf, timeOf, wordsOf } from './walk';

/** What a question's page shows. */
export interface QuestionPage {
  readonly thread: Thread;
  /** Question, answers, and the comments after the post they are on. */
  readonly posts: readonly Post[];
  readonly answers: number;
  readonly hiddenComments: number;
}

/** Places left between two posts of a page, for comments. */
const gap = 1000;

/**
 * Reads the page of a question.
 * @param page the number of the page of answers, from 0; later pages repeat the question
 */
export function readQuestionPage(markup: Markup, questionId: string, page = 0): QuestionPage {
  const slug = questionAddress(markup.canonical ?? markup.url, markup.base)?.slug ?? null;
  const place: PostPlace = { markup, questionId, slug };
  const start = page * 100 * gap;
  const root = markup.question && readPost(markup.question, questionId, place, 0);
  const ranks = ranksOf(markup.answers.map(({ id }) => id));
  const answers = markup.answers.flatMap(({ id, element }) => {
    const shown = id === questionId ? null : readPost(element, id, place, start + (ranks.get(id) ?? 0) * gap);
    return shown ? [shown] : [];
  });
  const shown: readonly ShownPost[] = [...(root ? [root] : []), ...answers];
  const posts = distinctNames(unique(shown.flatMap(({ post, comments }) => [post, ...comments])));
  const notices = noticesOf(markup, root);
  const closing = notices.filter((notice) => !isProtection(notice));
  const heading = headingOf(markup);
  const accepted = answers.find(({ post }) => post.flags.includes('accepted') && post.state === 'visible');
  return {
    thread: {
      id: threadIdOf(markup.base, questionId),
      site: 'stackexchange',
      url: questionUrl(markup.base, questionId, slug),
      title: closing.some(isClosing) ? withoutStatus(heading) : heading,
      category: null,
      tags: tagsOf(markup.question),
      postedAt: root?.post.postedAt ?? null,
      bumpedAt: activeAt(markup) ?? null,
      postsCount: postsCountOf(markup),
      closed: closing.some(isClosing),
      ...(closing.length > 0 ? { notice: closing.map(noticeText).join(' ') } : {}),
      acceptedPostId: accepted?.post.id ?? null,
      license: root?.post.license ?? null,
      unaddressed: 'root',
    },
    posts,
    answers: answers.length,
    hiddenComments: shown.reduce((sum, { hiddenComments }) => sum + hiddenComments, 0),
  };
}

/** From 1, by age: ids grow, while the order of a page follows votes. */
function ranksOf(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.toSorted((a, b) => Number(a) - Number(b)).map((id, index) => [id, index + 1]));
}

function unique(posts: readonly Post[]): readonly Post[] {
  return [...new Map(posts.map((post) => [post.id, post])).values()];
}

/** Notices of the question: in its body, beside it, or between it and the answers. */
function noticesOf(markup: Markup, root: ShownPost | null): readonly Element[] {
  const found = new Set(root?.notices);
  const closed = (element: Element): boolean => isBody(element) || hasClass(element, 'answer') || isNotice(element);
  for (const element of elementsOutside(markup.tree, closed)) if (isNotice(element)) found.add(element);
  return [...found];
}

function linkedTo(notice: Element, pattern: RegExp): boolean {
  return find(notice, (at) => at.tagName === 'a' && pattern.test(attr(at, 'href') ?? '')) !== null;
}

/** Says who may answer, and nothing of the question. */
function isProtection(notice: Element): boolean {
  return linkedTo(notice, /\/privileges\/protect-questions|\/help\/privileges\/create-posts/);
}

/** Closed or a duplicate; the words are in the site's language, their links are not. */
function isClosing(notice: Element): boolean {
  if (hasClass(notice, 'question-status') || hasClass(notice, 'question-originals-of-duplicate')) return true;
  if (linkedTo(notice, /\/help\/(?:closed-questions|duplicates|reopen-questions)/)) return true;
  return find(notice, (at) => hasClass(at, 'question-originals-answer-count')) !== null;
}

/** `How to … [closed]`: the state is the software's, and the API's titles have none. */
function withoutStatus(heading: string): string {
  return heading.replace(/\s\[[^\][]{1,40}\]$/, '') || heading;
}

function tagsOf(question: Element | null): readonly string[] {
  if (!question) return [];
  const tags = new Set<string>();
  for (const element of elementsOutside(question, isBody)) {
    if (element.tagName === 'a' && hasClass(element, 'post-tag')) tags.add(wordsOf(element));
  }
  tags.delete('');
  return [...tags];
}

function activeAt({ tree }: Markup): number | null {
  for (const element of elementsOutside(tree, isBody)) {
    if (element.tagName === 'a' && (attr(element, 'href') ?? '').endsWith('?lastactivity')) {
      return timeOf(attr(element, 'title')) ?? timeInside(element);
    }
  }
  return null;
}

function timeInside(element: Element): number | null {
  for (const inner of elementsOf(element)) {
    const time = timeOf(attr(inner, 'title'));
    if (time !== null) return time;
  }
  return null;
}

/** The question and the answers the page counts. */
function postsCountOf({ answersHeader }: Markup): number | null {
  if (!answersHeader) return null;
  for (const element of elementsOf(answersHeader)) {
    const stated =
      attr(element, 'data-answercount') ?? (attr(element, 'itemprop') === 'answerCount' ? wordsOf(element) : null);
    const count = countOf(stated);
    if (count !== null && count >= 0) return count + 1;
  }
  const words = /^(\d[\d,.]{0,10})\s/.exec(wordsOf(answersHeader))?.[1];
  const count = countOf(words ?? null);
  return count === null ? null : count + 1;
}
