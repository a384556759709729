import { escapeHtml, inline } from './cook-inline.mjs';

/** Turns the authors' Markdown of our own topics into the HTML that Discourse would show for it. */

/**
 * What cooking needs to know of the forum.
 * @typedef {object} CookContext
 * @property {string} base subfolder, '' or '/community'
 * @property {number} postId
 * @property {number} topicId
 * @property {(topicKey: string, postNumber: number) => {username: string, topicId: number, slug: string, title: string}} lookUp
 * @property {(spec: string) => import('./images.mjs').ForumImage} image
 * @property {(username: string) => boolean} isUser
 * @property {(name: string) => {slug: string, id: number} | null} category
 */

/**
 * @typedef {object} Cooked
 * @property {string} raw what the author wrote, in Discourse's own syntax
 * @property {string} html
 * @property {{topicId: number, postNumber: number}[]} quotes
 * @property {import('./images.mjs').ForumImage[]} images
 * @property {{name: string, options: {id: string, html: string, votes: number}[], voters: number}[]} polls
 * @property {{url: string, title: string}[]} links
 */

export { escapeHtml };

/**
 * @param {string} source
 * @param {CookContext} context
 * @returns {Cooked}
 */
export function cook(source, context) {
  /** @type {Cooked} */
  const out = { raw: source, html: '', quotes: [], images: [], polls: [], links: [] };
  /** @type {string[]} */
  const footnotes = [];
  const state = { context, out, footnotes };
  out.html = blocks(source.trim().split('\n'), state);
  if (footnotes.length > 0) out.html += footnoteSection(footnotes, context.postId);
  out.raw = rawOf(source, out, context);
  return out;
}

/** @typedef {{context: CookContext, out: Cooked, footnotes: string[]}} State */

/**
 * @param {string[]} lines
 * @param {State} state
 * @returns {string}
 */
