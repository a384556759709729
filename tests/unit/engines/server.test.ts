import { afterEach, describe, expect, it } from 'vitest';
import { isLoopback, isPrivate } from '../../../lib/base/origin';
import type { CompletionRequest, Model } from '../../../lib/engines/engine';
import { serverAddress, serverEngine, serverModels } from '../../../lib/engines/server';
import { readEvents } from '../../../lib/engines/sse';
import { AppError, type ErrorInfo } from '../../../lib/model/error';
import { startOpenAi } from '../../replay/openai/index.mjs';

type Server = Awaited<ReturnType<typeof startOpenAi>>;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(options: Parameters<typeof startOpenAi>[0] = {}): Promise<Server> {
  const server = await startOpenAi(options);
  open.push(server);
  return server;
}

const noProgress = (): void => undefined;
const never = new AbortController().signal;
const key = 'sk-very-secret-0123456789';

async function load(
  server: { url: string },
  model = 'copy-model',
  more: { key?: string; now?: () => number } = {},
): Promise<Model> {
  const engine = serverEngine(fetch, more.now);
  const target = {
    choice: { engine: 'server', model, url: server.url },
    access: null,
    ...(more.key ? { key: more.key } : {}),
  } as const;
  return engine.load(target, { signal: never, onProgress: noProgress, contextTokens: 8192 });
}

const schema = {
  name: 'pair',
  schema: {
    type: 'object',
    properties: { question: { type: 'string', maxLength: 200 }, answer: { type: 'string' } },
    required: ['question', 'answer'],
    additionalProperties: false,
  },
} as const;

function request(more: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    messages: [
      { role: 'system', content: 'You write pairs.' },
      { role: 'user', content: '<text>Looms have heddles. Heddles lift the warp. Schuss trägt 緯糸 ünd 🧵.</text>' },
    ],
    schema: null,
    maxTokens: 200,
    temperature: 0.7,
    topP: 0.95,
    seed: 1,
    ...more,
  };
}

async function problem(promise: Promise<unknown>): Promise<ErrorInfo> {
  const thrown: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return (thrown as AppError).info;
}

describe('a reply', () => {
  it('streams, with the words, the counts and what was asked for', async () => {
    const server = await start();
    const model = await load(server);
    const pieces: string[] = [];
    const done = await model.complete(request(), (piece) => pieces.push(piece), never);
    expect(done).toMatchObject({ text: 'Heddles lift the warp.', finish: 'stop', promptTokens: 15, outputTokens: 4 });
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(done.text);
    const { body } = server.requests.at(-1)!;
    expect(body).toMatchObject({
      model: 'copy-model',
      max_tokens: 200,
      temperature: 0.7,
      top_p: 0.95,
      seed: 1,
      stream: true,
    });
    expect(body.stream_options).toEqual({ include_usage: true });
    expect(body.response_format).toBeUndefined();
  });

  it('is held to its schema', async () => {
    const server = await start();
    const model = await load(server);
    const done = await model.complete(request({ schema }), noProgress, never);
    expect(JSON.parse(done.text)).toEqual({ question: 'Heddles lift the warp.', answer: 'Schuss trägt 緯糸 ünd 🧵.' });
    expect(server.requests.at(-1)!.body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'pair', strict: true, schema: schema.schema },
    });
    expect(model.device).toBe(server.url);
  });

  it('says when it was cut by its budget', async () => {
    const model = await load(await start());
    const done = await model.complete(request({ schema, maxTokens: 3 }), noProgress, never);
    expect(done.finish).toBe('length');
    expect(() => JSON.parse(done.text) as unknown).toThrow();
  });

  it('is read with CRLF, and in one piece where a server does not stream', async () => {
    for (const options of [{ lineEnd: '\r\n' }, { lineEnd: '\r' }, { stream: false }]) {
      const model = await load(await start(options));
      const done = await model.complete(request({ seed: 2 }), noProgress, never);
      expect(done).toMatchObject({ text: 'Schuss trägt 緯糸 ünd 🧵.', finish: 'stop', outputTokens: 5 });
    }
  });

  it('falls back, marked, where a server knows no schema, and keeps to that', async () => {
    const server = await start({ refuseSchema: true, refuseUsage: true });
    const model = await load(server);
    const before = server.requests.length;
    const done = await model.complete(request({ schema }), noProgress, never);
    expect(Object.keys(JSON.parse(done.text) as object)).toEqual(['question', 'answer']);
    expect(server.requests.length - before).toBe(3);
    const { body } = server.requests.at(-1)!;
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(body.messages[0].content).toContain(JSON.stringify(schema.schema));
    expect(model.device).toContain('schema in the prompt only');
    await model.complete(request({ schema }), noProgress, never);
    expect(server.requests.length - before).toBe(4);
    expect(done.outputTokens).toBeGreaterThan(0);
  });
});

