import { createHash } from 'node:crypto';
import { drawPng, sha256 } from './png.mjs';

/**
 * `here`: the forum's own host; `cdn`: its CDN; `pics`: somebody else's host; `secure`: the forum's, only for those
 * who may see the private category; the rest are the forum's own, and go wrong as they say.
 * @typedef {'here' | 'cdn' | 'pics' | 'secure' | 'forbidden' | 'missing' | 'nottheimage' | 'wrongtype' | 'redirect' | 'moved'} ImageHost
 */

/**
 * What fetching the original ends in. `ok` with bytes, also where the type in the header is wrong.
 * @typedef {'ok' | 'forbidden' | 'missing' | 'not-an-image' | 'redirect-elsewhere'} ImageOutcome
 */

/**
 * @typedef {object} ForumImage
 * @property {string} name
 * @property {ImageHost} host
 * @property {string} src address of the original as written in the post
 * @property {string} url the same, absolute
 * @property {number} width
 * @property {number} height
 * @property {string} base62 stands for the upload's short name
 * @property {{src: string, url: string, width: number, height: number} | null} thumb none: shown as it is
 * @property {ImageOutcome} outcome
 */

/** @typedef {{origin: string, cdnOrigin: string, picsOrigin: string, elsewhereOrigin: string, base: string}} Places */

const OUTCOMES = /** @type {Record<string, ImageOutcome>} */ ({
  forbidden: 'forbidden',
  missing: 'missing',
  nottheimage: 'not-an-image',
  redirect: 'redirect-elsewhere',
});

/** @param {string} text */
function base62(text) {
  return createHash('sha1').update(text).digest('base64').replace(/[+/=]/g, '').slice(0, 26);
}

/**
 * @param {string} spec `HOST/big/NAME` (shown by a thumbnail) or `HOST/small/NAME`
 * @param {Places} places
 * @returns {ForumImage}
 */
export function createImage(spec, places) {
  const [host = 'here', size = 'small', name = ''] = spec.split('/');
  const kind = /** @type {ImageHost} */ (host);
  const sha1 = createHash('sha1').update(spec).digest('hex');
  const big = size === 'big';
  const [width, height] = big ? [960, 640] : [320, 214];
  /** @param {string} path */
  const place = (path) => {
    if (kind === 'pics') return `${places.picsOrigin}${path}`;
    if (kind === 'cdn') return `${places.cdnOrigin}${path}`;
    return `${places.base}${path}`;
  };
  const folder = kind === 'secure' ? 'secure-uploads' : 'uploads/default';
  const path = kind === 'pics' ? `/albums/${name}.png` : `/${folder}/original/1X/${sha1}.png`;
  const src = place(path);
  const thumbSrc = place(`/${folder}/optimized/1X/${sha1}_2_690x460.png`);
  /** @param {string} address */
  const absolute = (address) => new URL(address, places.origin).href;
  return {
    name,
    host: kind,
    src,
    url: absolute(src),
    width,
    height,
    base62: base62(spec),
    thumb: big && kind !== 'pics' ? { src: thumbSrc, url: absolute(thumbSrc), width: 690, height: 460 } : null,
    outcome: OUTCOMES[kind] ?? 'ok',
  };
}

/** @typedef {{image: ForumImage, thumb: boolean}} Stored */

/** The images of one forum by address; their bytes are drawn when first asked for. */
export class ImageShelf {
  /** @type {Map<string, Stored>} */
  #byUrl = new Map();
  /** @type {Map<string, ForumImage>} */
  #bySpec = new Map();
  /** @type {Map<string, Buffer>} */
  #bytes = new Map();

  /** @param {Places} places */
  constructor(places) {
    this.places = places;
  }

  /** @param {string} spec */
  image(spec) {
    let image = this.#bySpec.get(spec);
    if (!image) this.add(spec, (image = createImage(spec, this.places)));
    return image;
  }

  /**
   * @param {string} spec
   * @param {ForumImage} image
   */
  add(spec, image) {
    this.#bySpec.set(spec, image);
    this.#byUrl.set(image.url, { image, thumb: false });
    if (image.thumb) this.#byUrl.set(image.thumb.url, { image, thumb: true });
  }

  /** @param {string} url absolute, without query */
  find(url) {
    return this.#byUrl.get(url) ?? null;
  }

  /**
   * @param {ForumImage} image
   * @param {boolean} [thumb]
   */
  bytes(image, thumb = false) {
    const key = `${thumb ? 'thumb' : 'original'} ${image.url}`;
    let bytes = this.#bytes.get(key);
    if (!bytes) {
      const { width, height } = thumb && image.thumb ? image.thumb : image;
      this.#bytes.set(key, (bytes = drawPng(`${image.host} ${image.name}${thumb ? ' thumbnail' : ''}`, width, height)));
    }
    return bytes;
  }

  /** @param {ForumImage} image */
  hash(image) {
    return sha256(this.bytes(image));
  }

  /** All images, in the order in which the forum was written. */
  all() {
    return [...this.#bySpec.values()];
  }
}
