import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32, deflateSync } from 'node:zlib';
import { createRandom } from './random.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @type {Uint32Array | null} */
let table = null;

/**
 * node:zlib has crc32 only from 20.15 and 22.2 on.
 * @param {Buffer} bytes
 */
function crc32(bytes) {
  if (typeof zlibCrc32 === 'function') return zlibCrc32(bytes) >>> 0;
  if (!table) {
    table = new Uint32Array(256);
    for (let n = 0; n < 256; n++) {
      let c = n;
      for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
      table[n] = c >>> 0;
    }
  }
  let crc = 0xffffffff;
  for (const byte of bytes) crc = /** @type {number} */ (table[(crc ^ byte) & 255]) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/**
 * A woven pattern in sixteen colours; every name gives another picture, and the name is kept in the file, so that no
 * two names ever give the same bytes.
 * @param {string} name
 * @param {number} width
 * @param {number} height
 */
export function drawPng(name, width, height) {
  const random = createRandom(name);
  const hue = random.int(360);
  const palette = Buffer.alloc(48);
  for (let i = 0; i < 16; i++) paintHsl(palette, i * 3, (hue + (i % 4) * 37) % 360, 0.5, 0.3 + (i >> 2) * 0.15);
  const warp = Array.from({ length: 24 }, () => random.int(4));
  const weft = Array.from({ length: 24 }, () => random.int(4));
  const thread = 6 + random.int(10);
  const twill = 1 + random.int(3);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / thread);
    let at = y * (width + 1) + 1;
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / thread);
      const over = (column + row * twill) % 4 < 2;
      const colour = over ? warp[column % 24] : weft[row % 24];
      const edge = x % thread === 0 || y % thread === 0 ? 0 : 1;
      rows[at++] = (colour ?? 0) + 4 * (edge + (over ? 1 : 0));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('tEXt', Buffer.from(`Title\0${name} ${String(width)}x${String(height)}`, 'latin1')),
    chunk('IDAT', deflateSync(rows, { level: 3 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {Buffer} into
 * @param {number} at
 * @param {number} hue
 * @param {number} saturation
 * @param {number} light
 */
function paintHsl(into, at, hue, saturation, light) {
  const a = saturation * Math.min(light, 1 - light);
  [0, 8, 4].forEach((n, i) => {
    const k = (n + hue / 30) % 12;
    into[at + i] = Math.round(255 * (light - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

/** @param {string | Buffer} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
