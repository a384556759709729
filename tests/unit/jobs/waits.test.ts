import { describe, expect, it } from 'vitest';
import { Commands } from '../../../lib/jobs/commands';
import { Runner } from '../../../lib/jobs/runner';
import { threadId } from '../../../lib/model/thread';
import { Life, World, smallForum, specFor } from './simulation';

describe('a job that waits', () => {
  it('says why at once, also right after a request', async () => {
    const forum = smallForum();
    // Slow enough that the wait is still one when the loop comes round on a busy machine.
    const world = new World(forum, 10);
    const life = new Life(world);
    const topic = forum.topics[0];
    const url = `${forum.origin}/t/${topic?.slug ?? ''}/${String(topic?.id)}`;
    const { target } = specFor(forum);
    const spec = specFor(forum, {
      target: { ...target, kind: 'thread', key: String(topic?.id), url, title: 'One topic' },
    });
    let limited = false;
    world.intercept = (request) => {
      if (limited || !request.url.includes('/t/')) return null;
      limited = true;
      return {
        url: request.url,
        status: 429,
        headers: { 'retry-after': '10' },
        bytes: new Uint8Array(),
        redirects: false,
      };
    };
    const reasons: unknown[] = [];
    life.db.pulses.hook('creating', (_key, row) => void reasons.push(row.waitReason));
    life.db.pulses.hook('updating', (change) => void reasons.push((change as { waitReason?: unknown }).waitReason));
    const runner = new Runner(life.ports);
    const commands = new Commands({ ...life.ports, newId: () => 'job', deleteExports: () => Promise.resolve() }, {
      wake: () => undefined,
      abort: () => undefined,
    } as unknown as Runner);
    await commands.start(spec);
    await runner.run();
    expect(limited).toBe(true);
    expect((await life.db.threads.get(['job', threadId(spec.target)]))?.state).toBe('done');
    expect(reasons).toContain('rate-limited');
  });
});
