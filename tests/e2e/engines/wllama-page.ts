import { perform, type Answer, type Order } from './wllama-ops';

// The engine page of the check: orders come over a channel from the page that drives it.

const channel = new BroadcastChannel('wllama-check');
const worker = new Worker('check-worker.js', { type: 'module' });
const tell = (answer: Answer): void => channel.postMessage(answer);

worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => tell(data));
channel.addEventListener('message', ({ data }: MessageEvent<Order | 'there?'>) => {
  if (data === 'there?') channel.postMessage('here');
  else if ('op' in data && data.where === 'worker') worker.postMessage(data);
  else if ('op' in data) void perform(data).then(tell);
});
