import type { Page } from '../../../../lib/sites/adapter';

// Pages in the markup of earlier years, with made-up people.

const head = `<link rel="shortcut icon" href="http://sstatic.net/stackoverflow/img/favicon.ico"><link rel="apple-touch-icon" href="http://sstatic.net/stackoverflow/img/x.png">
<link rel="search" type="application/opensearchdescription+xml" title="Stack Overflow" href="/opensearch.xml">`;

const vote = (id: number, count: number, more = ''): string =>
  `<td class="votecell"><div class="vote"><input type="hidden" value="${String(id)}"><span class="vote-count-post">${String(count)}</span>${more}</div></td>`;

/** A question as it looked in 2011: tables, no ids on the question, comments in rows. */
export function oldPage(): Page {
  const html = `<html><head><title>Old kiln - Stack Overflow</title>${head}</head><body>
<div id="question-header"><h1><a href="/questions/20/old-kiln" class="question-hyperlink">Old kiln</a></h1></div>
<div id="question"><table><tr>${vote(20, 9)}<td class="postcell"><div><div class="post-text"><p>See <a href="/help">help</a></p></div>
<div class="post-taglist"><a href="/questions/tagged/kiln" class="post-tag" rel="tag">kiln</a> <a href="/questions/tagged/clay" class="post-tag" rel="tag">clay</a></div>
<table class="fw"><tr><td class="post-signature"><div class="user-action-time">edited <span title="2010-08-25 05:04:59Z" class="relativetime">x</span></div><div class="user-details"><a href="/users/3/helper">helper</a></div></td>
<td class="post-signature owner"><div class="user-action-time">asked <span title="2010-08-24 05:01:23Z" class="relativetime">x</span></div><div class="user-details"><a href="/users/1/asker">asker</a><br><span class="reputation-score">407</span></div></td></tr></table></div></td></tr></table></div>
<div id="answers"><div id="answers-header"><div class="subheader"><h2>2 Answers</h2></div></div>
<a name="21"></a><div id="answer-21" class="answer"><table><tr>${vote(21, -1)}<td class="answercell"><div class="post-text"><p>one</p></div>
<table class="fw"><tr><td class="post-signature"><div class="user-action-time">answered <span title="2010-08-24 06:00:00Z">x</span></div><div class="user-details">user99<br></div></td></tr></table></td></tr>
<tr><td><div id="comments-21" class="comments"><table><tbody><tr id="comment-7" class="comment"><td class="comment-actions"><table><tr><td class="comment-score"><span class="cool">3</span></td></tr></table></td>
<td class="comment-text"><div><span class="comment-copy">why <b>so</b></span> &ndash; <a href="/users/1/asker" class="comment-user owner">asker</a> <span class="comment-date"><span title="2010-08-24 07:00:00Z">x</span></span></div></td></tr></tbody></table></div></td></tr></table></div>
<a name="22"></a><div id="answer-22" class="answer"><table><tr>${vote(22, 5, '<span class="vote-accepted-on" title="accepted">ok</span>')}<td class="answercell"><div class="post-text"><p>two</p></div>
<table class="fw"><tr><td class="post-signature"><div class="user-action-time"><a>edited <span title="2010-09-01 00:00:00Z">x</span></a></div><div class="user-details"></div></td>
<td class="post-signature"><div class="user-details"><span class="community-wiki" title="community owned">community wiki</span></div><br><div class="user-details"><a id="history-22" href="/posts/22/revisions">4 revs, 2 users 78%<br><a href="/users/4">wikiwriter</a></a></div></td></tr></table></td></tr></table></div>
</div></body></html>`;
  return { url: new URL('http://stackoverflow.com/questions/20/old-kiln'), html };
}

export function rowsOf2016(): Page {
  const row = (id: number, title: string, votes: number, answers: number, status: string): string =>
    `<div class="question-summary" id="question-summary-${String(id)}"><div class="statscontainer"><div class="stats"><div class="vote"><div class="votes"><span class="vote-count-post "><strong>${String(votes)}</strong></span><div class="viewcount">votes</div></div></div>
<div class="status ${status}"><strong>${String(answers)}</strong>answers</div></div></div>
<div class="summary"><h3><a href="http://stackoverflow.com/questions/${String(id)}/x" class="question-hyperlink">${title}</a></h3><div class="excerpt">words <a href="/questions/99/no">no</a></div></div></div>`;
  const html = `<html><head><title>Newest Questions - Stack Overflow</title>${head.replaceAll('http://sstatic.net', 'http://cdn.sstatic.net')}</head><body><div id="questions">
${row(31, 'Small kiln', -2, 3, 'answered-accepted')}${row(32, 'Large kiln', 14, 0, 'unanswered')}</div></body></html>`;
  return { url: new URL('http://stackoverflow.com/questions?sort=newest'), html };
}
