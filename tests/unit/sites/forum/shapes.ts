// Forums of no known software: the shapes pages come in, with made-up people and words.

export interface Said {
  readonly name: string;
  readonly date: string;
  readonly text: string;
}

export const talk: readonly Said[] = [
  {
    name: 'Marja',
    date: '2020-04-21',
    text: 'My bicycle chain jumps on the smallest cog since I changed the cassette. What can it be?',
  },
  {
    name: 'tandem_jo',
    date: '2020-04-22',
    text: 'An old chain does not mesh with a new cassette. Measure how long it has become.',
  },
  {
    name: 'Rudi 44',
    date: '2020-04-22',
    text: 'Same here last spring, the chain was worn by one per cent and a new one cured it.',
  },
  {
    name: 'Marja',
    date: '2020-04-23',
    text: 'You were right, the gauge fell through everywhere. I have ordered another chain.',
  },
  {
    name: 'Ilse van Loon',
    date: '2020-04-25',
    text: 'Keep the old one for the trainer, it will still do there for a whole winter.',
  },
];

const german = (iso: string): string => iso.split('-').reverse().join('.');
const page = (body: string, head = '', lang = 'en'): string =>
  `<!DOCTYPE html><html lang="${lang}"><head><title>Chain jumps - Spoke talk</title>${head}</head><body><header><nav><a href="/">Home</a> <a href="/login">Log in</a></nav></header>${body}<footer>© 2020 Spoke talk. All rights reserved, and the rain in the spokes is free for everybody.</footer></body></html>`;

/** A list of articles, the first in a box of its own with other markup. */
export const differentOpening = page(`
  <main><section class="q-card"><h1>Chain jumps</h1><div class="who"><a href="/people/marja">${talk[0]?.name}</a> asked on <time datetime="2020-04-21T08:00:00Z">21 Apr</time></div><div class="q-text"><p>${talk[0]?.text}</p></div></section>
  <ul class="replies">${talk
    .slice(1)
    .map(
      ({ name, date, text }, i) =>
        `<li class="reply-row" id="r-${900 + i}"><div class="side"><img src="/i/${i}.png" alt=""><a href="/people/${i}">${name}</a><span class="rank">Tinkerer</span></div><div class="box"><span class="on">${date} 10:0${i}</span><div class="txt"><p>${text}</p></div><div class="acts"><a href="/answer?to=${900 + i}">Reply</a> <a href="/flag/${900 + i}">Report</a></div></div></li>`,
    )
    .join('')}</ul></main>`);

