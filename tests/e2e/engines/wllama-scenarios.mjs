// What the wllama engine must do in a browser; each step asks it by `ask` (in a worker of the engine page, as the
// product does) or `askPage` (in the page itself).
import assert from 'node:assert/strict';

/** @typedef {(op: string, ...args: unknown[]) => Promise<any>} Ask throws what the engine throws, with its `info` */
/** @typedef {{ browser: 'chromium' | 'firefox', license: string, figures: Record<string, string | number> }} Setting */

const free = { schema: null, temperature: 0.7, topP: 0.95, seed: 7 };

/** A stretch of the licence as a reader would give it: paragraphs on one line each. @param {string} license */
function textOf(license) {
  const text = license.slice(
    license.indexOf('2. Grant of Copyright License.') + 31,
    license.indexOf('4. Redistribution'),
  );
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n');
}

/** @param {Promise<unknown>} promise @returns {Promise<any>} what was thrown */
async function thrownBy(promise) {
  try {
    await promise;
  } catch (error) {
    return /** @type {any} */ (error).info ?? { message: String(error) };
  }
  assert.fail('nothing was thrown');
}

/** @type {readonly { name: string, run: (ask: Ask, askPage: Ask, setting: Setting) => Promise<void> }[]} */
export const scenarios = [
  {
    name: 'says what this machine offers',
    run: async (ask, _, { browser }) => {
      const probe = await ask('probe');
      assert.equal(probe.usable, true);
      assert.equal(probe.isolated, browser === 'chromium');
      assert.equal(probe.threads > 1, browser === 'chromium');
    },
  },
  {
    name: 'loads, counts tokens, and names what it runs on',
    run: async (ask, _, { browser, figures }) => {
      const loaded = await ask('load', { files: ['copy.gguf'] });
      assert.equal(loaded.device, browser === 'chromium' ? 'cpu, 2 threads' : 'cpu, 1 thread');
      assert.equal(loaded.contextTokens, 4096);
      assert.match(loaded.template, /<\|im_start\|>/);
      assert.equal(loaded.progress.at(-1), 1);
      figures['load, ms'] = Math.round(loaded.ms);
      assert.deepEqual(await ask('count', ''), { tokens: 0, exact: true });
      const one = await ask('count', 'Work');
      const many = await ask('count', ' Work'.repeat(100));
      assert.ok(one.tokens >= 1 && one.tokens <= 4, String(one.tokens));
      assert.equal(many.tokens % 100, 0);
      assert.deepEqual(await ask('count', '<|im_end|>'), { tokens: 1, exact: true });
    },
  },
  {
    name: 'writes pairs of the document under the schemas of the product',
    run: async (ask, _, { license, figures }) => {
      const text = textOf(license);
      for (const type of ['qa', 'cot', 'summary']) {
        for (const call of type === 'summary' ? [0] : [0, 1]) {
          const made = await ask('generate', type, text, call);
          assert.equal(made.finish, 'stop', made.text);
          assert.equal(made.reading.ok, true, `${type} ${call}: ${made.text}`);
          assert.equal(made.grounding.grounded, 1, made.text);
          assert.ok(made.pieces > 5 && made.outputTokens >= made.pieces - 1);
          if (type === 'qa' && call === 1) {
            const writingMs = made.ms - made.firstMs;
            figures['reply, tokens/s'] = Math.round((made.outputTokens / writingMs) * 1000);
          }
        }
      }
      const judged = await ask('judge', text, 'What is granted?', 'A licence.');
      assert.equal(judged.finish, 'stop');
      assert.deepEqual(JSON.parse(judged.text), { accuracy: 3, relevance: 2, clarity: 2, usefulness: 3 });
    },
  },
  {
    name: 'stops at once, and goes on after',
    run: async (ask, _, { license, figures }) => {
      const request = { ...free, messages: [{ role: 'user', content: license.slice(0, 4000) }], maxTokens: 300 };
      const stopped = await ask('abort', request, 3);
      assert.equal(stopped.error?.code, 'aborted');
      assert.equal(stopped.pieces, 3);
      assert.ok(stopped.rejectedMs < 100, `${stopped.rejectedMs} ms`);
      figures['abort, ms'] = Math.round(stopped.rejectedMs);
      figures['next call after an abort, ms'] = Math.round(stopped.nextMs);
    },
  },
  {
    name: 'says how long a prompt is that does not fit, and goes on',
    run: async (ask, _, { license }) => {
      const request = { ...free, messages: [{ role: 'user', content: license.repeat(3) }], maxTokens: 5 };
      const info = await thrownBy(ask('complete', request));
      assert.deepEqual([info.code, info.reason, info.params[1]], ['engine', 'contextOverflow', '4096']);
      assert.ok(Number(info.params[0]) > 4096);
      const cut = await ask('complete', { ...request, messages: [{ role: 'user', content: 'the Work' }] });
      assert.equal(cut.finish, 'length');
      assert.equal(cut.outputTokens, 5);
    },
  },
  {
    name: 'ends at once while it writes',
    run: async (ask, _, { license }) => {
      const request = { ...free, messages: [{ role: 'user', content: license.slice(0, 4000) }], maxTokens: 2000 };
      const ended = await ask('unloadWhile', request);
      assert.equal(ended.error?.code, 'aborted');
      assert.ok(ended.ms < 500, `${ended.ms} ms`);
    },
  },
  {
    name: 'noise under a grammar is JSON as well, the same for the same seed',
    run: async (ask) => {
      await ask('load', { files: ['random.gguf'] });
      const properties = { word: { type: 'string', maxLength: 40 }, mark: { type: 'integer', enum: [0, 1, 2] } };
      const schema = { type: 'object', properties, required: ['word', 'mark'], additionalProperties: false };
      const request = { ...free, temperature: 1, topP: 1, schema: { name: 'noise', schema }, maxTokens: 200 };
      const messages = [{ role: 'user', content: 'Say something \ud800 odd.' }];
      const texts = [];
      for (const seed of [1, 2, 2, -5]) {
        const { text, finish } = await ask('complete', { ...request, messages, seed });
        assert.equal(finish, 'stop', text);
        assert.deepEqual(Object.keys(JSON.parse(text)), ['word', 'mark']);
        texts.push(text);
      }
      assert.equal(texts[1], texts[2]);
      assert.notEqual(texts[0], texts[1]);
    },
  },
  {
    name: 'refuses files that are no model, with words',
    run: async (ask) => {
      for (const [file, reason] of Object.entries({
        'text.gguf': 'modelNotGguf',
        'cut.gguf': 'modelCut',
        'cut-head.gguf': 'modelCut',
        'odd.gguf': 'modelUnsupported',
      })) {
        const info = await thrownBy(ask('load', { files: [file] }));
        assert.deepEqual([info.code, info.reason], ['engine', reason], `${file}: ${info.message}`);
      }
    },
  },
  {
    name: 'can be stopped while it loads',
    run: async (ask) => {
      const info = await thrownBy(ask('load', { files: ['copy.gguf'], abortMs: 30 }));
      assert.equal(info.code, 'aborted');
    },
  },
  {
    name: 'runs in the page itself, on one thread',
    run: async (_, askPage, { license, figures }) => {
      const loaded = await askPage('load', { files: ['copy.gguf'], threads: 1 });
      assert.equal(loaded.device, 'cpu, 1 thread');
      figures['load, 1 thread, ms'] = Math.round(loaded.ms);
      const made = await askPage('generate', 'qa', textOf(license), 1);
      assert.equal(made.reading.ok, true, made.text);
      figures['reply, 1 thread, tokens/s'] = Math.round((made.outputTokens / (made.ms - made.firstMs)) * 1000);
      figures['prompt, 1 thread, tokens/s'] = Math.round((made.promptTokens / made.firstMs) * 1000);
      await askPage('unload');
    },
  },
];
