import http2 from 'node:http2';
import https from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createForum, sessionToken, truth } from '../../scripts/demo-forum/index.mjs';
import { isTopicRequest, recordedHosts, startReplay } from '../replay/index.mjs';

const HOST = 'forum.heddle-demo.org';
const forum = createForum({ longTopicPosts: 30 });
let replay: Awaited<ReturnType<typeof startReplay>>;
let client: http2.ClientHttp2Session;

interface Got {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

function get(host: string, path: string, headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':path': path, ':authority': host, ...headers });
    const chunks: Buffer[] = [];
    let head: Record<string, unknown> = {};
    stream.on('response', (found) => (head = found));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () =>
      head[':status'] === undefined
        ? reject(new Error('no answer'))
        : resolve({ status: Number(head[':status']), headers: head, body: Buffer.concat(chunks) }),
    );
    stream.setTimeout(500, () => stream.close(http2.constants.NGHTTP2_CANCEL));
    stream.on('close', () => reject(new Error('closed')));
  });
}

beforeAll(async () => {
  replay = await startReplay({ forums: [forum], corpus: true });
  client = http2.connect(`https://127.0.0.1:${replay.port}`, { rejectUnauthorized: false });
});
afterAll(async () => {
  client.destroy();
  await replay.close();
});
beforeEach(() => {
  replay.log.clear();
  replay.faults.clear();
});

describe('the replay server', () => {
  it('plays the forum, its CDN and strangers by host', async () => {
    const image = truth(forum).images.find((one) => one.url.startsWith('https://pics.'));
    expect((await get(HOST, '/latest.json')).status).toBe(200);
    expect((await get('pics.example.net', new URL(image?.url ?? '').pathname)).body.length).toBe(image?.bytes);
    expect((await get('cdn.heddle-demo.org', '/latest.json')).status).toBe(404);
    expect((await get('tracker.example.net', '/')).status).toBe(421);
    expect(replay.log.hosts()).toContain('tracker.example.net');
  });

  it('answers HTTP/1.1 as well', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const request = https.get(
        {
          port: replay.port,
          host: '127.0.0.1',
          path: '/site.json',
          headers: { host: HOST },
          rejectUnauthorized: false,
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(text));
        },
      );
      request.on('error', reject);
    });
    expect(JSON.parse(body)).toHaveProperty('categories');
    expect(replay.log.entries[0]?.version).toBe('1.1');
  });

  it('checks the session cookie', async () => {
    const cookie = `_t=${sessionToken(forum, 'mira')}`;
    expect((await get(HOST, '/session/current.json')).status).toBe(404);
    expect((await get(HOST, '/session/current.json', { cookie })).headers['x-discourse-username']).toBe('mira');
    expect(replay.log.entries.at(-1)?.cookie).toBe(cookie);
  });

  it('lets things go wrong, in order and as often as asked', async () => {
    replay.faults.addRateLimit({ path: '/t/', times: 2, after: 1, retryAfter: 7 });
    const seen: number[] = [];
    for (let n = 0; n < 5; n++) seen.push((await get(HOST, '/t/101.json')).status);
    expect(seen).toEqual([200, 429, 429, 200, 200]);
    replay.faults.add({ kind: 'login' });
    expect((await get(HOST, '/latest.json')).headers['location']).toBe('/login');
    replay.faults.add({ kind: 'html', host: HOST });
    expect((await get(HOST, '/latest.json')).headers['content-type']).toContain('text/html');
    replay.faults.add({ kind: 'cut', path: /latest\.json/ });
    await expect(get(HOST, '/latest.json')).rejects.toThrow();
    replay.faults.add({ kind: 'hang' });
    await expect(get(HOST, '/latest.json')).rejects.toThrow();
    replay.faults.add({ kind: 'slow', delayMs: 120 });
    const start = performance.now();
    expect((await get(HOST, '/latest.json')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
    expect(replay.faults.pending).toBe(0);
  });

  it('counts requests and measures their spacing', async () => {
    await get(HOST, '/t/101.json');
    await new Promise((resolve) => setTimeout(resolve, 60));
    await get(HOST, '/t/101.json');
    await get('pics.example.net', '/robots.txt');
    const { log } = replay;
    expect(log.leastSpacing(HOST)).toBeGreaterThanOrEqual(59);
    expect(log.leastSpacing(HOST)).toBeLessThan(1000);
    expect(log.leastSpacing('pics.example.net')).toBe(Infinity);
    expect(log.counts(HOST).get('/t/101.json')).toBe(2);
    expect(log.repeats(HOST)).toBe(1);
    expect(log.of(isTopicRequest)).toHaveLength(2);
  });

  it.skipIf(recordedHosts().size === 0)('plays recorded replies under their own hosts', async () => {
    const host = 'discourse.urho3d.io';
    const topic = JSON.parse((await get(host, '/t/4845.json')).body.toString()) as {
      post_stream: { posts: unknown[]; stream: number[] };
    };
    expect([topic.post_stream.posts.length, topic.post_stream.stream.length]).toEqual([20, 67]);
    const ids = topic.post_stream.stream.slice(20, 40);
    const batch = JSON.parse(
      (await get(host, `/t/4845/posts.json?${ids.map((id) => `post_ids[]=${id}`).join('&')}`)).body.toString(),
    ) as { post_stream: { posts: { id: number }[] } };
    expect(batch.post_stream.posts.map((post) => post.id)).toEqual(ids);
    expect((await get(host, '/t/1.json')).status).toBe(404);
  });
});
