import type { Post, Target, TargetHints, Thread } from '../../model/thread';
import { asCount, asFields, asList, asText, asWhole, asWords, type Fields } from '../fields';
import { questionAddress, questionTarget, questionUrl, threadIdOf } from './address';
import { idOf, readAnswer, readComment, readRoot, secondsOf, type ItemPlace } from './api-post';
import { baseOfHost } from './hosts';
import { distinctNames } from './people';
import { oneLine, unescaped } from './words';

/** A question with what came embedded in it. */
export interface ApiQuestion {
  readonly target: Target;
  readonly thread: Thread;
  /** Question, answers by age, comments after the post they are on. */
  readonly posts: readonly Post[];
  /** The data has the text of the question; a listing without it only names questions. */
  readonly whole: boolean;
  /** Answers that exist and did not come along. */
  readonly missingAnswers: number;
  /** Posts some of whose comments did not come along. */
  readonly missingComments: readonly string[];
  readonly accepted: boolean;
  readonly tags: readonly string[];
}

/** Places left between two posts, for comments. */
const gap = 1000;

/**
 * @param item a question of the API
 * @param base the site; null: the one its link names
 * @returns null for anything else
 */
export function readQuestion(item: Fields, base: string | null, ordinal = 0, withComments = true): ApiQuestion | null {
  const questionId = idOf(item['question_id']) ?? (item['post_type'] === 'question' ? idOf(item['post_id']) : null);
  if (questionId === null || idOf(item['answer_id']) !== null) return null;
  const link = linkOf(item, base);
  const own = base ?? link?.base ?? null;
  if (own === null) return null;
  const place: ItemPlace = { base: own, questionId, slug: link?.questionId === questionId ? link.slug : null };
  const acceptedId = idOf(item['accepted_answer_id']);
  const title = titleOf(item);
  const answers = readAnswers(asList(item['answers']), place, acceptedId, 1, withComments);
  const root = readRoot(item, place);
  const comments = withComments ? readComments(asList(item['comments']), place, questionId, 1) : [];
  const posts = distinctNames([root, ...comments, ...answers.posts]);
  const answerCount = asCount(item['answer_count']);
  const tags = tagsOf(item['tags']);
  return {
    target: { ...questionTarget(own, { ...place, title }, ordinal), hints: hintsOf(item) },
    thread: {
      id: threadIdOf(own, questionId),
      site: 'stackexchange',
      url: questionUrl(own, questionId, place.slug),
      title,
      category: null,
      tags,
      postedAt: secondsOf(item['creation_date']),
      bumpedAt: secondsOf(item['last_activity_date']),
      postsCount: answerCount === null ? null : answerCount + 1,
      ...stateOf(item),
      acceptedPostId: acceptedId ?? answers.posts.find((post) => post.flags.includes('accepted'))?.id ?? null,
      license: root.license,
      unaddressed: 'root',
    },
    posts,
    whole: 'body' in item || 'body_markdown' in item,
    missingAnswers: Math.max(0, (answerCount ?? 0) - answers.count),
    missingComments: [
      ...((asCount(item['comment_count']) ?? 0) > asList(item['comments']).length ? [questionId] : []),
      ...answers.missingComments,
    ],
    accepted: acceptedId !== null,
    tags,
  };
}

export interface ApiAnswers {
  readonly posts: readonly Post[];
  readonly count: number;
  readonly missingComments: readonly string[];
}

/**
 * Answers by age, so that their places do not change with their votes.
 * @param firstRank rank of the first of them; 1 when all are here
 */
export function readAnswers(
  values: readonly unknown[],
  place: ItemPlace,
  acceptedId: string | null,
  firstRank: number,
  withComments: boolean,
): ApiAnswers {
  const items = values.map(asFields).filter((item) => item !== null);
  const sorted = [...items].sort(
    (a, b) =>
      (asWhole(a['creation_date']) ?? 0) - (asWhole(b['creation_date']) ?? 0) ||
      (asWhole(a['answer_id']) ?? 0) - (asWhole(b['answer_id']) ?? 0),
  );
  const posts = new Map<string, Post>();
  const missingComments: string[] = [];
  let count = 0;
  for (const item of sorted) {
    const position = (firstRank + count) * gap;
    const answer = readAnswer(item, place, acceptedId, position);
    if (!answer || posts.has(answer.id)) continue;
    count++;
    posts.set(answer.id, answer);
    const comments = asList(item['comments']);
    if ((asCount(item['comment_count']) ?? 0) > comments.length) missingComments.push(answer.id);
    if (!withComments) continue;
    for (const comment of readComments(comments, place, answer.id, position + 1)) posts.set(comment.id, comment);
  }
  return { posts: [...posts.values()], count, missingComments };
}

