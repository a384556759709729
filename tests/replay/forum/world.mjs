// What people said on two make-believe forums; the same every time.

const names = ['Hedda Zaun', 'jorin', 'Mo_77', 'Pia van Dam', 'klee', 'Sten O.'];
const things = [
  'rain barrel',
  'compost heap',
  'hotbed',
  'water butt',
  'quince tree',
  'garden gate',
  'nesting box',
  'scythe',
];
const starts = ['How do I mend the', 'Who has built a', 'What do you do in winter with the', 'Where does one put a'];
const ends = [
  'I would wait until the frost is over and then begin from the bottom.',
  'Ours stood for eleven years, and nobody ever oiled it.',
  'Take larch for it, for spruce will be gone within three winters.',
  'My neighbour does it quite differently, with straw and an old door.',
  'Mind the hinges, they carry more than one would think.',
];

/** @typedef {{id: number, name: string, at: string, text: string, quotes: number | null}} Post */
/** @typedef {{id: number, title: string, posts: Post[], deleted: boolean, closed: boolean}} Topic */
/** @typedef {ReturnType<typeof createWorld>} World */

/**
 * @param {{topics?: number, lengths?: number[]}} [options] lengths: posts of the first topics; three in the others
 */
export function createWorld({ topics = 7, lengths = [] } = {}) {
  let next = 500;
  return {
    /** Who has signed in, by cookie. */
    sessions: new Set(),
    topics: Array.from({ length: topics }, (_, t) => makeTopic(t, lengths[t] ?? 3, () => (next += 3))),
    nextId: () => (next += 3),
  };
}

/** @param {number} t @param {number} length @param {() => number} id @returns {Topic} */
function makeTopic(t, length, id) {
  const thing = things[t % things.length] ?? '';
  const title = `${starts[t % starts.length] ?? ''} ${thing}?`;
  /** @type {Post[]} */
  const posts = [];
  for (let p = 0; p < length; p++) {
    const before = posts.at(-2);
    posts.push({
      id: id(),
      name: names[(t + p * 2 + (p % 3)) % names.length] ?? '',
      at: new Date(Date.UTC(2022, 2, 1 + t, 8 + p, 15)).toISOString(),
      text:
        p === 0
          ? `${title} It is the ${String(t + 1)}. year of the ${thing}.`
          : `${String(p)}: ${ends[(t + p) % ends.length] ?? ''}`,
      quotes: p > 1 && p % 2 === 0 ? (before?.id ?? null) : null,
    });
  }
  return { id: 40 + t, title, posts, deleted: false, closed: false };
}

/** @param {string} text */
export const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** @param {string} body @param {number} [status] @param {Record<string, string>} [headers] */
export const html = (body, status = 200, headers = {}) => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: `<!DOCTYPE html>${body}`,
});

export const notFound = () => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' });
