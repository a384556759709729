// What every recorded Reddit file holds, obtained by `reddit-raw.ts`, which the test runs again and compares with both.
// Scores are the sum of those that are told.

export const threadFiles: readonly (readonly [
  file: string,
  posts: number,
  authors: number,
  edges: number,
  images: number,
  deleted: number,
  score: number,
  unfetched: number,
])[] = [
  ['comments-6otocc-chain-permalink-raw.json', 11, 1, 10, 0, 0, 11, 0],
  ['comments-6otocc-chain-raw.json', 11, 1, 10, 0, 0, 11, 0],
  ['comments-announcements-fo7p5b-poll-raw.json', 493, 369, 492, 2, 10, 129123, 2702],
  ['comments-askreddit-cmwov-top.json', 200, 133, 199, 0, 9, 36195, 640],
  ['comments-gx8r8z-deleted-removed-sticky-raw.json', 9, 4, 8, 0, 2, 9, 0],
  ['comments-pics-571dw3.json', 199, 180, 198, 1, 7, 102540, 1039],
  ['comments-python-2xmo63.json', 45, 23, 44, 0, 1, 400, 0],
  ['comments-python-8bx6md-stickied.json', 28, 22, 27, 0, 1, 154, 0],
  ['comments-redditdev-2gmzqe-raw.json', 3, 2, 2, 0, 0, 15, 0],
  ['comments-redditdev-54hhwl-context-raw.json', 11, 3, 10, 0, 0, 14, 0],
  ['items-gallery-video-image.json', 7, 7, 1, 9, 0, 69637, 0],
  ['morechildren-askreddit-cmwov.json', 96, 77, 96, 0, 4, 310, 190],
  ['morechildren-graw-more.json', 50, 46, 50, 0, 0, 180, 579],
  ['old-comments-gravityfalls.html', 121, 114, 120, 1, 1, 25665, 0],
  ['old-comments-movies-1hy9891.html', 107, 92, 106, 0, 0, 2713, 0],
  ['old-comments-politics-1hvp7z5.html', 201, 175, 200, 0, 1, 47211, 3032],
  ['poll-wouldyourather-g9zfex-raw.json', 4, 4, 3, 0, 0, 9, 0],
  ['post-crosspost-hmkfma-raw.json', 1, 1, 0, 0, 0, 1, 0],
  ['post-gallery-huw6vs-raw.json', 1, 1, 0, 4, 0, 1, 0],
  ['post-inline-media-mcqjl8-raw.json', 3, 3, 2, 4, 0, 3, 0],
  ['post-video-k5rsq3-raw.json', 1, 1, 0, 0, 0, 1, 0],
  ['redesign-thread-askreddit-titleonly.html', 16, 11, 15, 0, 3, 0, 0],
  ['redesign-thread-python-1bbbwk.html', 27, 22, 26, 0, 1, 289, 0],
  ['rss-thread-gravelcycling.xml', 34, 18, 0, 0, 0, 0, 0],
  ['shreddit-partial-comments-rakuten.html', 8, 6, 8, 0, 1, 7, 0],
  ['shreddit-thread-artificial-1un6v9c-b.html', 17, 15, 16, 0, 0, 88, 0],
  ['shreddit-thread-artificial-1un6v9c.html', 16, 14, 15, 0, 0, 87, 0],
  ['thread-self-1cebxh-2013.json', 200, 123, 199, 0, 5, 49563, 1082],
];

export const listFiles: readonly (readonly [file: string, targets: number])[] = [
  ['listing-announcements-top-raw.json', 100],
  ['listing-popular-2026-galleries-raw.json', 100],
  ['listing-programming-hot-2013.json', 25],
  ['listing-python-hot.json', 102],
  ['listing-python-new.json', 100],
  ['listing-python-search.json', 25],
  ['listing-python-top-lastpage.json', 32],
  ['old-listing-frontpage-2025.html', 25],
  ['old-listing-programmerhumor.html', 26],
  ['old-listing-programming.html', 25],
  ['shreddit-listing-cybersecurity.html', 3],
];

export const blockFiles: readonly (readonly [file: string, problem: string])[] = [
  ['block-js-challenge-shell.html', 'blocked challenge'],
  ['block-network-policy.html', 'blocked redditRefused'],
];

/** Bundles of exchanges, read one by one. */
export const bundleFiles: readonly string[] = [
  'crawl-announcements-n49rw-raw.json',
  'errors-http.json',
  'paging-user-spez-raw.json',
];

/** The exchanges of `errors-http.json`, as answers to the first page of a list. */
export const errorExchanges: readonly (readonly [index: number, status: number, problem: string])[] = [
  [0, 429, 'rate-limited rateLimited'],
  [1, 429, 'rate-limited rateLimited'],
  [2, 403, 'forbidden redditForbidden'],
  [3, 404, 'gone redditListGone'],
  [4, 414, 'malformed unexpectedShape'],
  [5, 400, 'malformed unexpectedShape'],
  [6, 404, 'gone redditListGone'],
  [7, 403, 'forbidden redditForbidden'],
];
