// A make-believe site of the Stack Exchange network: questions that a formula writes, so that anybody can tell what is
// true. Its API and its pages show the same.

const people = ['Ada Quill', 'Bram & Sons', 'Chidi', 'Dora <3', 'Emeka', 'Fen', 'Gia', 'Hal'];
const words = ['kiln', 'loom', 'sieve', 'anvil', 'ladle', 'spindle', 'chisel', 'bellows'];

/**
 * @typedef {{ id: number, name: string }} Person
 * @typedef {{ id: number, owner: Person, createdAt: number, score: number, body: string }} Comment
 * @typedef {{ id: number, owner: Person, createdAt: number, editedAt: number | null, score: number, body: string,
 *   comments: Comment[] }} Answer
 * @typedef {Answer & { title: string, slug: string, tags: string[], activeAt: number, acceptedId: number | null,
 *   answers: Answer[], closed: { at: number, reason: string } | null, deleted: boolean }} Question
 * @typedef {{ host: string, questions: Question[], quota: number, quotaMax: number, backoff: number, embed: number,
 *   nextComment: number, clock: number }} Site
 */

/** 2019-01-01; a question comes every hour. */
const start = Date.UTC(2019, 0, 1) / 1000;

/**
 * @param {{ questions?: number, host?: string, answers?: (n: number) => number, comments?: (n: number) => number,
 *   accepted?: (n: number) => boolean, quota?: number }} [options]
 * @returns {Site}
 */
export function createSite(options = {}) {
  const {
    questions: count = 250,
    host = 'stackoverflow.com',
    answers = (n) => 1 + (n % 3),
    comments = () => 1,
    accepted = () => true,
    quota = 300,
  } = options;
  /** @type {Site} */
  const site = {
    host,
    questions: [],
    quota,
    quotaMax: quota,
    /** Seconds the next reply asks to wait. */
    backoff: 0,
    /** Answers that come along with a question. */
    embed: Infinity,
    nextComment: 900_000,
    clock: start + count * 3600 + 86_400,
  };
  for (let n = 1; n <= count; n++) site.questions.push(makeQuestion(site, n, { answers, comments, accepted }));
  return site;
}

/** @returns {Question} */
function makeQuestion(site, n, { answers, comments, accepted }) {
  const id = 1000 + n * 10;
  const createdAt = start + n * 3600;
  const made = Array.from({ length: answers(n) }, (_, k) => ({
    id: id + 1 + k,
    owner: person(n + k + 1),
    createdAt: createdAt + 600 * (k + 1),
    editedAt: null,
    score: (n * 7 + k * 5) % 23,
    body: answerBody(n, k),
    comments: [],
  }));
  const acceptedId = accepted(n) && made.length > 0 ? made[n % made.length].id : null;
  return {
    id,
    title: `How do I mend a "${words[n % words.length]}" <T> & co, part ${n}?`,
    slug: `how-do-i-mend-a-${words[n % words.length]}-part-${n}`,
    tags: [words[n % words.length], n % 2 === 0 ? 'c++' : 'tools'],
    owner: person(n),
    createdAt,
    editedAt: n % 5 === 0 ? createdAt + 60 : null,
    activeAt: createdAt + 600 * made.length,
    score: (n * 13) % 40,
    body: questionBody(n),
    acceptedId,
    answers: made,
    comments: Array.from({ length: comments(n) }, (_, k) => ({
      id: site.nextComment++,
      owner: person(n + k + 3),
      createdAt: createdAt + 30 * (k + 1),
      score: k,
      body: `Is it ${words[(n + k) % words.length]} &lt;b&gt; or <code>x</code>?`,
    })),
    closed: null,
    deleted: false,
  };
}

export function person(n) {
  const id = 100 + (n % people.length);
  return { id, name: people[n % people.length] };
}

export function questionBody(n) {
  return `<p>My ${words[n % words.length]} number ${n} fails &amp; I wonder why:</p>\n\n<pre class="lang-cpp prettyprint-override"><code>#include &lt;stdio.h&gt;\n\n\nint n${n} = a &lt; b &amp;&amp; c &gt; d;\n</code></pre>\n`;
}

export function answerBody(n, k) {
  return `<p>Answer ${k} to question ${n}: use <code>std::vector&lt;int&gt;</code>.</p>\n\n<ul>\n<li>first ${n}</li>\n<li>then ${k}</li>\n</ul>\n`;
}

/** Somebody edits a post: its text, its date, and the activity of its question. */
export function edit(site, postId, body) {
  site.clock += 60;
  for (const question of site.questions) {
    const post = [question, ...question.answers].find(({ id }) => id === postId);
    if (!post) continue;
    post.body = body;
    post.editedAt = site.clock;
    question.activeAt = site.clock;
  }
}

/** A new answer moves a question to the top of those recently active. */
export function touch(site, questionId) {
  site.clock += 60;
  const question = site.questions.find(({ id }) => id === questionId);
  question.activeAt = site.clock;
}

/** Somebody asks a new question. */
export function ask(site) {
  const n = site.questions.length + 1;
  const question = makeQuestion(site, n, { answers: () => 1, comments: () => 0, accepted: () => true });
  site.questions.push(question);
  site.clock = Math.max(site.clock, question.activeAt) + 60;
}
