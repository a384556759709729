import http from 'node:http';

// A server that speaks the OpenAI-style API as local programs do: our own, for tests. Its "model" answers with text of
// the prompt, so that what comes out can be checked against what went in.

/**
 * What goes wrong, once unless `times` says otherwise.
 * @typedef {object} OpenAiFault
 * @property {'status' | 'cut' | 'slow' | 'hang' | 'bad-json' | 'stream-error' | 'html' | 'redirect' | 'no-done'} kind
 * @property {string} [path] end of the path it strikes; absent: `/chat/completions`
 * @property {number} [times]
 * @property {number} [after] how many matching requests pass first
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 * @property {number} [delayMs] before the first byte, or with `slow` between two pieces
 * @property {unknown} [error] of `stream-error`
 */

/**
 * @typedef {object} OpenAiRequest
 * @property {string} method
 * @property {string} path
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} body parsed JSON; null without one
 * @property {string} text the body as it came
 * @property {number} at epoch ms when it was there
 * @property {boolean} aborted the client went away before the end
 */

/**
 * @typedef {object} OpenAiOptions
 * @property {readonly string[]} [models]
 * @property {string} [key] demanded of every request
 * @property {'llamacpp' | 'vllm' | 'ollama' | 'plain'} [program] whose further answers it gives
 * @property {number} [contextTokens] more words than these in a prompt are refused as llama.cpp does
 * @property {boolean} [refuseSchema] knows no `json_schema`
 * @property {boolean} [refuseUsage] knows no `stream_options`
 * @property {boolean} [stream] false: answers in one piece whatever is asked
 * @property {number} [port] 0 or absent: any
 * @property {string} [lineEnd]
 */

/** @param {OpenAiOptions} [options] */
export async function startOpenAi(options = {}) {
  const { models = ['copy-model'], program = 'plain', port = 0 } = options;
  /** @type {OpenAiRequest[]} */
  const requests = [];
  /** @type {(OpenAiFault & {left: number, skip: number})[]} */
  const faults = [];
  /** @type {Set<string>} */
  const loaded = new Set();

  /** @param {string} path */
  const strike = (path) => {
    for (const fault of faults) {
      if (fault.left <= 0 || !path.endsWith(fault.path ?? '/chat/completions')) continue;
      if (fault.skip-- > 0) continue;
      fault.left--;
      return fault;
    }
    return null;
  };

  const server = http.createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      /** @type {OpenAiRequest} */
      const entry = {
        method: request.method ?? '',
        path,
        headers: request.headers,
        body: parse(text),
        text,
        at: Date.now(),
        aborted: false,
      };
      requests.push(entry);
      response.on('close', () => {
        entry.aborted = !response.writableFinished;
      });
      void respond(entry, response).catch(() => response.destroy());
    });
  });

  /** @param {OpenAiRequest} entry @param {import('node:http').ServerResponse} response */
  async function respond(entry, response) {
    const fault = strike(entry.path);
    if (fault?.delayMs && fault.kind !== 'slow') await pause(fault.delayMs);
    if (fault && simpleFault(fault, response)) return;
    if (options.key && entry.headers.authorization !== `Bearer ${options.key}`) {
      const said = `Incorrect API key provided: ${entry.headers.authorization ?? 'none'}`;
      json(response, 401, { error: { message: said, type: 'invalid_request_error' } });
    } else if (entry.path === '/v1/models') json(response, 200, listOf(models, program, options.contextTokens));
    else if (entry.path === '/v1/chat/completions') await chat(entry, response, fault);
    else if (!extra(entry, response)) json(response, 404, { error: { message: 'Not found' } });
  }

  /** What three programs answer beside the API. @param {OpenAiRequest} entry @param {import('node:http').ServerResponse} response */
  function extra({ path, body }, response) {
    if (program === 'llamacpp' && path === '/props') {
      json(response, 200, { default_generation_settings: { n_ctx: options.contextTokens ?? 4096 } });
    } else if (program === 'llamacpp' && path === '/tokenize') {
      json(response, 200, { tokens: wordsOf(body.content).map((_, n) => n) });
    } else if (program === 'vllm' && path === '/tokenize') {
      json(response, 200, { count: wordsOf(body.prompt).length, max_model_len: options.contextTokens });
    } else if (program === 'ollama' && path === '/api/ps') {
      const context_length = options.contextTokens ?? 4096;
      json(response, 200, { models: [...loaded].map((name) => ({ name, model: name, context_length })) });
    } else if (program === 'ollama' && path === '/api/generate') {
      loaded.add(body.model);
      json(response, 200, { model: body.model, response: '', done: true, done_reason: 'load' });
    } else return false;
    return true;
  }

  /** @param {OpenAiRequest} entry @param {import('node:http').ServerResponse} response @param {OpenAiFault | null} fault */
  async function chat({ body }, response, fault) {
    const refusal = refusalOf(options, models, body);
    if (refusal) return json(response, refusal.status, { error: refusal.error });
    const prompt = body.messages.map((/** @type {{content: string}} */ { content }) => content).join('\n');
    const { text, finish } = replyTo(body);
    const usage = { prompt_tokens: wordsOf(prompt).length, completion_tokens: wordsOf(text).length };
    const head = { id: 'chatcmpl-1', model: body.model, created: 0 };
    if (options.stream === false || body.stream !== true) {
      const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }];
      return json(response, 200, { ...head, object: 'chat.completion', choices, usage });
    }
    const end = options.lineEnd ?? '\n';
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...fault?.headers });
    /** @param {unknown} value */
    const event = (value) =>
      response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}${end}${end}`);
    /** @param {object} delta @param {string | null} finish_reason */
    const piece = (delta, finish_reason) =>
      event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
    response.write(`: still at work${end}${end}`);
    piece({ role: 'assistant' }, null);
    const pieces = text.match(/\s*\S{1,12}|\s+$/g) ?? [];
    for (const [n, content] of pieces.entries()) {
      if (fault?.kind === 'slow') await pause(fault.delayMs ?? 200);
      if (response.destroyed) return;
      if (fault && n === Math.ceil(pieces.length / 2)) {
        if (fault.kind === 'cut') return void response.write('data: {"choices":[{"del', () => response.destroy());
        if (fault.kind === 'hang') return;
        if (fault.kind === 'bad-json') event('{"choices": [oops');
        if (fault.kind === 'stream-error') return void (event({ error: fault.error }), response.end());
      }
      piece({ content }, null);
    }
    if (fault?.kind === 'no-done') return void response.end();
    piece({}, finish);
    if (body.stream_options?.include_usage) event({ ...head, choices: [], usage });
    event('[DONE]');
    response.end();
  }

  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/v1`,
    requests,
    /** @param {OpenAiFault} fault */
    addFault: (fault) => void faults.push({ ...fault, left: fault.times ?? 1, skip: fault.after ?? 0 }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startOpenAi>>} OpenAiServer */

