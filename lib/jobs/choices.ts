import { originPattern } from '../base/origin';
import { AppError } from '../model/error';
import type { SourceForm } from '../sites/adapter';
import { decodeBody } from './http';
import type { Ports } from './ports';

export interface SiteChoice {
  readonly value: string;
  readonly label: string;
}

/**
 * Asks a site what there is to choose from. Outside of all lanes: it follows a click, and answers it.
 * @throws AppError `permission` where the host is not granted, `malformed`, and whatever the request ends with
 */
export async function askChoices(
  ports: Pick<Ports, 'http' | 'granted'>,
  asked: NonNullable<SourceForm['choices']>,
): Promise<readonly SiteChoice[]> {
  const { url } = asked;
  const origin = originPattern(url);
  if (!(await ports.granted(origin))) {
    throw new AppError({
      code: 'permission',
      reason: 'permissionNeeded',
      params: [origin],
      message: `Heddle may not read ${new URL(url).hostname} yet. Press Allow and confirm in the browser's question.`,
    });
  }
  const request = {
    url,
    accept: 'application/json',
    credentials: 'omit',
    timeoutMs: 20_000,
    maxBytes: 8_000_000,
    redirect: 'follow',
  } as const;
  const reply = await ports.http(request, new AbortController().signal);
  return asked.parse({ url: reply.url, status: reply.status, headers: reply.headers, body: decodeBody(reply) });
}
