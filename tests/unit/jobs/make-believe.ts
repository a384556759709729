import type { HttpReply, HttpRequest } from '../../../lib/model/http';

// Hosts with a few rules of the real ones, as far as the number of requests depends on them: what a reply holds at
// most, what must be asked for to be in it, what is answered without a body.

export type Serve = (url: URL, request: HttpRequest) => HttpReply;

export function jsonReply(data: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    url: '',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    bytes: new TextEncoder().encode(data === null ? '' : JSON.stringify(data)),
    redirects: false,
  };
}

const missing = (): HttpReply => jsonReply({ error: 404 }, 404);
const epoch = 1_600_000_000;

const words = 'warp weft heddle shuttle treadle beam reed cloth twill selvedge'.split(' ');
const prose = (n: number): string =>
  Array.from({ length: 12 }, (_, i) => words[(n * 7 + i * (1 + (n % 5))) % words.length] ?? 'warp').join(' ');

/** The API of a question site. Four questions in five have an accepted answer. */
export function questionSite(count: number): Serve {
  const filter = '!made-here';
  const questions = Array.from({ length: count }, (_, i) => {
    const id = 1000 + i * 10;
    const accepted = i % 5 !== 4;
    const owner = { user_id: 1 + (i % 90), display_name: `weaver ${String(i % 90)}`, user_type: 'registered' };
    const answer = (n: number) => ({
      answer_id: id + n,
      question_id: id,
      creation_date: epoch + i * 60 + n,
      score: n,
      is_accepted: accepted && n === 1,
      body: `<p>Answer ${String(n)}: ${prose(id + n)}</p>`,
      owner: { user_id: 500 + (i % 70), display_name: `mender ${String(i % 70)}`, user_type: 'registered' },
    });
    return {
      question_id: id,
      creation_date: epoch + i * 60,
      last_activity_date: epoch + i * 60 + 2,
      title: `How many ${words[i % words.length] ?? ''} for ${String(i)}?`,
      link: `https://stackoverflow.com/questions/${String(id)}/how-many`,
      score: i % 7,
      tags: ['weaving'],
      owner,
      answer_count: 2,
      is_answered: true,
      ...(accepted ? { accepted_answer_id: id + 1 } : {}),
      body: `<p>Question ${String(i)}: ${prose(id)}</p>`,
      answers: [answer(1), answer(2)],
    };
  });
  const wrapped = (items: readonly unknown[], hasMore: boolean): HttpReply =>
    jsonReply({ items, has_more: hasMore, quota_max: 300, quota_remaining: 250 });
  return (url) => {
    const asked = url.searchParams;
    if (url.pathname === '/2.3/filters/create') {
      const whole = ['question.body', 'question.answers', 'answer.body'].every((field) =>
        asked.get('include')?.split(';').includes(field),
      );
      return wrapped([{ filter: whole ? filter : '!poor', filter_type: 'safe' }], false);
    }
    if (!/^\/2\.3\/(questions|search\/advanced)$/.test(url.pathname)) return missing();
    // What the API does where nothing is asked for.
    const size = Math.min(100, Number(asked.get('pagesize') ?? 30));
    const page = Number(asked.get('page') ?? 1);
    const until = Number(asked.get('todate') ?? Infinity);
    const found = questions
      .filter((one) => one.creation_date <= until && (asked.get('accepted') !== 'True' || 'accepted_answer_id' in one))
      .reverse();
    const bare = asked.get('filter') === filter ? {} : { body: undefined, answers: undefined };
    const items = found.slice((page - 1) * size, page * size).map((one) => ({ ...one, ...bare }));
    return wrapped(items, found.length > page * size);
  };
}

interface Comment {
  readonly id: string;
  readonly parent: string;
  readonly replies: Comment[];
}

