import assert from 'node:assert/strict';
import { checkWebLlm } from '../engines/webllm-check.mjs';

/** The engine's own checks, in a page of their own. @param {import('../steps.mjs').Place} place */
async function run({ browser }) {
  if (browser !== 'chromium') return 'there is no software GPU to try web-llm with';
  /** @type {string[]} */
  const failed = [];
  let checked = 0;
  await checkWebLlm((name, holds, seen) => {
    checked += 1;
    if (!holds) failed.push(`${name}: ${JSON.stringify(seen)}`);
  });
  assert.ok(checked > 30, `${String(checked)} checks`);
  assert.deepEqual(failed, []);
  return undefined;
}

export const webLlm = { name: 'engines: web-llm, its failures and its runtimes', run };
