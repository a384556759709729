import { AppError } from '../model/error';

// The sentences in which readers refuse a file; each begins with its name.

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

function refusal(reason: string, params: readonly string[], message: string, cause?: unknown): AppError {
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 500) : null;
  return new AppError(
    { code: 'unsupported', reason, params, message, ...(detail === null ? {} : { detail }) },
    cause === undefined ? undefined : { cause },
  );
}

/** The file is damaged or cut short. */
export function docBroken(name: string, cause?: unknown): AppError {
  const message = `“${name}” is damaged or cut short. Get it again, or open it in the program that made it and save it anew.`;
  return refusal('docBroken', [name], message, cause);
}

/** The file is locked by a password or by copy protection. */
export function docEncrypted(name: string, cause?: unknown): AppError {
  const message = `“${name}” is locked by a password or by copy protection. Save a copy without it and add that.`;
  return refusal('docEncrypted', [name], message, cause);
}

/** There is no text in it. */
export function docEmpty(name: string): AppError {
  return refusal('docEmpty', [name], `“${name}” holds no text.`);
}

/** @param maxBytes how large such a file may be */
export function docTooLarge(name: string, maxBytes: number): AppError {
  const limit = inMegabytes(maxBytes);
  return refusal('docTooLarge', [name, limit], `“${name}” is larger than ${limit}. Split it and add the parts.`);
}

/** It would unpack to more than any honest document. */
export function docBomb(name: string): AppError {
  const message = `“${name}” unpacks to far more than a document of its size holds, as files made to do harm do. It was not read.`;
  return refusal('docBomb', [name], message);
}

/** Nobody here reads such files. */
export function docKind(name: string): AppError {
  const message = `“${name}” is not a kind of file that can be read. Save it as PDF, DOCX, PPTX, ODT, EPUB, HTML, Markdown, text or CSV: an old .doc as .docx, an old .ppt as .pptx, a spreadsheet as .csv.`;
  return refusal('docKind', [name], message);
}

/** There is no data for a language that is to be recognised. */
export function ocrLanguageMissing(language: string): AppError {
  const message = `There is no recognition data for the language “${language}”. Import ${language}.traineddata on the Settings page, or read the text in another language.`;
  return refusal('ocrLanguageMissing', [language], message);
}

/** The recognition of text broke off. */
export function ocrFailed(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const said = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
  const message = `The text of a picture could not be recognised (${said}). Try again; if it fails each time, the picture is damaged or the memory is full.`;
  return refusal('ocrFailed', [said], message, cause);
}

/** Unpacked, it would fill the memory. */
export function ocrPictureTooLarge(width: number, height: number): AppError {
  const size = [String(width), String(height)] as const;
  return refusal(
    'ocrPictureTooLarge',
    size,
    `The picture is too large for its text to be recognised: ${size.join(' × ')} pixels. Make it smaller and try again.`,
  );
}