function blocks(lines, state) {
  /** @type {string[]} */
  const html = [];
  let i = 0;
  const line = () => lines[i] ?? '';
  /** @param {(text: string) => boolean} test */
  const takeWhile = (test) => {
    const taken = [];
    while (i < lines.length && test(line())) taken.push(lines[i++] ?? '');
    return taken;
  };
  /** @param {string} end */
  const takeUntil = (end) => {
    const taken = takeWhile((text) => text !== end);
    i++;
    return taken;
  };
  while (i < lines.length) {
    const text = line();
    if (text.trim() === '') i++;
    else if (text.startsWith('```')) {
      i++;
      const code = takeUntil('```');
      const language = text.slice(3) || 'auto';
      const wrap = language === 'mermaid' ? ' data-code-wrap="mermaid"' : '';
      html.push(`<pre${wrap}><code class="lang-${language}">${escapeHtml(code.join('\n'))}\n</code></pre>`);
    } else if (text === '$$') {
      i++;
      html.push(`<div class="math">\n${escapeHtml(takeUntil('$$').join('\n'))}\n</div>`);
    } else if (/^#{1,4} /.test(text)) {
      i++;
      const level = text.indexOf(' ');
      const title = text.slice(level + 1);
      const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      const anchor = `p-${String(state.context.postId)}-${slug}-${String(html.length + 1)}`;
      html.push(
        `<h${String(level)}><a name="${anchor}" class="anchor" href="#${anchor}" aria-label="Heading link"></a>${inline(title, state)}</h${String(level)}>`,
      );
    } else if (/^[-*] /.test(text)) {
      html.push(list('ul', takeWhile((l) => /^([-*] | {2})/.test(l)).map(dropBullet), state));
    } else if (/^\d+\. /.test(text)) {
      html.push(list('ol', takeWhile((l) => /^(\d+\. | {2})/.test(l)).map(dropBullet), state));
    } else if (text.startsWith('|')) {
      html.push(
        table(
          takeWhile((l) => l.startsWith('|')),
          state,
        ),
      );
    } else if (text.startsWith('> ')) {
      html.push(
        `<blockquote>\n${blocks(
          takeWhile((l) => l.startsWith('>')).map((l) => l.slice(2)),
          state,
        )}\n</blockquote>`,
      );
    } else if (text.startsWith('[quote="')) {
      i++;
      html.push(quote(text, takeUntil('[/quote]'), state));
    } else if (text.startsWith('[details="')) {
      i++;
      html.push(
        `<details>\n<summary>\n${inline(text.slice(10, -2), state)}</summary>\n${blocks(takeUntil('[/details]'), state)}\n</details>`,
      );
    } else if (text === '[spoiler]') {
      i++;
      html.push(`<div class="spoiler">\n${blocks(takeUntil('[/spoiler]'), state)}\n</div>`);
    } else if (text.startsWith('[poll')) {
      i++;
      html.push(poll(takeUntil('[/poll]'), state));
    } else if (text.startsWith('[onebox ')) {
      i++;
      html.push(onebox(text.slice(8, -1), takeUntil('[/onebox]'), state));
    } else if (text.startsWith('<')) {
      html.push(takeWhile((l) => l.trim() !== '').join('\n'));
    } else if (/^!\[[^\]]*\]\(img:[^)]*\)$/.test(text)) {
      i++;
      html.push(`<p>${inline(text, state)}</p>`);
    } else {
      const paragraph = takeWhile(
        (l) => l.trim() !== '' && !/^(```|\[(quote|details|poll|spoiler)|\||[-*] |#{1,4} )/.test(l),
      );
      // A line that opens no block after all must still be taken, or the loop would never end.
      if (paragraph.length === 0) paragraph.push(lines[i++] ?? '');
      html.push(`<p>${paragraph.map((l) => inline(l, state)).join('<br>\n')}</p>`);
    }
  }
  return html.join('\n');
}

/** @param {string} line */
function dropBullet(line) {
  return line.startsWith('  ') ? line : `\u0001${line.replace(/^([-*]|\d+\.) /, '')}`;
}

/**
 * @param {'ul' | 'ol'} tag
 * @param {string[]} lines items start with \u0001; what follows indented belongs to them
 * @param {State} state
 */
function list(tag, lines, state) {
  const items = lines.join('\n').split('\u0001').slice(1);
  const html = items.map((item) => {
    const [first = '', ...rest] = item.replace(/\n$/, '').split('\n');
    const nested =
      rest.length > 0
        ? `\n${blocks(
            rest.map((l) => l.slice(2)),
            state,
          )}\n`
        : '';
    const box = /^\[( |x)\] /.exec(first);
    const mark = box
      ? `<span class="chcklst-box ${box[1] === 'x' ? 'checked fa fa-square-check-o' : 'fa fa-square-o'}"></span> `
      : '';
    return `<li>${mark}${inline(box ? first.slice(4) : first, state)}${nested}</li>`;
  });
  return `<${tag}>\n${html.join('\n')}\n</${tag}>`;
}

/**
 * @param {string[]} lines
 * @param {State} state
 */
function table(lines, state) {
  const rows = lines.map((l) =>
    l
      .slice(1, -1)
      .split('|')
      .map((cell) => inline(cell.trim(), state)),
  );
  const [head = [], , ...body] = rows;
  /** @param {string} tag @param {string[]} cells */
  const row = (tag, cells) => `<tr>\n${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('\n')}\n</tr>`;
  return `<div class="md-table">\n<table>\n<thead>\n${row('th', head)}\n</thead>\n<tbody>\n${body.map((cells) => row('td', cells)).join('\n')}\n</tbody>\n</table>\n</div>`;
}

/**
 * `[quote="2"]` quotes post 2 of this topic, `[quote="bread@3"]` post 3 of the topic with that key.
 * @param {string} open
 * @param {string[]} body
 * @param {State} state
 */
function quote(open, body, state) {
  const { context, out } = state;
  const [, key = '', number = '1'] = /^\[quote="(?:([a-z-]+)@)?(\d+)"\]$/.exec(open) ?? [];
  const postNumber = Number(number);
  const { username, topicId, slug, title } = context.lookUp(key, postNumber);
  out.quotes.push({ topicId, postNumber });
  const avatar = `<img loading="lazy" alt="" width="24" height="24" src="${context.base}/user_avatar/forum/${username.toLowerCase()}/48/1_2.png" class="avatar">`;
  const head =
    topicId === context.topicId
      ? `${avatar} ${username}:`
      : `${avatar} <a href="${context.base}/t/${slug}/${String(topicId)}/${number}">${escapeHtml(title)}</a>`;
  return `<aside class="quote no-group" data-username="${username}" data-post="${number}" data-topic="${String(topicId)}">
<div class="title">
<div class="quote-controls"></div>
${head}</div>
<blockquote>
${blocks(body, state)}
</blockquote>
</aside>`;
}

/**
 * @param {string[]} body
 * @param {State} state
 */
function poll(body, state) {
  const options = body.map((l, n) => ({
    id: `${String(state.context.postId)}0${String(n)}`.padStart(32, 'a'),
    html: inline(l.slice(2), state),
    votes: 3 + ((n * 7) % 5),
  }));
  state.out.polls.push({ name: 'poll', options, voters: options.reduce((sum, option) => sum + option.votes, 0) });
  return `<div class="poll" data-poll-name="poll" data-poll-public="true" data-poll-results="always" data-poll-status="open" data-poll-type="regular">
<div class="poll-container">
<ul>
${options.map((option) => `<li data-poll-option-id="${option.id}">${option.html}</li>`).join('\n')}
</ul>
</div>
<div class="poll-info">
<div class="poll-info_counts">
<div class="poll-info_counts-count"><span class="info-number">0</span><span class="info-label">voters</span></div>
</div>
</div>
</div>`;
}

/**
 * @param {string} url
 * @param {string[]} body first line the title, the rest the excerpt
 * @param {State} state
 */
function onebox(url, body, state) {
  const [title = '', ...excerpt] = body;
  const host = new URL(url).host;
  state.out.links.push({ url, title });
  return `<aside class="onebox allowlistedgeneric" data-onebox-src="${url}">
<header class="source">
<img src="${state.context.base}/images/favicon-of-source.png" class="site-icon" width="16" height="16">
<a href="${url}" target="_blank" rel="noopener nofollow ugc">${host}</a>
</header>
<article class="onebox-body">
<img width="200" height="100" src="${state.context.base}/images/preview-of-source.png" class="thumbnail">
<h3><a href="${url}" target="_blank" rel="noopener nofollow ugc">${escapeHtml(title)}</a></h3>
<p>${escapeHtml(excerpt.join(' '))}</p>
</article>
<div class="onebox-metadata"></div>
<div style="clear: both"></div>
</aside>`;
}

/**
 * @param {string[]} footnotes
 * @param {number} postId
 */
function footnoteSection(footnotes, postId) {
  const items = footnotes.map((text, n) => {
    const id = `footnote-${String(postId)}-${String(n + 1)}`;
    return `<li id="${id}" class="footnote-item"><p>${text} <a href="#footnote-ref-${String(postId)}-${String(n + 1)}" class="footnote-backref">↩︎</a></p>\n</li>`;
  });
  return `\n<hr class="footnotes-sep">\n<section class="footnotes">\n<ol class="footnotes-list">\n${items.join('\n')}\n</ol>\n</section>`;
}

/**
 * @param {string} source
 * @param {Cooked} out
 * @param {CookContext} context
 */
function rawOf(source, out, context) {
  let image = 0;
  return source
    .trim()
    .replace(/\[quote="(?:([a-z-]+)@)?(\d+)"\]/g, (_, key, number) => {
      const { username, topicId } = context.lookUp(key ?? '', Number(number));
      return `[quote="${username}, post:${String(number)}, topic:${String(topicId)}"]`;
    })
    .replace(/\[onebox ([^\]]+)\]\n[\s\S]*?\[\/onebox\]/g, '$1')
    .replace(/!\[([^\]]*)\]\(img:[^)]+\)/g, (_, alt) => {
      const at = out.images[image++];
      if (!at) return '';
      const size = at.thumb ?? at;
      return `![${String(alt)}|${String(size.width)}x${String(size.height)}](${at.host === 'pics' ? at.src : `upload://${at.base62}.png`})`;
    });
}
