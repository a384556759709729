import { asCount, asFields, asList, asWords, type Fields } from '../fields';
import { dataBody, escapeHtml, imageHtml, originalOf } from './body';

// What a post consists of beside its text: a gallery, a picture, a link, a poll, another post. Each as HTML that says
// the same, since that is what cleaning reads.

export type Unescape = (text: string) => string;

/** Everything of a post below its own text. */
export function attachments(post: Fields, plain: Unescape): string {
  const parts = [gallery(post, plain), poll(post, plain)];
  const from = crossposted(post);
  if (from) parts.push(quoted(from, plain));
  else if (post['is_self'] !== true && post['is_gallery'] !== true) parts.push(linked(post, plain));
  return parts.join('');
}

/** The post that this one passes on; a chain of them ends with the original. */
function crossposted(post: Fields): Fields | null {
  return asFields(asList(post['crosspost_parent_list']).at(-1));
}

function quoted(from: Fields, plain: Unescape): string {
  const title = plain(asWords(from['title']) ?? '');
  const path = asWords(from['permalink']);
  const heading =
    path === null || !path.startsWith('/') ? escapeHtml(title) : link(`https://www.reddit.com${path}`, title);
  const own = asWords(from['selftext_html']);
  const inner = [gallery(from, plain), poll(from, plain), from['is_self'] === true ? '' : linked(from, plain)];
  return `<blockquote><p>${heading}</p>${own === null ? '' : dataBody(plain(own))}${inner.join('')}</blockquote>`;
}

function gallery(post: Fields, plain: Unescape): string {
  const media = asFields(post['media_metadata']);
  const items = asList(asFields(post['gallery_data'])?.['items']);
  if (!media) return '';
  return items
    .map((value) => {
      const item = asFields(value);
      const id = asWords(item?.['media_id']);
      // A name of JavaScript's own is no picture.
      const entry = id !== null && Object.hasOwn(media, id) ? asFields(media[id]) : null;
      const shown = asFields(entry?.['s']);
      if (!shown || (entry?.['status'] !== undefined && entry['status'] !== 'valid')) return '';
      const address = asWords(shown['u']) ?? asWords(shown['gif']);
      const url = address === null ? null : originalOf(plain(address));
      const size = { w: asCount(shown['x'], 1), h: asCount(shown['y'], 1) };
      return url === null ? '' : imageHtml(url, plain(asWords(item?.['caption']) ?? ''), size);
    })
    .join('');
}

function poll(post: Fields, plain: Unescape): string {
  const choices = asList(asFields(post['poll_data'])?.['options'])
    .map((value) => asWords(asFields(value)?.['text']))
    .filter((text) => text !== null);
  return choices.length === 0
    ? ''
    : `<ul>${choices.map((text) => `<li>${escapeHtml(plain(text))}</li>`).join('')}</ul>`;
}

/** A post that is a picture or a link. */
function linked(post: Fields, plain: Unescape): string {
  const address = plain(asWords(post['url_overridden_by_dest']) ?? asWords(post['url']) ?? '');
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return '';
  const original = originalOf(address);
  if (original !== null) return imageHtml(original, '', sizeOf(post));
  if (post['post_hint'] === 'image') return imageHtml(address, '', { w: null, h: null });
  return `<p>${link(address, address)}</p>`;
}

/** The size of the one picture, which only its preview tells. */
function sizeOf(post: Fields): { readonly w: number | null; readonly h: number | null } {
  const first = asFields(asList(asFields(post['preview'])?.['images'])[0]);
  const shown = asFields(first?.['source']);
  return { w: asCount(shown?.['width'], 1), h: asCount(shown?.['height'], 1) };
}

function link(url: string, text: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}
