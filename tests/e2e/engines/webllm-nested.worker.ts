import { trial, type TrialModel } from './webllm-trial';

const worker = self as unknown as DedicatedWorkerGlobalScope;

worker.addEventListener('message', ({ data }: MessageEvent<TrialModel>) => {
  void trial.attempt(data, null, null).then((outcome) => worker.postMessage(outcome));
});