describe('failures', () => {
  it('of load: what is wrong, in words', async () => {
    const server = await start();
    expect(await problem(load(server, 'other'))).toMatchObject({
      code: 'engine',
      reason: 'serverModelUnknownList',
      params: ['other', server.url, 'copy-model'],
    });
    expect(await problem(load({ url: `${server.url}/no` }))).toMatchObject({ code: 'engine', reason: 'serverNotApi' });
    server.addFault({ kind: 'html', path: '/models' });
    expect((await problem(load(server))).reason).toBe('serverReply');
    server.addFault({ kind: 'redirect', path: '/models' });
    expect((await problem(load(server))).reason).toBe('serverNotApi');
    server.addFault({ kind: 'status', status: 403, body: '', path: '/models' });
    const refused = await problem(load(server));
    expect(refused.reason).toBe('serverOriginRefused');
    expect(refused.message).toContain('OLLAMA_ORIGINS');
    await server.close();
    expect(await problem(load(server))).toMatchObject({ code: 'network', reason: 'serverUnreachable' });
  });

  it('by status', async () => {
    const server = await start();
    const model = await load(server, 'copy-model', { now: () => 1_000_000 });
    const ask = (fault: Parameters<Server['addFault']>[0]): Promise<ErrorInfo> => {
      server.addFault(fault);
      return problem(model.complete(request(), noProgress, never));
    };
    expect(await ask({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })).toMatchObject({
      code: 'rate-limited',
      dueAt: 1_007_000,
    });
    const date = new Date(1_060_000).toUTCString();
    expect((await ask({ kind: 'status', status: 429, headers: { 'retry-after': date } })).dueAt).toBe(1_060_000);
    expect((await ask({ kind: 'status', status: 429 })).dueAt).toBe(1_030_000);
    expect((await ask({ kind: 'status', status: 429, headers: { 'retry-after': '999999999' } })).dueAt).toBe(4_600_000);
    expect(await ask({ kind: 'status', status: 500 })).toMatchObject({
      code: 'network',
      reason: 'serverTrouble',
      params: [server.url, '500'],
    });
    expect(await ask({ kind: 'status', status: 404, body: '{"error":"model gone"}' })).toMatchObject({
      code: 'engine',
      reason: 'serverModelUnknown',
    });
    expect(await ask({ kind: 'status', status: 400, body: '{"error":{"message":"no such thing"}}' })).toMatchObject({
      reason: 'serverReply',
      detail: '400 no such thing',
    });
    expect(await ask({ kind: 'html' })).toMatchObject({ code: 'engine', reason: 'serverReply' });
    // After all that the model still works.
    expect((await model.complete(request(), noProgress, never)).finish).toBe('stop');
  });

  it('in the middle of a stream', async () => {
    const server = await start();
    const model = await load(server);
    const ask = (fault: Parameters<Server['addFault']>[0]): Promise<ErrorInfo> => {
      server.addFault(fault);
      return problem(model.complete(request({ schema }), noProgress, never));
    };
    expect(await ask({ kind: 'cut' })).toMatchObject({ code: 'network', reason: 'serverCut' });
    expect(await ask({ kind: 'no-done' })).toMatchObject({ code: 'network', reason: 'serverCut' });
    expect(await ask({ kind: 'bad-json' })).toMatchObject({ code: 'engine', reason: 'serverReply' });
    expect(await ask({ kind: 'stream-error', error: { message: 'CUDA error', code: 500 } })).toMatchObject({
      code: 'network',
      reason: 'serverTrouble',
    });
    expect(
      await ask({
        kind: 'stream-error',
        error: {
          type: 'exceed_context_size_error',
          message: 'the request exceeds the available context size',
          code: 400,
        },
      }),
    ).toMatchObject({ code: 'engine', reason: 'contextOverflow' });
  });

  it('of a prompt that does not fit', async () => {
    const model = await load(await start({ program: 'llamacpp', contextTokens: 50 }));
    const messages = [{ role: 'user', content: 'word '.repeat(80) }] as const;
    expect(await problem(model.complete(request({ messages }), noProgress, never))).toMatchObject({
      code: 'engine',
      reason: 'contextOverflow',
      params: ['80', '50'],
    });
  });
});

