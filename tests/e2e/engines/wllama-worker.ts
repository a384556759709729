import { perform, type Order } from './wllama-ops';

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void perform(data).then((answer) => postMessage(answer));
});
