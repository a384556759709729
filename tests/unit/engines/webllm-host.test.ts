import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { lockDown } from '../../../lib/engines/webllm-lockdown';
import { webLlmHost, type ChatRequest, type Chunk, type HostEngine } from '../../../lib/engines/webllm-host';
import type { LoadOrder, News, Order } from '../../../lib/engines/webllm-messages';
import { loadPhase } from '../../../lib/engines/webllm-progress';

const order: LoadOrder = {
  op: 'load',
  record: { model: 'https://model.invalid/m-x/resolve/main/', model_id: 'x', model_lib: '', required_features: [] },
  override: { context_window_size: 1024, sliding_window_size: -1 },
  library: { name: 'lib.wasm', bytes: new ArrayBuffer(4), sha256: 'right' },
  entries: [
    {
      scope: 'webllm/config',
      url: 'https://model.invalid/m-x/resolve/main/mlc-chat-config.json',
      path: 'mlc-chat-config.json',
    },
    { scope: 'webllm/model', url: 'https://model.invalid/m-x/resolve/main/p.bin', path: 'p.bin' },
  ],
};

const chunk = (content: string | null, finish: string | null = null): Chunk => ({
  choices: [{ delta: { content }, finish_reason: finish }],
});
const usage: Chunk = { choices: [], usage: { prompt_tokens: 11, completion_tokens: 2 } };

interface Trial {
  readonly chunks?: () => AsyncIterable<Chunk> | Iterable<Chunk>;
  readonly missing?: string;
  readonly digest?: string;
  readonly fail?: unknown;
}

function host({ chunks = () => [], missing, digest = 'right', fail }: Trial = {}) {
  const news: News[] = [];
  const requests: ChatRequest[] = [];
  const interrupt = vi.fn();
  const made: string[] = [];
  const engine: HostEngine = {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the library throws such things
    reload: () => (fail ? Promise.reject(fail) : Promise.resolve()),
    interrupt,
    stream: (request) => {
      requests.push(request);
      return Promise.resolve(
        (async function* () {
          yield* chunks();
        })(),
      );
    },
  };
  const obey = webLlmHost({
    post: (one) => news.push(one),
    makeEngine: ({ model_lib }, onProgress) => {
      made.push(model_lib);
      onProgress('Loading model from cache[1/4]: 3MB loaded. 25% completed, 0 secs elapsed.');
      onProgress('Something else');
      return engine;
    },
    serve: () => '/served.wasm',
    digest: () => Promise.resolve(digest),
    isThere: ({ path }) => Promise.resolve(path !== missing),
    log: () => ['a line'],
  });
  const give = async (one: Order): Promise<void> => {
    obey(one);
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { give, news, requests, interrupt, made };
}

const complete = (id: number): Order => ({
  op: 'complete',
  id,
  request: {
    messages: [{ role: 'user', content: 'Hi' }],
    schema: { name: 'qa', schema: { type: 'object', required: ['a'] } },
    maxTokens: 9,
    temperature: 0,
    topP: 1,
    seed: 4,
  },
});

describe('the worker', () => {
  it('loads what is whole and pinned', async () => {
    const { give, news, made } = host();
    await give(order);
    expect(made).toEqual(['/served.wasm']);
    expect(news).toEqual([{ op: 'progress', phase: 'weights', fraction: 0.25 }, { op: 'loaded' }]);
  });

  it('makes nothing of a library that is another one', async () => {
    const { give, news, made } = host({ digest: 'wrong' });
    await give(order);
    expect(made).toEqual([]);
    expect(news).toEqual([
      { op: 'failed', failure: { stage: 'load', name: 'ForeignLibraryError', message: 'lib.wasm', log: ['a line'] } },
    ]);
  });

  it('names the file that is missing', async () => {
    const { give, news, made } = host({ missing: 'p.bin' });
    await give(order);
    expect(made).toEqual([]);
    expect(news).toMatchObject([{ op: 'failed', failure: { name: 'MissingFileError', message: 'p.bin' } }]);
  });

  it.each([
    [{ name: 'ExitStatus', message: 'Program terminated with exit(1)', status: 1 }, 'ExitStatus'],
    ['a text', 'Error'],
    [undefined, 'Error'],
  ])('tells of whatever is thrown: %j', async (thrown, name) => {
    const { give, news } = host({ fail: thrown ?? Object.create(null) });
    await give(order);
    expect(news.at(-1)).toMatchObject({ op: 'failed', failure: { name } });
  });

  it('streams with the whole conversation, the seed and the schema', async () => {
    const trial = host({ chunks: () => [chunk('ab'), chunk(''), chunk('c', 'stop'), usage] });
    await trial.give(order);
    await trial.give(complete(1));
    await trial.give(complete(2));
    expect(trial.requests[0]).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 9,
      temperature: 0,
      top_p: 1,
      seed: 4,
      response_format: { type: 'json_object', schema: '{"type":"object","required":["a"]}' },
    });
    expect(trial.requests[1]).toEqual(trial.requests[0]);
    expect(trial.news.slice(2, 5)).toEqual([
      { op: 'text', id: 1, piece: 'ab' },
      { op: 'text', id: 1, piece: 'c' },
      { op: 'done', id: 1, finish: 'stop', promptTokens: 11, outputTokens: 2 },
    ]);
  });

  it('counts pieces where the library does not count tokens', async () => {
    const trial = host({ chunks: () => [chunk('a'), chunk('b', 'length')] });
    await trial.give(order);
    await trial.give(complete(1));
    expect(trial.news.at(-1)).toEqual({ op: 'done', id: 1, finish: 'length', promptTokens: null, outputTokens: 2 });
  });

  it('interrupts again with each piece, since the library forgets what came before the first', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const trial = host({
      chunks: async function* () {
        await gate;
        yield chunk('a');
        yield chunk(null, 'abort');
      },
    });
    await trial.give(order);
    await trial.give(complete(1));
    await trial.give({ op: 'interrupt', id: 1 });
    open();
    await vi.waitFor(() => expect(trial.news.at(-1)).toMatchObject({ op: 'done', finish: 'abort' }));
    expect(trial.interrupt).toHaveBeenCalledTimes(3);
  });

  it('fails without a model', async () => {
    const { give, news } = host();
    await give(complete(1));
    expect(news).toMatchObject([{ op: 'failed', failure: { stage: 'complete', message: 'No model is loaded.' } }]);
  });
});