describe('the key', () => {
  it('is in one header, and in nothing that is kept', async () => {
    const server = await start({ key });
    const model = await load(server, 'copy-model', { key });
    await model.complete(request(), noProgress, never);
    expect(server.requests.length).toBeGreaterThan(1);
    for (const { headers, path, text } of server.requests) {
      expect(headers.authorization).toBe(`Bearer ${key}`);
      expect(path + text + JSON.stringify({ ...headers, authorization: '' })).not.toContain(key);
    }
    const errors = [await problem(load(server, 'copy-model', { key: `${key}x` })), await problem(load(server))];
    expect(errors.map(({ reason }) => reason)).toEqual(['serverKeyRefused', 'serverKeyMissing']);
    for (const status of [400, 403, 404, 429, 500]) {
      server.addFault({ kind: 'status', status, body: JSON.stringify({ error: { message: `Bad key ${key}` } }) });
      errors.push(await problem(model.complete(request(), noProgress, never)));
    }
    server.addFault({ kind: 'stream-error', error: { message: `Bad key ${key}` } });
    errors.push(await problem(model.complete(request(), noProgress, never)));
    server.addFault({ kind: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: `<p>${key}` });
    errors.push(await problem(model.complete(request(), noProgress, never)));
    expect(JSON.stringify(errors)).not.toContain(key);
    expect(model.device).not.toContain(key);
  });
});

describe('stopping', () => {
  it('ends a call at once, and the server sees it', async () => {
    const server = await start();
    const model = await load(server);
    server.addFault({ kind: 'hang' });
    const stop = new AbortController();
    const call = model.complete(request(), () => setTimeout(() => stop.abort()), stop.signal);
    const at = performance.now();
    expect((await problem(call)).code).toBe('aborted');
    expect(performance.now() - at).toBeLessThan(1000);
    await expect.poll(() => server.requests.at(-1)!.aborted).toBe(true);
  });

  it('unload ends what runs', async () => {
    const server = await start();
    const model = await load(server);
    server.addFault({ kind: 'hang' });
    const call = problem(model.complete(request(), () => void model.unload(), never));
    expect((await call).code).toBe('aborted');
    expect((await problem(model.complete(request(), noProgress, never))).code).toBe('aborted');
  });
});

describe('what a server tells of itself', () => {
  it.each([
    ['llamacpp', true, 2048],
    ['vllm', true, 2048],
    ['ollama', false, 2048],
    ['plain', false, 8192],
  ] as const)('%s: tokens counted exactly: %s, context %i', async (program, exact, contextTokens) => {
    const server = await start({ program, contextTokens: 2048, models: ['copy-model:latest'] });
    const model = await load(server, program === 'ollama' ? 'copy-model' : 'copy-model:latest');
    expect(model.contextTokens).toBe(contextTokens);
    const count = await model.countTokens('one two three four');
    expect(count.exact).toBe(exact);
    if (exact) expect(count.tokens).toBe(4);
    else expect(count.tokens).toBeGreaterThan(2);
  });

  it('lists its models', async () => {
    const server = await start({ models: ['a', 'b'] });
    expect(await serverModels(fetch, server.url.replace('http://', ''), undefined, never)).toEqual(['a', 'b']);
  });
});