/** Two rows of a table for each post, without a class anywhere. */
export const pairsOfRows = page(
  `<h1>Chain jumps</h1><table border="0" width="90%"><tbody>${talk
    .map(
      ({ name, date, text }, i) =>
        `<tr><td width="150"><a name="${70 + i}"></a><b>${name}</b></td><td align="right"><font size="1">Beitrag #${i + 1} vom ${german(date)}, 1${i}:20 Uhr</font></td></tr><tr><td colspan="2">${text}</td></tr>`,
    )
    .join('')}</tbody></table>`,
  '',
  'de',
);

/** Text first, then who wrote it and when. */
export const writerBelow = page(
  `<div id="wrap"><h1>Chain jumps</h1>${talk
    .map(
      ({ name, date, text }, i) =>
        `<div class="msgbox"><div class="msgtext">${text}</div><p class="foot">Written by <a href="/member.php?u=${i}">${name}</a> on ${date} | <a href="/t/5#m${60 + i}">Permalink</a></p></div>`,
    )
    .join('')}</div>`,
);

/** Replies inside what they answer. */
export const nested = page(
  `<div class="thread"><div class="node" id="n-31"><div class="meta"><span class="author">${talk[0]?.name}</span> <span class="date">April 21, 2020</span></div><div class="said">${talk[0]?.text}</div>
   <div class="kids"><div class="node" id="n-32"><div class="meta"><span class="author">${talk[1]?.name}</span> <span class="date">April 22, 2020</span></div><div class="said">${talk[1]?.text}</div>
     <div class="kids"><div class="node" id="n-33"><div class="meta"><span class="author">${talk[2]?.name}</span> <span class="date">April 22, 2020</span></div><div class="said">${talk[2]?.text}</div><div class="kids"></div></div></div></div>
   <div class="node" id="n-34"><div class="meta"><span class="author">${talk[3]?.name}</span> <span class="date">April 23, 2020</span></div><div class="said">${talk[3]?.text}</div><div class="kids"></div></div></div></div></div>`,
);

/** The newest on top; a date of joining beside each; an advertisement in between; signatures. */
export const newestFirst = page(
  `<h1>Chain jumps</h1><div class="list">${[...talk]
    .reverse()
    .map(
      ({ name, date, text }, i) =>
        `<div class="entry e${i % 2}" id="entry${40 - i}"><div class="user"><a class="avatar" href="/user/${i}">${name.slice(0, 1)}</a><a href="/user/${i}">${name}</a><div>Joined: 12.03.200${i + 1}</div></div><div class="right"><div class="stamp">${german(date)}, 10:0${5 - i}</div><div class="words">${text}</div><div class="signature">Ride on, whatever the weather may bring you today</div></div></div>${i === 2 ? '<div class="entry ad"><div class="user">Advertisement</div><div class="right"><div class="words">Buy the very best chains here, now cheaper than ever before!</div></div></div>' : ''}`,
    )
    .join('')}</div>`,
  '',
  'de',
);

/** Month first, told by one date only. */
export const monthFirst = page(
  `<h1>Chain jumps</h1><div>${talk
    .map(
      ({ name, text }, i) =>
        `<article class="post"><h4 class="nick">${name}</h4><span class="dt">${['04/02/2020', '04/03/2020', '04/03/2020', '04/05/2020', '04/25/2020'][i] ?? ''} 9:1${i} PM</span><section class="b">${text}</section></article>`,
    )
    .join('')}</div>`,
);

/** A list of threads. */
export const listing = (from: number, next: string): string =>
  page(
    `<h1>Workshop board</h1><table class="board"><tbody>${Array.from(
      { length: 12 },
      (_, i) =>
        `<tr class="line"><td><a href="/forum/thread/${from + i}/chain-number-${from + i}">Chain number ${from + i} makes noises</a></td><td class="by"><a href="/people/${i}">Marja</a></td><td class="n">${i + 2}</td><td class="l">2020-04-${10 + i} 10:00</td></tr>`,
    ).join('')}</tbody></table><div class="pager">${next}</div>`,
  );

// Pages that repeat things and are no forum.

export const blogWithComments = page(
  `<article class="post hentry"><h1 class="entry-title">How I patch my tubes</h1><p class="byline">By <a rel="author" href="/author/lena">Lena</a> on <time datetime="2021-05-01T08:00:00Z">May 1, 2021</time></p><div class="entry-content">${'<p>First the tube comes out, and then it is pumped up and held under water until it tells where the hole is.</p>'.repeat(1)}<p>Then it is dried and roughened with care, much wider than the patch, for that is where most people fail.</p><p>The glue goes on thin and wants ten minutes, whatever the tube of glue may claim about it.</p></div></article>
   <div id="comments"><ol class="commentlist"><li class="comment" id="comment-11"><div class="comment-author">Olaf</div><a href="#comment-11">May 2, 2021 at 9:00</a><div class="comment-content"><p>Thank you, this helped me on the road.</p></div></li><li class="comment" id="comment-12"><div class="comment-author">Grit</div><a href="#comment-12">May 3, 2021 at 9:00</a><div class="comment-content"><p>Ten minutes is the trick, I always rushed it.</p></div></li><li class="comment" id="comment-13"><div class="comment-author">Pia</div><a href="#comment-13">May 4, 2021 at 9:00</a><div class="comment-content"><p>And which patches do you use for thin ones?</p></div></li></ol><div id="respond" class="comment-respond"><h3>Leave a Reply</h3></div></div>`,
  '<meta name="generator" content="WordPress 6.4"><meta property="og:type" content="article">',
);

export const newsWithComments = page(
  `<main><article itemscope itemtype="https://schema.org/NewsArticle"><h1>Bridge closed for repairs</h1><p class="author">Our reporter</p><time datetime="2022-02-02T08:00:00Z">2 Feb 2022</time><p>The old bridge will be closed for cyclists and walkers until the summer, the town says, since the planks have rotted.</p><p>A ferry is to run on working days, but nobody has found a ferryman so far.</p></article><section class="comments">${[
    'Anna',
    'Bert',
    'Cleo',
  ]
    .map(
      (name, i) =>
        `<div class="comment"><span class="comment-user">${name}</span> <span class="comment-date">0${i + 3}.02.2022</span><p>${['That was to be expected after all these years.', 'I can row, they only need to ask me for it.', 'The ferry will never come, mark my words.'][i] ?? ''}</p></div>`,
    )
    .join('')}</section></main>`,
  '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge closed"}</script>',
);

export const blogIndex = page(
  `<main class="blog">${['Chains', 'Tubes', 'Bells', 'Lamps', 'Racks', 'Pumps']
    .map(
      (word, i) =>
        `<article class="teaser"><h2><a href="/blog/${word.toLowerCase()}">All about ${word}</a></h2><span class="author">Lena</span> <time datetime="2021-0${i + 1}-03">x</time><p>What one has to know of ${word.toLowerCase()}, told from thirty years at the bench with oily hands.</p></article>`,
    )
    .join('')}</main>`,
);

export const shop = page(
  `<h1>Chains</h1><ul class="products">${Array.from(
    { length: 9 },
    (_, i) =>
      `<li class="product-card"><a href="/p/${i}"><img src="/c${i}.jpg"><h3>Chain model ${i + 3} with quick link</h3></a><span class="price">€ ${i + 12}.90</span><p>Nickel plated, runs quietly and lasts for long rides number ${i}.</p><button>Add to cart</button></li>`,
  ).join('')}</ul>`,
);

export const reviews = page(
  `<div itemscope itemtype="https://schema.org/Product"><h1>Chain model 9</h1><p>Our best chain, nickel plated and quiet, for nine gears and long tours in all weathers.</p><div class="reviews">${[
    'Udo',
    'Vera',
    'Wim',
  ]
    .map(
      (name, i) =>
        `<div class="review" itemprop="review" itemscope itemtype="https://schema.org/Review"><span itemprop="author">${name}</span><time itemprop="datePublished" datetime="2021-03-0${i + 1}">x</time><div class="review-text">${['Runs well and came quickly.', 'Rusts if one looks at it in the rain.', 'As described, and I would buy it again.'][i] ?? ''}</div></div>`,
    )
    .join('')}</div></div>`,
);

export const searchResults = page(
  `<h1>Results for chain</h1><div id="results">${Array.from(
    { length: 8 },
    (_, i) =>
      `<div class="result"><h3><a href="https://site${i}.example/page">Chains explained, part ${i}</a></h3><cite>site${i}.example</cite><span class="date">Apr ${i + 2}, 2020</span><p>Some words of the page that was found, which speak of chains and of part ${i} of it.</p></div>`,
  ).join('')}</div>`,
);

export const docs = page(
  `<main><h1>Installing</h1><p>Download the archive and unpack it to a folder of your choice.</p><h2>Settings</h2><p>All settings live in one file that is read at the start.</p><h2>Running</h2><p>Call the program by its name, and it will say what it does.</p><ul><li>One thing to remember is the path.</li><li>Another is the version of the runtime.</li></ul></main>`,
);