describe('lockDown', () => {
  function scope() {
    const fetched: string[] = [];
    const self = {
      location: { origin: 'https://own.test' },
      fetch: ((input: RequestInfo | URL) => {
        fetched.push(input instanceof Request ? input.url : String(input));
        return Promise.resolve(new Response('own'));
      }) as typeof fetch,
      Cache: class {
        add(): string {
          return 'fetched';
        }
        addAll(): string {
          return 'fetched';
        }
      },
      WebSocket: () => 'open',
      XMLHttpRequest: () => 'open',
    };
    return { self, fetched, lock: lockDown(self) };
  }

  it('lets the extension’s own files through, and nothing else', async () => {
    const { self, fetched } = scope();
    expect(await (await self.fetch('/assets/runtime.wasm')).text()).toBe('own');
    const evil = [
      'https://evil.test/x',
      'http://own.test/x',
      'https://own.test.evil.test/x',
      'https://own.test@evil.test/x',
      '//evil.test/x',
      'data:text/plain,x',
      'blob:https://own.test/x',
      new URL('https://evil.test/y'),
      new Request('https://evil.test/z'),
    ];
    for (const input of evil) await expect(self.fetch(input)).rejects.toMatchObject({ name: 'MissingFileError' });
    expect(fetched).toEqual(['/assets/runtime.wasm']);
  });

  it('keeps caches from fetching, and says which file was wanted', async () => {
    const { self } = scope();
    const cache = new self.Cache();
    const wanted = 'https://model.invalid/m-x/resolve/main/params%20shard.bin';
    await expect(cache.add(...([wanted] as unknown as []))).rejects.toMatchObject({
      name: 'MissingFileError',
      message: 'params shard.bin',
    });
    await expect(cache.addAll(...([[wanted]] as unknown as []))).rejects.toMatchObject({ name: 'MissingFileError' });
  });

  it('closes the other doors', () => {
    const { self } = scope();
    expect([self.WebSocket, self.XMLHttpRequest]).toEqual([undefined, undefined]);
  });

  it('serves a library once, from memory', async () => {
    const { self, lock, fetched } = scope();
    const path = lock.serve(new Uint8Array([1, 2]).buffer);
    // As the library asks for it.
    expect(path.startsWith('http')).toBe(false);
    const url = new URL(path, self.location.origin).href;
    expect([...new Uint8Array(await (await self.fetch(url)).arrayBuffer())]).toEqual([1, 2]);
    await self.fetch(url);
    expect(fetched).toEqual([url]);
  });
});

it.each([
  ['Start to fetch params', { phase: 'weights', fraction: 0 }],
  [
    'Loading model from cache[3/9]: 295MB loaded. 100% completed, 2 secs elapsed.',
    { phase: 'weights', fraction: 3 / 9 },
  ],
  ['Loading GPU shader modules[18/73]: 24% completed, 1 secs elapsed.', { phase: 'compile', fraction: 18 / 73 }],
  ['Loading GPU shader modules[1/0]', { phase: 'compile', fraction: null }],
  ['Finish loading on WebGPU - acme', null],
  ['', null],
])('progress: %s', (text, expected) => {
  expect(loadPhase(text)).toEqual(expected);
});

it('only the worker imports web-llm', () => {
  const files = ['lib', 'entrypoints', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const importing = files.filter((path) => /\.tsx?$/.test(path) && readFileSync(path, 'utf8').includes("'@mlc-ai/"));
  expect(importing).toEqual([join('lib', 'engines', 'webllm.worker.ts')]);
});