/** Comments on one post, by age. */
export function readComments(
  values: readonly unknown[],
  place: ItemPlace,
  postId: string | null,
  firstPosition: number,
): readonly Post[] {
  const items = values.map(asFields).filter((item) => item !== null);
  const sorted = [...items].sort((a, b) => (asWhole(a['comment_id']) ?? 0) - (asWhole(b['comment_id']) ?? 0));
  const posts = new Map<string, Post>();
  for (const item of sorted) {
    const own = postId === null ? item : { ...item, post_id: postId };
    const comment = readComment(own, place, firstPosition + Math.min(posts.size, gap - 2));
    if (comment && !posts.has(comment.id)) posts.set(comment.id, comment);
  }
  return [...posts.values()];
}

/** The question an item's link leads to, and the site. */
export function linkOf(
  item: Fields,
  base: string | null,
): { readonly base: string; readonly questionId: string; readonly slug: string | null } | null {
  const text = asText(item['link']) ?? '';
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const own = baseOfHost(url.host);
  if (own === null || (base !== null && own !== base)) return null;
  const question = questionAddress(url, own);
  return question && { base: own, questionId: question.questionId, slug: question.slug };
}

export function titleOf(item: Fields): string {
  return oneLine(unescaped(asText(item['title']) ?? ''));
}

function tagsOf(value: unknown): readonly string[] {
  return [...new Set(asList(value).flatMap((tag) => asWords(tag) ?? []))].map(unescaped);
}

function hintsOf(item: Fields): TargetHints {
  const answers = asCount(item['answer_count']);
  const score = asWhole(item['score']);
  const postedAt = secondsOf(item['creation_date']);
  const bumpedAt = secondsOf(item['last_activity_date']);
  return {
    ...(answers === null ? {} : { replies: answers, postsCount: answers + 1 }),
    ...(score === null ? {} : { score }),
    ...(postedAt === null ? {} : { postedAt }),
    // An answer, and an edit of anything in the thread, is activity.
    ...(bumpedAt === null ? {} : { bumpedAt, lastPostedAt: bumpedAt }),
    solved: idOf(item['accepted_answer_id']) !== null,
  };
}

/** Whether it is closed, and what is said of that and of a lock. */
function stateOf(item: Fields): Pick<Thread, 'closed' | 'notice'> {
  const closedAt = secondsOf(item['closed_date']);
  const lockedAt = secondsOf(item['locked_date']);
  const details = asFields(item['closed_details']);
  const reason = asWords(item['closed_reason']) ?? asWords(details?.['reason']);
  const originals = asList(details?.['original_questions']).flatMap((value) => {
    const title = asFields(value) ? titleOf(asFields(value) ?? {}) : '';
    return title ? [title] : [];
  });
  const description = asWords(details?.['description']);
  const parts = [
    ...(closedAt === null
      ? []
      : [`Closed on ${dayOf(closedAt)}${reason === null ? '' : `: ${oneLine(unescaped(reason))}`}.`]),
    ...(originals.length > 0 ? [`This question already has answers here: ${originals.join('; ')}.`] : []),
    ...(closedAt !== null && description !== null && originals.length === 0 ? [plain(description)] : []),
    ...(lockedAt === null ? [] : [`Locked on ${dayOf(lockedAt)}.`]),
  ];
  const notice = parts.join(' ').slice(0, 1000);
  return { closed: closedAt !== null, ...(notice ? { notice } : {}) };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function plain(html: string): string {
  return oneLine(unescaped(html.slice(0, 2000).replace(/<[^<>]{0,500}>/g, '')));
}
