import { originPattern } from '../../base/origin';
import { imageKey } from '../../model/image';
import type { ScrapeSpec } from '../../model/job';
import type { Post } from '../../model/thread';
import type { ImageDraft } from '../../store/settle-fetch';
import { imageTask } from '../../store/tasks';
import type { Ports } from '../ports';

/** The images of posts as tasks, each address once; those of hosts that are not granted are born held. */
export async function imageDrafts(
  ports: Ports,
  spec: ScrapeSpec,
  posts: readonly Post[],
): Promise<readonly ImageDraft[]> {
  if (!spec.images.enabled) return [];
  const urls = new Set(
    posts.filter((post) => post.state === 'visible').flatMap((post) => post.images.map((i) => i.url)),
  );
  const grants = new Map<string, boolean>();
  const drafts: ImageDraft[] = [];
  for (const url of urls) {
    const origin = originPattern(url);
    if (!grants.has(origin)) grants.set(origin, await ports.granted(origin));
    const { host } = new URL(url);
    const task = imageTask(url, host);
    const held = grants.get(origin) === true ? {} : { held: 'permission' as const };
    drafts.push({ url, key: imageKey(url), host, task: { ...task, ...held } });
  }
  return drafts;
}
