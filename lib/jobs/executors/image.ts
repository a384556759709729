import { originPattern } from '../../base/origin';
import { AppError } from '../../model/error';
import { imageTypes, type ImageOptions, type Job, type Task } from '../../model/job';
import type { StoredImage } from '../../store/settle-image';
import type { HttpReply } from '../../model/http';
import type { Ports } from '../ports';

const timeoutMs = 120_000;

/**
 * Fetches an image and puts its bytes into the file store.
 * @returns null when its host is not granted: the task is held, and blocks nothing
 * @throws AppError
 */
export async function executeImage(
  ports: Ports,
  task: Task,
  job: Job,
  signal: AbortSignal,
): Promise<StoredImage | null> {
  if (task.payload?.kind !== 'image' || job.spec.kind !== 'scrape') {
    throw new AppError({ code: 'bug', message: 'An image task without an address.' });
  }
  const { url } = task.payload;
  if (!(await ports.granted(originPattern(url)))) return null;
  const { images, target } = job.spec;
  const sameHost = new URL(url).host === new URL(target.base).host;
  const reply = await ports.http(
    {
      url,
      accept: 'image/*',
      credentials: sameHost ? 'include' : 'omit',
      timeoutMs,
      maxBytes: images.maxBytes,
      // A failed connection may be a redirect to a host that is not granted, which the browser does not tell apart.
      redirect: task.problem?.reason === 'network' ? 'manual' : 'follow',
    },
    signal,
  );
  judge(reply, ports.now());
  const mediaType = sniff(reply.bytes);
  if (mediaType === null || !allows(images, mediaType)) {
    throw new AppError({
      code: 'forbidden',
      reason: 'imageType',
      params: [mediaType ?? reply.headers['content-type'] ?? '?'],
      message: `Not an image of a type you asked for (${mediaType ?? reply.headers['content-type'] ?? 'unknown'}).`,
    });
  }
  const hash = await ports.files.putFile(reply.bytes, mediaType);
  return {
    hash,
    bytes: reply.bytes.byteLength,
    mediaType,
    extension: imageTypes[mediaType] ?? 'bin',
    content: reply.bytes,
  };
}

function allows(options: ImageOptions, mediaType: string): boolean {
  return options.types.includes(mediaType);
}

function judge(reply: HttpReply, now: number): void {
  if (reply.redirects) {
    throw new AppError({
      code: 'forbidden',
      reason: 'redirectNotGranted',
      message: 'The address leads on to another host that Heddle may not read.',
    });
  }
  const { status } = reply;
  if (status === 429) {
    const seconds = Number(reply.headers['retry-after']);
    const dueAt = Number.isFinite(seconds) ? { dueAt: now + seconds * 1000 } : {};
    throw new AppError({
      code: 'rate-limited',
      reason: 'rateLimited',
      message: 'The site asks for a slower pace.',
      ...dueAt,
    });
  }
  if (status >= 500) {
    throw new AppError({
      code: 'network',
      reason: 'serverError',
      params: [String(status)],
      message: `The server answered with an error (${status}).`,
    });
  }
  if (status === 404 || status === 410) {
    throw new AppError({ code: 'gone', reason: 'imageNotFound', message: 'The image is no longer there.' });
  }
  if (status >= 400) {
    throw new AppError({
      code: 'forbidden',
      reason: 'imageForbidden',
      params: [String(status)],
      message: `The server does not give out this image (${status}).`,
    });
  }
}

const ascii = (text: string): readonly number[] => Array.from(text, (char) => char.charCodeAt(0));

const signatures: readonly (readonly [type: string, offset: number, bytes: readonly number[]])[] = [
  ['image/png', 0, ascii('\x89PNG\r\n\x1a\n')],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, ascii('GIF8')],
  ['image/webp', 8, ascii('WEBP')],
  ['image/avif', 4, ascii('ftypavif')],
  ['image/avif', 4, ascii('ftypavis')],
  ['image/bmp', 0, ascii('BM')],
];

/**
 * The type by the bytes themselves (WHATWG MIME Sniffing, section 6.1), since a header may lie.
 * @returns null when it is no image
 */
export function sniff(bytes: Uint8Array): string | null {
  for (const [type, offset, signature] of signatures) {
    if (signature.every((byte, i) => bytes[offset + i] === byte)) return type;
  }
  const head = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  return /^(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(head) ? 'image/svg+xml' : null;
}