/** One thread: comments in branches of at most four levels, so that none has to be continued elsewhere. */
export function discussionSite(count: number, key = 'loom1'): Serve {
  const link = `t3_${key}`;
  const roots: Comment[] = [];
  const all = new Map<string, Comment>();
  for (let i = 0; i < count; i++) {
    const above = i % 4 === 0 ? undefined : all.get(`t1_c${(i - 1).toString(36)}`);
    const comment: Comment = { id: `c${i.toString(36)}`, parent: above ? `t1_${above.id}` : link, replies: [] };
    (above?.replies ?? roots).push(comment);
    all.set(`t1_${comment.id}`, comment);
  }
  const dataOf = ({ id, parent }: Comment, replies: unknown) => ({
    kind: 't1',
    data: {
      id,
      name: `t1_${id}`,
      parent_id: parent,
      link_id: link,
      author: `weaver${String(id.length)}_${id.slice(-1)}`,
      body: prose(id.length),
      body_html: `<div class="md"><p>${id}: ${prose(id.charCodeAt(1))}</p></div>`,
      created_utc: epoch + 60,
      edited: false,
      score: 3,
      permalink: `/r/weaving/comments/${key}/_/${id}/`,
      replies,
    },
  });
  const sizeOf = (list: readonly Comment[]): number => list.reduce((sum, one) => sum + 1 + sizeOf(one.replies), 0);
  const more = (parent: string, left: readonly Comment[]) => ({
    kind: 'more',
    data: {
      id: left[0]?.id ?? '_',
      name: `t1_${left[0]?.id ?? '_'}`,
      parent_id: parent,
      children: left.map(({ id }) => id),
      count: sizeOf(left),
    },
  });
  const listing = (children: readonly unknown[]) => ({ kind: 'Listing', data: { children, after: null } });
  /** As many as there is room for, each with what answers it; the rest as a stub of names. */
  const tree = (list: readonly Comment[], parent: string, room: { left: number }): readonly unknown[] => {
    const children: unknown[] = [];
    for (const [i, comment] of list.entries()) {
      if (room.left === 0) return [...children, more(parent, list.slice(i))];
      room.left--;
      const below = tree(comment.replies, `t1_${comment.id}`, room);
      children.push(dataOf(comment, below.length > 0 ? listing(below) : ''));
    }
    return children;
  };
  const submission = {
    ...{ id: key, name: link, title: 'Which yarn?', author: 'weaver', selftext: 'Which?', subreddit: 'weaving' },
    ...{ selftext_html: '<div class="md"><p>Which yarn?</p></div>', created_utc: epoch, score: 9, num_comments: count },
    permalink: `/r/weaving/comments/${key}/which_yarn/`,
  };
  return (url, request) => {
    if (url.pathname === '/api/me.json') return jsonReply({});
    if (url.pathname === '/api/morechildren.json') {
      // A hundred names at most; each comes with what answers it, in a row, until a hundred are there.
      const names = (request.form?.['children'] ?? '').split(',').slice(0, 100);
      const room = { left: 100 };
      const row: unknown[] = [];
      const flatten = (list: readonly Comment[], parent: string): void => {
        for (const [i, comment] of list.entries()) {
          if (room.left === 0) {
            row.push(more(parent, list.slice(i)));
            return;
          }
          room.left--;
          row.push(dataOf(comment, ''));
          flatten(comment.replies, `t1_${comment.id}`);
        }
      };
      for (const name of names) {
        const comment = all.get(`t1_${name}`);
        if (comment) flatten([comment], comment.parent);
      }
      return jsonReply({ json: { errors: [], data: { things: row } } });
    }
    if (!/^(\/r\/weaving)?\/comments\/loom1\/\.json$/.test(url.pathname)) return missing();
    const limit = Math.min(500, Number(url.searchParams.get('limit') ?? 200));
    return jsonReply([listing([{ kind: 't3', data: submission }]), listing(tree(roots, link, { left: limit }))]);
  };
}

/** A board with its catalog. `changed` is when a thread was last changed, in seconds. */
export function board(name: string, threads: number, changed: (no: number) => number = () => epoch): Serve {
  const numbers = Array.from({ length: threads }, (_, i) => 5000 + i * 100);
  const postsOf = (no: number) =>
    Array.from({ length: 6 }, (_, i) => ({
      no: no + i,
      resto: i === 0 ? 0 : no,
      time: epoch + i,
      name: 'Anonymous',
      com:
        i === 0
          ? prose(no)
          : `<a href="#p${String(no + i - 1)}" class="quotelink">&gt;&gt;${String(no + i - 1)}</a><br>${prose(no + i)}`,
      ...(i === 0 ? { sub: `Loom ${String(no)}`, replies: 5 } : {}),
    }));
  return (url, request) => {
    const date = (no: number): string => new Date(changed(no) * 1000).toUTCString();
    if (url.pathname === `/${name}/catalog.json`) {
      const listed = numbers.map((no) => ({ ...postsOf(no)[0], last_modified: changed(no) }));
      const pages = Array.from({ length: Math.ceil(threads / 15) }, (_, i) => ({
        page: i + 1,
        threads: listed.slice(i * 15, i * 15 + 15),
      }));
      return jsonReply(pages);
    }
    const no = Number(/^\/[a-z]+\/thread\/(\d+)\.json$/.exec(url.pathname)?.[1]);
    if (!url.pathname.startsWith(`/${name}/`) || !numbers.includes(no)) return missing();
    const known = Date.parse(request.headers?.['if-modified-since'] ?? '');
    if (known >= changed(no) * 1000) return jsonReply(null, 304);
    return jsonReply({ posts: postsOf(no) }, 200, { 'last-modified': date(no) });
  };
}
