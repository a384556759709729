import type { RawFailure } from '../../../lib/engines/webllm-messages';

// What web-llm (0.2.79 and 0.2.86) was seen to throw and to print, by cause.

const at = (stage: RawFailure['stage'], name: string, message: string, ...log: string[]): RawFailure => ({
  stage,
  name,
  message,
  log,
});

export const replies: Readonly<Record<string, RawFailure>> = {
  'no WebGPU': at(
    'load',
    'WebGPUNotAvailableError',
    'WebGPU is not supported in your current environment, but it is necessary to run the WebLLM engine.',
  ),
  'no adapter': at(
    'load',
    'Error',
    "Unable to find a compatible GPU. This issue might be because your computer doesn't have a GPU",
  ),
  'f16 missing, told by the record': at(
    'load',
    'ShaderF16SupportError',
    'This model requires feature This model requires WebGPU extension shader-f16, which is not enabled in this browser.',
  ),
  'f16 missing, found by the driver': at(
    'load',
    'GPUPipelineError',
    '[Invalid ShaderModule (unlabeled)] is invalid due to a previous error',
  ),
  'buffer too small': at(
    'load',
    'Error',
    'Cannot initialize runtime because of requested maxBufferSize exceeds limit. requested=256MB, limit=128MB. Consider upgrading your browser.',
  ),
  'workgroup storage too small': at(
    'load',
    'Error',
    'Cannot initialize runtime because of requested maxComputeWorkgroupStorageSize exceeds limit. requested=32768, limit=16384. ',
  ),
  'library of an older version': at(
    'load',
    'LinkError',
    'WebAssembly.instantiate(): Import #2 "env" "TVMWasmPackedCFunc": function import requires a callable',
  ),
  'library of a newer version': at(
    'load',
    'LinkError',
    'WebAssembly.instantiate(): Import #2 "env" "TVMFFIWasmSafeCall": function import requires a callable',
  ),
  quota: at('load', 'QuotaExceededError', 'Quota exceeded.'),
  'short shard, 0.2.79': at(
    'load',
    'ExitStatus',
    'Program terminated with exit(1)',
    'ArrayCopyFromBytes: size mismatch',
  ),
  'short shard, 0.2.86': at('load', 'Error', 'Tensor-cache record range [0, 4096) exceeds shard size 1024'),
  'device lost while loading': at('load', 'Error', 'PackedFunc has already been disposed'),
  'device lost while loading, named': at(
    'load',
    'DeviceLostError',
    'The WebGPU device was lost while loading the model.',
  ),
  'device lost while generating': at('complete', 'ExitStatus', 'Program terminated with exit(1)'),
  'prompt too long': at(
    'complete',
    'ContextWindowSizeExceededError',
    'Prompt tokens exceed context window size: number of prompt tokens: 6034; context window size: 1024\nConsider shortening the prompt',
  ),
  'unknown id': at('load', 'ModelNotFoundError', 'Cannot find model record in appConfig for some-model.'),
  'anything else': at('complete', 'RuntimeError', 'Aborted(). Build with -sASSERTIONS for more info.'),
};
