import type { AssetUrl } from './engine';

// wllama starts its worker from a blob: address. The content security policy of extensions allows workers from packaged
// files only; Firefox holds to that, and the load then never settles. So for the time of one load the constructor of
// workers is ours: it starts the same code from the extension's own files (scripts/wllama-assets.mjs).

export interface PackagedWorker {
  readonly asset: AssetUrl;
  /** Threads of WebAssembly; 1: none but the worker itself. */
  readonly threads: number;
  /** No adapter is asked for. */
  readonly cpuOnly: boolean;
  /** Pieces of the model file as they are read. */
  readonly onRead: (bytes: number) => void;
  /** The worker could not be started, or an error reached nobody in it; nothing more will come from it. */
  readonly onError: (message: string) => void;
  readonly onStarted: (worker: Worker) => void;
}

interface WorkerScope {
  Worker: typeof Worker;
}

/**
 * Runs `load` with the next worker from a blob: address replaced by the packaged one.
 * @param scope where wllama finds `Worker`: the global object
 */
export async function withPackagedWorker<T>(
  options: PackagedWorker,
  load: () => Promise<T>,
  scope: WorkerScope = globalThis,
): Promise<T> {
  const Real = scope.Worker;
  const restore = (): void => {
    if (scope.Worker === Packaged) scope.Worker = Real;
  };
  class Packaged extends Real {
    constructor(address: string | URL, workerOptions?: WorkerOptions) {
      if (!String(address).startsWith('blob:')) {
        super(address, workerOptions);
        return;
      }
      restore();
      URL.revokeObjectURL(String(address));
      super(addressOf(options), { type: 'module' });
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const bytes = readBytes(data);
        if (bytes > 0) options.onRead(bytes);
      });
      this.addEventListener('error', (event) => options.onError(event.message || 'the worker could not be started'));
      options.onStarted(this);
    }

    // The code of its threads comes as a blob as well, in the first order to it.
    override postMessage(message: unknown, transfer?: StructuredSerializeOptions | Transferable[]): void {
      const told = isInit(message)
        ? { ...message, args: [options.asset('wllama/wllama-module.js'), ...message.args.slice(1)] }
        : message;
      super.postMessage(told, transfer as StructuredSerializeOptions);
    }
  }
  scope.Worker = Packaged;
  try {
    return await load();
  } finally {
    restore();
  }
}

function addressOf({ asset, threads, cpuOnly }: PackagedWorker): string {
  const told = {
    pathConfig: { 'wllama.wasm': asset('wllama/wllama.wasm') },
    // 0 turns threads off.
    nbThread: threads > 1 ? threads : 0,
    compat: false,
    cpuOnly,
  };
  return `${asset('wllama/wllama-worker.js')}?o=${encodeURIComponent(JSON.stringify(told))}`;
}

/** Size of a piece that the worker asks for, `{verb: 'fs.read_req', args: [name, offset, size]}`; 0: another message. */
function readBytes(data: unknown): number {
  if (typeof data !== 'object' || data === null || !('verb' in data) || data.verb !== 'fs.read_req') return 0;
  const size: unknown = 'args' in data && Array.isArray(data.args) ? data.args[2] : 0;
  return typeof size === 'number' ? size : 0;
}

function isInit(message: unknown): message is { readonly verb: string; readonly args: readonly unknown[] } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'verb' in message &&
    message.verb === 'module.init' &&
    'args' in message &&
    Array.isArray(message.args)
  );
}
