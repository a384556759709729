// A picture as tesseract reads it best: on white, neither tiny nor huge.
import { ocrPictureTooLarge } from './refusal';
import { pictureSize } from './picture-size';

/** Unpacked, a picture takes four bytes a pixel, and tesseract makes further copies. */
const mostPixels = 16_000_000;
/** Larger ones are not even unpacked to be made smaller. */
const mostUnpacked = 100_000_000;
/** Tesseract wants capitals of 20 pixels or more; a screen's text has 10. Pictures up to this are drawn twice as large. */
const smallPixels = 2_500_000;

/**
 * The bytes of a PNG, or of the picture itself where nothing here can draw (Node).
 * @throws AppError `ocrPictureTooLarge`; what the browser throws for a picture that it cannot read
 */
export async function pictureBytes(picture: Blob | OffscreenCanvas): Promise<Uint8Array> {
  if (!(picture instanceof Blob)) return bytesOf(await picture.convertToBlob({ type: 'image/png' }));
  const bytes = await bytesOf(picture);
  const size = pictureSize(bytes);
  if (size && size[0] * size[1] > mostUnpacked) throw ocrPictureTooLarge(...size);
  return typeof createImageBitmap === 'undefined' ? bytes : redrawn(picture);
}

async function redrawn(picture: Blob): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(picture);
  const pixels = bitmap.width * bitmap.height;
  const scale = pixels > mostPixels ? Math.sqrt(mostPixels / pixels) : pixels <= smallPixels ? 2 : 1;
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(bitmap.width * scale)),
    Math.max(1, Math.floor(bitmap.height * scale)),
  );
  try {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no 2d context');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await bytesOf(await canvas.convertToBlob({ type: 'image/png' }));
  } finally {
    bitmap.close();
    // Frees its memory at once.
    canvas.width = canvas.height = 1;
  }
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