describe('addresses', () => {
  it.each([
    ['localhost:11434', 'http://localhost:11434/v1', true, null],
    ['http://localhost:1234/v1/', 'http://localhost:1234/v1', true, null],
    ['http://127.1:8080/v1/chat/completions', 'http://127.0.0.1:8080/v1', true, null],
    ['http://[::1]:8000/api', 'http://[::1]:8000/api', true, null],
    ['https://api.example.com/v1/models', 'https://api.example.com/v1', false, null],
    ['http://192.168.1.20:11434', 'http://192.168.1.20:11434/v1', false, 'serverPlainHttp'],
    ['http://gpu-box:8000', 'http://gpu-box:8000/v1', false, 'serverPlainHttp'],
  ])('%s', (text, url, loopback, warning) => {
    expect(serverAddress(text)).toEqual({ url, loopback, warning });
  });

  it.each([
    '',
    'ftp://x',
    'javascript:alert(1)',
    'http://user:pass@localhost',
    'http://localhost/?key=1',
    'http://',
    'x'.repeat(3000),
  ])('refused: %#', (text) => {
    expect(() => serverAddress(text)).toThrow(AppError);
  });

  it('no plain http over the internet', () => {
    for (const text of [
      'http://api.example.com/v1',
      'http://8.8.8.8/v1',
      'http://0.0.0.0:1/v1',
      'http://127.0.0.1.example.com',
    ]) {
      expect(() => serverAddress(text)).toThrow(/https/);
    }
  });

  it('knows what this machine is', () => {
    const own = [
      'http://localhost',
      'http://a.localhost:1/x',
      'http://127.9.9.9',
      'http://0x7f000001',
      'http://[::1]',
      'http://LOCALHOST./',
      'http://[::ffff:127.0.0.1]',
    ];
    const others = [
      'http://localhost.example',
      'http://127.0.0.1.nip.io',
      'http://10.0.0.1',
      'http://[::2]',
      'http://1270.0.0.1x',
      'nonsense',
      'http://notlocalhost',
    ];
    expect(own.filter((url) => !isLoopback(url))).toEqual([]);
    expect(others.filter((url) => isLoopback(url))).toEqual([]);
    expect(
      ['http://172.16.0.1', 'http://172.31.9.9', 'http://100.64.0.1', 'http://nas.local', 'http://[fd00::1]'].filter(
        (url) => !isPrivate(url),
      ),
    ).toEqual([]);
    expect(
      ['http://172.32.0.1', 'http://100.128.0.1', 'http://a.example', 'http://[2001:db8::1]'].filter((url) =>
        isPrivate(url),
      ),
    ).toEqual([]);
  });
});

describe('event streams', () => {
  async function read(pieces: readonly Uint8Array[], maxChars = 10_000): Promise<readonly unknown[]> {
    const events = [];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    for await (const { event, data, whole } of readEvents(body, maxChars)) events.push([event, data, whole]);
    return events;
  }

  it('are the same however they are cut', async () => {
    const expected = [
      ['', '緯糸 🧵', true],
      ['tick', 'two\nlines', true],
      ['', '', true],
      ['error', '{"x":1}', true],
      ['', 'cut', false],
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      const text = [
        '\uFEFF: comment',
        'data:緯糸 🧵',
        'id: 7',
        '',
        'event: tick',
        'data: two',
        'data: lines',
        '',
        '',
        'data',
        '',
        'error: {"x":1}',
        '',
        'data: cut',
      ].join(end);
      const bytes = new TextEncoder().encode(text);
      expect(await read([bytes])).toEqual(expected);
      expect(await read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
      for (let at = 1; at < bytes.length; at++)
        expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected);
    }
  });

  it('may not be endless', async () => {
    const long = new TextEncoder().encode(`data: ${'x'.repeat(2000)}`);
    await expect(read([long], 1000)).rejects.toThrow(RangeError);
    const many = new TextEncoder().encode('data: 0123456789\n'.repeat(200));
    await expect(read([many], 1000)).rejects.toThrow(RangeError);
  });
});

describe('what a stranger sends or a person mistypes', () => {
  it('a key that no header can carry is refused without being repeated', async () => {
    const server = await start();
    for (const broken of ['sk-very-secret\n0123456789', 'sk-very-secret\u2013012']) {
      const error = await problem(load(server, 'copy-model', { key: broken }));
      expect(error).toMatchObject({ code: 'engine', reason: 'serverKeyRefused' });
      expect(JSON.stringify(error)).not.toContain('sk-very-secret');
    }
  });

  it('an event of empty lines without end is too long as well', async () => {
    const lines = new TextEncoder().encode('data:\n'.repeat(10_000));
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(lines) });
    const read = async (): Promise<void> => {
      for await (const event of readEvents(endless, 50_000)) throw new Error(`came: ${event.data.length}`);
    };
    await expect(read()).rejects.toThrow(RangeError);
  });
});
