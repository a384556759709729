// How large a picture is, by its first bytes: known before a browser unpacks it.

/** Width and height in pixels; null where the bytes do not say. */
export function pictureSize(bytes: Uint8Array): readonly [width: number, height: number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return sizeIn(view);
  } catch (thrown) {
    // It ends before it says so.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

function sizeIn(view: DataView): readonly [number, number] | null {
  const start = view.getUint32(0);
  // PNG: the header is always the first chunk (https://www.w3.org/TR/png-3/#11IHDR).
  if (start === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (tagAt(view, 0) === 'GIF8') return [view.getUint16(6, true), view.getUint16(8, true)];
  if (start >>> 16 === 0x424d) return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))];
  if (start >>> 8 === 0xffd8ff) return sizeOfJpeg(view);
  if (tagAt(view, 0) === 'RIFF' && tagAt(view, 8) === 'WEBP') return sizeOfWebp(view);
  if (tagAt(view, 4) === 'ftyp') return sizeOfAvif(view);
  return null;
}

/** The frame's header stands behind segments that tell their length (ITU T.81, B.2.2). */
function sizeOfJpeg(view: DataView): readonly [number, number] | null {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function sizeOfWebp(view: DataView): readonly [number, number] | null {
  const kind = tagAt(view, 12);
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (kind === 'VP8X') return [three(24) + 1, three(27) + 1];
  if (kind === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (kind !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

/** The largest of the image's `ispe` boxes (ISO/IEC 23008-12, 6.5.3): a grid of tiles has one for each size. */
function sizeOfAvif(view: DataView): readonly [number, number] | null {
  let found: readonly [number, number] | null = null;
  const end = Math.min(view.byteLength - 16, 100_000);
  for (let at = 8; at <= end; at++) {
    if (view.getUint8(at) !== 0x69 || tagAt(view, at) !== 'ispe') continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!found || width * height > found[0] * found[1]) found = [width, height];
  }
  return found;
}
