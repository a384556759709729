import { MLCEngine } from '@mlc-ai/web-llm';
import { lockDown } from './webllm-lockdown';
import { webLlmHost } from './webllm-host';
import type { Order } from './webllm-messages';

// The one place that imports web-llm: 6 MB that are loaded when a model is, and end with it.

const worker = self as unknown as DedicatedWorkerGlobalScope;
const lock = lockDown(worker);

const lines: string[] = [];
for (const level of ['log', 'warn', 'error'] as const) {
  const print = console[level].bind(console);
  console[level] = (...said: unknown[]) => {
    lines.push(said.map(String).join(' ').slice(0, 300));
    if (lines.length > 10) lines.shift();
    print(...said);
  };
}

const obey = webLlmHost({
  post: (news) => worker.postMessage(news),
  makeEngine: (record, onProgress) => {
    const engine = new MLCEngine({
      appConfig: { model_list: [record] },
      initProgressCallback: ({ text }) => onProgress(text),
      // Sets where its lines go, which must be after ours.
      logLevel: 'WARN',
    });
    return {
      reload: (modelId, override) => engine.reload(modelId, override),
      interrupt: () => void engine.interruptGenerate(),
      stream: (request) =>
        engine.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }),
    };
  },
  serve: (bytes) => lock.serve(bytes),
  digest: async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(''),
  isThere: async ({ scope, url }) => (await (await caches.open(scope)).match(url)) !== undefined,
  log: () => lines,
});

worker.addEventListener('message', ({ data }: MessageEvent<Order>) => obey(data));
// A GPU device that is lost shows itself in promises nobody waits for; the call that runs is told of it by its own
// failure, and the watchdog ends what never fails.
worker.addEventListener('unhandledrejection', (event) => {
  lines.push(String(event.reason).slice(0, 300));
  event.preventDefault();
});
