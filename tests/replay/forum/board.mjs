import { escaped, html, notFound } from './world.mjs';

// A forum that looks like phpBB: its markup and its addresses, five posts a page, four topics a page of the board.

const perPage = 5;
const topicsPerPage = 4;
const user = 'hedda';

/**
 * @param {import('./world.mjs').World} world
 * @param {{closedTopic?: number}} [options] id of a topic for those who are signed in
 */
export function boardHost(world, { closedTopic } = {}) {
  return (/** @type {{method: string, path: string, headers: Record<string, any>}} */ { method, path, headers }) => {
    const url = new URL(path, 'https://board.invalid');
    const signedIn = /board_sid=hedda/.test(String(headers['cookie'] ?? ''));
    const start = Number(url.searchParams.get('start') ?? 0);
    switch (url.pathname) {
      case '/ucp.php':
        return method === 'POST'
          ? {
              status: 302,
              headers: { location: '/viewforum.php?f=2', 'set-cookie': 'board_sid=hedda; Path=/; Secure' },
              body: '',
            }
          : page('Login', login(), false);
      case '/':
      case '/viewforum.php':
        return page('Kitchen garden', forum(world, start), signedIn);
      case '/viewtopic.php': {
        const topic = world.topics.find(({ id }) => String(id) === url.searchParams.get('t'));
        if (!topic || topic.deleted)
          return page('Information', message('The requested topic does not exist.'), signedIn, 404);
        if (topic.id === closedTopic && !signedIn) {
          return page(
            'Login',
            `${message('The board requires you to be registered and logged in to view this topic.')}${login()}`,
            false,
          );
        }
        return page(topic.title, thread(topic, start), signedIn);
      }
      default:
        return notFound();
    }
  };
}

const login = () =>
  '<form action="./ucp.php?mode=login" method="post" id="login"><h2 class="login-title">Login</h2><input id="username" name="username"><input id="password" type="password" name="password"><input id="sign-in" type="submit" name="login" value="Login"></form>';

/** @param {string} text */
const message = (text) =>
  `<div class="panel" id="message"><div class="inner"><h2 class="message-title">Information</h2><p>${text}</p></div></div>`;

/** @param {string} title @param {string} body @param {boolean} signedIn @param {number} [status] */
function page(title, body, signedIn, status) {
  const session = signedIn
    ? `<a href="./ucp.php?mode=logout">Logout [ ${user} ]</a>`
    : '<a href="./ucp.php?mode=login">Login</a>';
  return html(
    `<html dir="ltr" lang="en-gb"><head><title>${escaped(title)} - Garden talk</title></head><body id="phpbb" class="nojs notouch section-viewtopic ltr"><div id="wrap" class="wrap"><div class="navbar"><ul id="nav-main"><li class="breadcrumbs"><span class="crumb"><a href="./index.php"><span>Board index</span></a></span><span class="crumb"><a href="./viewforum.php?f=2"><span>Kitchen garden</span></a></span></li><li>${session}</li></ul></div><div id="page-body" class="page-body">${body}</div><div id="page-footer">It is currently Sat Mar 26, 2022 9:00 am</div></div></body></html>`,
    status,
  );
}

/** @param {string} base @param {number} total @param {number} size @param {number} start */
function pagination(base, total, size, start) {
  const pages = Math.ceil(total / size);
  if (pages < 2) return '';
  const numbers = Array.from(
    { length: pages },
    (_, n) =>
      `<li><a class="button" href="${base}${n ? `&amp;start=${String(n * size)}` : ''}">${String(n + 1)}</a></li>`,
  );
  const next =
    start + size < total
      ? `<li class="arrow next"><a class="button" href="${base}&amp;start=${String(start + size)}" rel="next"><span class="sr-only">Next</span></a></li>`
      : '';
  return `<div class="pagination">${String(total)} posts<ul>${numbers.join('')}${next}</ul></div>`;
}

/** @param {import('./world.mjs').World} world @param {number} start */
function forum({ topics }, start) {
  const rows = topics.slice(start, start + topicsPerPage).map((topic) => {
    const last = topic.posts.at(-1);
    return `<li class="row bg1"><dl class="row-item topic_read"><dt><div class="list-inner"><a href="./viewtopic.php?f=2&amp;t=${String(topic.id)}" class="topictitle">${escaped(topic.title)}</a><br><div class="topic-poster">by <a href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">${escaped(topic.posts[0]?.name ?? '')}</a></div></div></dt><dd class="posts">${String(topic.posts.length - 1)} <dfn>Replies</dfn></dd><dd class="views">99 <dfn>Views</dfn></dd><dd class="lastpost"><span><dfn>Last post </dfn>by <a href="./memberlist.php?u=3" class="username">${escaped(last?.name ?? '')}</a><br><time datetime="${last?.at ?? ''}">then</time></span></dd></dl></li>`;
  });
  return `<h2 class="forum-title"><a href="./viewforum.php?f=2">Kitchen garden</a></h2>${pagination('./viewforum.php?f=2', topics.length, topicsPerPage, start)}<div class="forumbg"><div class="inner"><ul class="topiclist topics">${rows.join('')}</ul></div></div>`;
}

/** @param {import('./world.mjs').Topic} topic @param {number} start */
function thread(topic, start) {
  const posts = topic.posts.slice(start, start + perPage).map((post) => {
    const quoted = topic.posts.find(({ id }) => id === post.quotes);
    const quote = quoted
      ? `<blockquote><div><cite><a href="./memberlist.php?mode=viewprofile&amp;u=3">${escaped(quoted.name)}</a> wrote: <a href="./viewtopic.php?p=${String(quoted.id)}#p${String(quoted.id)}" data-post-id="${String(quoted.id)}">↑</a></cite>${escaped(quoted.text)}</div></blockquote>`
      : '';
    return `<div id="p${String(post.id)}" class="post has-profile bg2"><div class="inner"><dl class="postprofile" id="profile${String(post.id)}"><dt><a href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">${escaped(post.name)}</a></dt><dd class="profile-joined"><strong>Joined:</strong> Mon Jan 04, 2010 1:00 pm</dd></dl><div class="postbody"><div id="post_content${String(post.id)}"><h3><a href="./viewtopic.php?p=${String(post.id)}#p${String(post.id)}">Re: ${escaped(topic.title)}</a></h3><p class="author"><a href="./viewtopic.php?p=${String(post.id)}#p${String(post.id)}" title="Post">Post</a> by <strong><a href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">${escaped(post.name)}</a></strong> » <time datetime="${post.at}">then</time></p><div class="content">${quote}${escaped(post.text)}</div><div id="sig${String(post.id)}" class="signature">Dig on, whatever comes</div></div></div></div></div>`;
  });
  const base = `./viewtopic.php?f=2&amp;t=${String(topic.id)}`;
  return `<h2 class="topic-title"><a href="${base}">${escaped(topic.title)}</a></h2>${pagination(base, topic.posts.length, perPage, start)}${posts.join('<hr class="divider">')}`;
}
