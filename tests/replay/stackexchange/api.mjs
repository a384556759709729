import { createHash } from 'node:crypto';

// The API of a make-believe site, with the ways of the real one: wrapper, paging, sorts with `min` and `max`, filters,
// quota, and its errors.

/** Filters are for all sites, and for ever. */
const filters = new Map();

const json = (status, value) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' },
  body: JSON.stringify(value),
});

const error = (id, name, message) => json(400, { error_id: id, error_message: message, error_name: name });

const escaped = (text) =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

/**
 * Answers a request to `api.stackexchange.com`.
 * @param site as `createSite` makes it
 * @param {{ path: string }} request its path with query
 */
export function answerApi(site, { path }) {
  const url = new URL(path, 'https://api.stackexchange.com');
  const query = url.searchParams;
  const keyed = query.has('key');
  if (keyed && query.get('key') !== 'good-key') return error(400, 'bad_parameter', '`key` is not valid');
  if (!keyed && site.quota <= 0) {
    return error(502, 'throttle_violation', 'too many requests from this IP, more requests available in 67194 seconds');
  }
  if (!keyed) site.quota--;
  const method = url.pathname.replace(/^\/2\.3\//, '').replace(/\/$/, '');
  if (method === 'filters/create') return wrapped(site, [makeFilter(query)], false);
  if (method === 'sites') return wrapped(site, [sitesOf(site)].flat(), false);
  if (!query.get('site')) return error(400, 'bad_parameter', 'site is required');
  const filter = query.get('filter') ?? 'default';
  if (filter !== 'default' && filter !== 'withbody' && !filters.has(filter)) {
    return error(400, 'bad_parameter', 'Invalid filter specified');
  }
  const fields = filters.get(filter) ?? new Set(filter === 'withbody' ? ['question.body', 'answer.body'] : []);
  const page = Number(query.get('page') ?? 1);
  const pagesize = Number(query.get('pagesize') ?? 30);
  if (pagesize > 100) return error(400, 'bad_parameter', 'pagesize');
  if (page > 25 && !keyed) return error(403, 'access_denied', 'page above 25 requires access token or app key');
  const items = itemsOf(site, method, query, fields);
  if (!items) return error(404, 'no_method', 'this method does not exist');
  const from = (page - 1) * pagesize;
  return wrapped(site, items.slice(from, from + pagesize), from + pagesize < items.length);
}

function wrapped(site, items, hasMore) {
  const backoff = site.backoff ? { backoff: site.backoff } : {};
  site.backoff = 0;
  return json(200, { items, has_more: hasMore, ...backoff, quota_max: site.quotaMax, quota_remaining: site.quota });
}

function makeFilter(query) {
  const include = query.get('include') ?? '';
  const id = `!${createHash('sha256').update(include).digest('base64url').slice(0, 16)}`;
  filters.set(id, new Set(include.split(';')));
  return { filter: id, filter_type: 'safe', included_fields: include.split(';') };
}

function sitesOf({ host }) {
  return [
    { api_site_parameter: host.replace(/\.com$/, ''), name: 'Make &amp; Believe', site_url: `https://${host}` },
    { api_site_parameter: 'math', name: 'Mathematics', site_url: 'https://math.stackexchange.com' },
  ];
}

function itemsOf(site, method, query, fields) {
  const live = site.questions.filter((question) => !question.deleted);
  const ids = /^(?:questions|posts)\/([\d;]+)(?:\/(answers|comments))?$/.exec(method);
  if (ids) {
    const wanted = new Set(ids[1].split(';').map(Number));
    if (ids[2] === 'answers') {
      const own = live.filter(({ id }) => wanted.has(id));
      return own.flatMap((question) => question.answers.map((answer) => answerItem(site, question, answer, fields)));
    }
    if (ids[2] === 'comments') {
      const posts = live.flatMap((question) => [question, ...question.answers]).filter(({ id }) => wanted.has(id));
      return posts.flatMap((post) => post.comments.map((comment) => commentItem(site, post, comment)));
    }
    return live.filter(({ id }) => wanted.has(id)).map((question) => questionItem(site, question, fields));
  }
  if (/^users\/\d+\/answers$/.test(method)) {
    const user = Number(method.split('/')[1]);
    const own = live.flatMap((question) =>
      question.answers.filter((answer) => answer.owner.id === user).map((answer) => [question, answer]),
    );
    return own.reverse().map(([question, answer]) => answerItem(site, question, answer, fields));
  }
  if (!/^(?:questions|search\/advanced|search|questions\/unanswered|users\/\d+\/questions)$/.test(method)) return null;
  const chosen = live.filter((question) => matches(question, method, query));
  const key =
    { activity: (q) => q.activeAt, votes: (q) => q.score }[query.get('sort') ?? 'activity'] ?? ((q) => q.createdAt);
  const max = Number(query.get('max') ?? Infinity);
  const min = Number(query.get('min') ?? -Infinity);
  return chosen
    .filter((question) => key(question) <= max && key(question) >= min)
    .sort((a, b) => key(b) - key(a) || b.id - a.id)
    .map((question) => questionItem(site, question, fields));
}

function matches(question, method, query) {
  const tags = (query.get('tagged') ?? '').split(';').filter(Boolean);
  const some = method.startsWith('search');
  if (
    tags.length &&
    !(some ? tags.some((tag) => question.tags.includes(tag)) : tags.every((tag) => question.tags.includes(tag)))
  )
    return false;
  if (query.get('accepted') === 'True' && question.acceptedId === null) return false;
  if (query.has('answers') && question.answers.length < Number(query.get('answers'))) return false;
  if (query.has('todate') && question.createdAt > Number(query.get('todate'))) return false;
  if (method === 'questions/unanswered' && question.acceptedId !== null) return false;
  const user = query.get('user') ?? /^users\/(\d+)\//.exec(method)?.[1];
  if (user && question.owner.id !== Number(user)) return false;
  const text = query.get('q');
  return !text || question.title.includes(text);
}

const has = (fields, name) => fields.has(name);

function ownerItem(site, { id, name }) {
  return {
    user_id: id,
    user_type: 'registered',
    display_name: escaped(name),
    link: `https://${site.host}/users/${id}/x`,
  };
}

function questionItem(site, question, fields) {
  return {
    ...(has(fields, 'question.answers')
      ? {
          answers: question.answers.slice(0, site.embed).map((answer) => answerItem(site, question, answer, fields)),
        }
      : {}),
    ...(has(fields, 'question.comments')
      ? {
          comments: question.comments.map((comment) => commentItem(site, question, comment)),
          comment_count: question.comments.length,
        }
      : {}),
    ...(has(fields, 'question.body') ? { body: question.body } : {}),
    tags: question.tags,
    owner: ownerItem(site, question.owner),
    is_answered: question.acceptedId !== null,
    ...(question.acceptedId === null ? {} : { accepted_answer_id: question.acceptedId }),
    answer_count: question.answers.length,
    score: question.score,
    last_activity_date: question.activeAt,
    creation_date: question.createdAt,
    ...(question.editedAt === null ? {} : { last_edit_date: question.editedAt }),
    ...(question.closed === null ? {} : { closed_date: question.closed.at, closed_reason: question.closed.reason }),
    question_id: question.id,
    content_license: 'CC BY-SA 4.0',
    link: `https://${site.host}/questions/${question.id}/${question.slug}`,
    title: escaped(question.title),
  };
}

function answerItem(site, question, answer, fields) {
  return {
    ...(has(fields, 'answer.comments')
      ? {
          comments: answer.comments.map((comment) => commentItem(site, answer, comment)),
          comment_count: answer.comments.length,
        }
      : {}),
    ...(has(fields, 'answer.body') ? { body: answer.body } : {}),
    owner: ownerItem(site, answer.owner),
    is_accepted: answer.id === question.acceptedId,
    score: answer.score,
    last_activity_date: answer.editedAt ?? answer.createdAt,
    creation_date: answer.createdAt,
    ...(answer.editedAt === null ? {} : { last_edit_date: answer.editedAt }),
    answer_id: answer.id,
    question_id: question.id,
    content_license: 'CC BY-SA 4.0',
  };
}

function commentItem(site, post, comment) {
  return {
    owner: ownerItem(site, comment.owner),
    edited: false,
    score: comment.score,
    creation_date: comment.createdAt,
    post_id: post.id,
    comment_id: comment.id,
    content_license: 'CC BY-SA 4.0',
    body: comment.body,
  };
}
