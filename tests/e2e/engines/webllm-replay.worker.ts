import type { News, Order } from '../../../lib/engines/webllm-messages';
import { replies } from './webllm-replies';

// Stands in for the worker of web-llm where a failure cannot be had here: it says what web-llm was seen to say.

const worker = self as unknown as DedicatedWorkerGlobalScope;
const post = (news: News): void => worker.postMessage(news);
let script = '';

worker.addEventListener('message', ({ data }: MessageEvent<Order | { op: 'script'; script: string }>) => {
  if (data.op === 'script') {
    script = data.script;
    return;
  }
  const reply = replies[script];
  if (!reply || data.op === 'interrupt') return;
  if (data.op === 'load') {
    if (reply.stage === 'load') post({ op: 'failed', failure: reply });
    else post({ op: 'loaded' });
  } else post({ op: 'failed', failure: reply });
});
