import type { ImageRef, Post } from '../../model/thread';
import { asCount, asFields, asList, asText, asWords, type Fields } from '../fields';
import { boardUrl, type Place } from './place';
import { isImage, postOf, type Home } from './post';
import { plainText } from './text';

/** A post as the API and those who copy it send it; null: it is none. */
export function readPost(value: unknown, home: Home, folder: string): Post | null {
  const data = asFields(value);
  const no = asCount(data?.['no'], 1);
  if (!data || no === null) return null;
  const seconds = asCount(data['time'], 1);
  return postOf(
    {
      no,
      html: asText(data['com']) ?? '',
      postedAt: seconds === null ? null : seconds * 1000,
      name: plain(data['name']),
      trip: plain(data['trip']),
      posterId: asWords(data['id']),
      capcode: plain(data['capcode']),
      images: filesOf(data).flatMap((file) => imageOf(file, folder) ?? []),
      flags: [...(isOn(data['spoiler']) ? ['spoiler'] : []), ...(isFileDeleted(data) ? ['file-deleted'] : [])],
      facts: {
        sub: plain(data['sub']),
        email: plain(data['email']),
        country: plain(data['country']) ?? plain(data['troll_country']),
        countryName: plain(data['country_name']),
        boardFlag: plain(data['board_flag']),
        flagName: plain(data['flag_name']),
        since4pass: numberText(data['since4pass']),
        file: otherFileOf(data),
      },
    },
    home,
  );
}

function plain(value: unknown): string | null {
  const text = asWords(value);
  return text === null ? null : plainText(text) || null;
}

function numberText(value: unknown): string | null {
  const number = asCount(value, 1);
  return number === null ? null : String(number);
}

/** Switches are 1 and 0, also as text, and true or false. */
export function isOn(value: unknown): boolean {
  return value === 1 || value === '1' || value === true;
}

/** Files of a post: its own, and what vichan adds for further ones. */
function filesOf(data: Fields): readonly Fields[] {
  return [data, ...asList(data['extra_files'])].map(asFields).filter((file) => file !== null);
}

function isFileDeleted(data: Fields): boolean {
  return isOn(data['filedeleted']) || data['ext'] === 'deleted';
}

/** Its id in the address: digits, or text where the software counts files of one second. */
function fileId(data: Fields): string | null {
  const tim = data['tim'];
  if (typeof tim === 'number') return Number.isSafeInteger(tim) && tim > 0 ? String(tim) : null;
  return typeof tim === 'string' && /^[\w-]{1,64}$/.test(tim) ? tim : null;
}

function imageOf(file: Fields, folder: string): ImageRef | null {
  const id = fileId(file);
  const extension = asText(file['ext']) ?? '';
  if (id === null || isFileDeleted(file) || !isImage(extension)) return null;
  const name = fileName(file, extension);
  return {
    url: `${folder}${id}${extension}`,
    alt: '',
    width: asCount(file['w'], 1),
    height: asCount(file['h'], 1),
    ...(name === null ? {} : { name }),
  };
}

function fileName(file: Fields, extension: string): string | null {
  const name = plain(file['filename']);
  return name === null ? null : name + extension;
}

/** The name of a file that is no image. */
function otherFileOf(data: Fields): string | null {
  const extension = asText(data['ext']) ?? '';
  if (!/^\.[a-z\d]{1,5}$/i.test(extension) || isImage(extension)) return null;
  return fileName(data, extension);
}

/** Where the files of a board are. */
export function filesFolder(place: Place): string {
  if (place.dialect === 'yotsuba') return `https://i.4cdn.org/${encodeURIComponent(place.board)}/`;
  return `${boardUrl(place)}src/`;
}