/**
 * @param {OpenAiFault} fault
 * @param {import('node:http').ServerResponse} response
 * @returns {boolean} true where it was answered
 */
function simpleFault(fault, response) {
  if (fault.kind === 'status') {
    response.writeHead(fault.status ?? 500, { 'content-type': 'application/json', ...fault.headers });
    response.end(fault.body ?? '{"error":{"message":"Out of order"}}');
  } else if (fault.kind === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><title>Something else</title>');
  } else if (fault.kind === 'redirect') {
    response.writeHead(302, { location: 'http://127.0.0.1:9/v1/models' });
    response.end();
  } else return false;
  return true;
}

/**
 * @param {readonly string[]} models
 * @param {string} program
 * @param {number | undefined} contextTokens
 */
function listOf(models, program, contextTokens) {
  const owned_by = program === 'ollama' ? 'library' : program === 'plain' ? 'organization_owner' : program;
  const more = program === 'vllm' ? { max_model_len: contextTokens } : {};
  return { object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0, owned_by, ...more })) };
}

/**
 * @param {OpenAiOptions} options
 * @param {readonly string[]} models
 * @param {any} body
 */
function refusalOf(options, models, body) {
  if (!body || !Array.isArray(body.messages)) return { status: 400, error: { message: 'messages are missing' } };
  if (!models.includes(body.model)) {
    return {
      status: 404,
      error: { message: `model "${body.model}" not found, try pulling it first`, type: 'api_error' },
    };
  }
  if (options.refuseUsage && body.stream_options) {
    return { status: 400, error: { message: 'Unrecognized request argument supplied: stream_options' } };
  }
  if (options.refuseSchema && body.response_format?.type === 'json_schema') {
    return { status: 400, error: { message: "'response_format.type' must be 'json_object' or 'text'" } };
  }
  const asked = body.messages.reduce(
    (/** @type {number} */ sum, /** @type {{content: string}} */ { content }) => sum + wordsOf(content).length,
    0,
  );
  if (options.contextTokens !== undefined && asked > options.contextTokens) {
    const message = 'the request exceeds the available context size, try increasing it';
    const more = { n_prompt_tokens: asked, n_ctx: options.contextTokens };
    return { status: 400, error: { code: 400, message, type: 'exceed_context_size_error', ...more } };
  }
  return null;
}

/**
 * Sentences of the last message's text, in the shape asked for. Text between <text> tags, or between the marks of the
 * product's prompts, if there are any, is what it takes them from; the seed says which.
 * @param {any} body
 * @returns {{text: string, finish: 'stop' | 'length'}}
 */
function replyTo(body) {
  const last = body.messages.at(-1)?.content ?? '';
  const marked =
    /<text>([\s\S]*?)<\/text>/.exec(last) ?? /the text begins\]\n([\s\S]*?)\n\[\w+ the text ends\]/.exec(last);
  const text = marked?.[1] ?? last;
  const sentences = text
    .match(/[^.!?。！？\n]+[.!?。！？]?/g)
    ?.map((/** @type {string} */ one) => one.trim())
    .filter(Boolean) ?? [text];
  const schema = body.response_format?.json_schema?.schema ?? schemaIn(body.messages);
  let at = Math.abs(body.seed ?? 0);
  const next = () => sentences[at++ % sentences.length] ?? '';
  const whole = schema ? JSON.stringify(valueFor(schema, next)) : next();
  const words = whole.match(/\s*\S+/g) ?? [];
  if (body.max_tokens !== undefined && words.length > body.max_tokens) {
    return { text: words.slice(0, body.max_tokens).join(''), finish: 'length' };
  }
  return { text: whole, finish: 'stop' };
}

/** A schema in the prompt, where it was not given beside it. @param {{content: string}[]} messages */
function schemaIn(messages) {
  for (const { content } of messages) {
    const found = /JSON schema[^\n]*\n(\{.*\})$/m.exec(content)?.[1];
    if (found) return parse(found);
  }
  return null;
}

/**
 * A value that a schema allows.
 * @param {any} schema
 * @param {() => string} next
 * @returns {any}
 */
function valueFor(schema, next) {
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, of]) => [name, valueFor(of, next)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, () => valueFor(schema.items ?? { type: 'string' }, next));
    case 'integer':
    case 'number':
      return schema.maximum ?? schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return next().slice(0, schema.maxLength ?? Infinity);
  }
}

/** @param {string} text */
function wordsOf(text) {
  return text.match(/\S+/g) ?? [];
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {unknown} value */
function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
