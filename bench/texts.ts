// Words, posts and pictures made up for the benchmarks: the same seed gives the same.

/** Numbers from 0 to 1. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const stock =
  'the loom warp weft shuttle thread heddle pattern cloth yarn when if and but then because after before wool linen ' +
  'cotton silk tension beam treadle reed selvedge twill plain weave basket needs holds breaks turns slips pulls makes ' +
  'should could would tried found asked answered measured winter summer morning evening twenty three five often never';
const vocabulary = stock.split(' ');

export function words(random: Random, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) {
    const word = vocabulary[Math.floor(random() * vocabulary.length)] ?? 'warp';
    const end = i % 13 === 12 ? '.' : i % 7 === 6 ? ',' : '';
    text += `${i === 0 ? '' : ' '}${word}${end}`;
  }
  return text;
}

const code = 'for (const thread of warp) {\n  if (thread.tension < 3) pull(thread);\n}';

/** A post as a pair holds it: Markdown of about 500 characters. */
export function markdownPost(random: Random): string {
  const parts = [words(random, 25 + Math.floor(random() * 35))];
  const kind = random();
  if (kind < 0.2) parts.push(`\`\`\`js\n${code}\n\`\`\``);
  else if (kind < 0.4) parts.push(`- **${words(random, 3)}**\n- ${words(random, 8)}\n- \`${words(random, 1)}\``);
  else if (kind < 0.5) parts.push(`> ${words(random, 15)}`);
  else if (kind < 0.55) parts.push(`| a | b |\n| --- | --- |\n| ${words(random, 2)} | ${words(random, 4)} |`);
  parts.push(`${words(random, 20)} [${words(random, 2)}](https://example.org/${String(Math.floor(random() * 1e6))})`);
  return parts.join('\n\n');
}

/** A post as a forum sends it, with the constructs that occur in posts, about 1.5 KB. */
export function htmlPost(random: Random, number: number): string {
  const paragraph = (count: number): string => {
    const [a, b, c] = [words(random, count), words(random, 3), words(random, count)];
    return `<p>${a} <strong>${b}</strong> ${c} &amp; <a href="/t/${String(number)}">${words(random, 2)}</a>.</p>\n`;
  };
  let html = paragraph(30);
  const kind = number % 6;
  if (kind === 1) html += `<pre><code class="lang-js">${code.replaceAll('<', '&lt;')}\n</code></pre>\n`;
  if (kind === 2) html += `<ul>\n<li>${words(random, 6)}</li>\n<li><em>${words(random, 4)}</em></li>\n</ul>\n`;
  if (kind === 3) {
    html += `<aside class="quote" data-username="ann" data-post="1" data-topic="1"><div class="title">ann:</div>`;
    html += `<blockquote>\n<p>${words(random, 20)}</p>\n</blockquote></aside>\n`;
  }
  if (kind === 4) {
    const row = `<tr><td>${words(random, 2)}</td><td>${words(random, 3)}</td></tr>\n`;
    html += `<table>\n<thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody>${row.repeat(4)}</tbody></table>\n`;
  }
  if (kind === 5) {
    const image = `https://cdn.example.org/original/${String(number)}.png`;
    html += `<p><img src="${image}" alt="cloth" width="640" height="480"> <img src="/smile.png" class="emoji" alt=":)"></p>\n`;
  }
  return html + paragraph(25) + paragraph(15);
}

/** Points of the side of a picture; with three bytes each it makes about 200 KB. */
const side = 258;

/** A picture of noise, whole and decodable, 200 KB. */
export function picture(number: number): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(side * (side * 3 + 1));
  let state = number + 1;
  for (let i = 0; i < rows.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    rows[i] = i % (side * 3 + 1) === 0 ? 0 : state >>> 24;
  }
  const header = new Uint8Array([...uint32(side), ...uint32(side), 8, 2, 0, 0, 0]);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const chunks = [chunk('IHDR', header), chunk('IDAT', stored(rows)), chunk('IEND', new Uint8Array())];
  return joined([new Uint8Array(signature), ...chunks]);
}

/** Packed without packing: noise does not get smaller. */
function stored(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [new Uint8Array([0x78, 0x01])];
  for (let at = 0; at < bytes.length; at += 65_535) {
    const piece = bytes.subarray(at, at + 65_535);
    const last = at + piece.length >= bytes.length ? 1 : 0;
    const { length } = piece;
    parts.push(new Uint8Array([last, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255]), piece);
  }
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  parts.push(new Uint8Array([...uint32(((b << 16) | a) >>> 0)]));
  return joined(parts);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return joined([new Uint8Array(uint32(data.length)), body, new Uint8Array(uint32((crc ^ 0xffffffff) >>> 0))]);
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
