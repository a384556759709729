// Counts of every recorded file of boards: posts, authors, references to earlier posts, posts in parts, images; of
// lists, their threads. Obtained by `fourchan-raw.ts`, which the test runs again and compares with both.

export const threadFiles: readonly (readonly [
  file: string,
  posts: number,
  authors: number,
  edges: number,
  segmented: number,
  images: number,
])[] = [
  ['fourchan/page-thread-lit-15897101.html', 41, 1, 39, 0, 2],
  ['fourchan/posts-poster-id-country-excerpt.json', 3, 2, 2, 0, 1],
  ['fourchan/thread-g-73339442-dpt.json', 289, 1, 274, 11, 24],
  ['fourchan/thread-po-570368-sticky.json', 3, 1, 0, 0, 3],
  ['fourchan/thread-v-456354102-trimmed.json', 18, 1, 10, 0, 8],
  ['fourchan/thread-w-2095303-archived.json', 343, 2, 197, 5, 215],
  ['other-boards/lainchan-lambda-30364.json', 8, 1, 5, 0, 1],
  ['other-boards/lynxchan-kohl-a-1534.json', 3, 1, 0, 0, 3],
  ['other-boards/tinyboard-crystalcafe-thread.html', 8, 1, 5, 0, 2],
];

export const closedFiles: readonly (readonly [file: string, notice: string])[] = [
  ['fourchan/thread-w-2095303-archived.json', 'Archived on 2020-07-24.'],
  ['fourchan/thread-po-570368-sticky.json', 'Closed to replies.'],
];

export const listFiles: readonly (readonly [file: string, targets: number])[] = [
  ['fourchan/archive-ids.json', 31],
  ['fourchan/catalog-po-2019.json', 151],
  ['fourchan/catalog-wg-2019.json', 151],
  ['fourchan/index-wg-page1-2019.json', 15],
  ['fourchan/page-catalog-his-2017.html', 151],
  ['fourchan/threads-wg-2019.json', 151],
];

/** Files that hold neither a thread nor a list: the cause. */
export const otherFiles: readonly (readonly [file: string, cause: string])[] = [
  ['fourchan/boards-2019.json', 'unsupported'],
  ['fourchan/com-samples-2026.json', 'not ours'],
];
