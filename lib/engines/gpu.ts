// What WebGPU offers here. The types are our own, and only what we read: TypeScript's DOM library has none yet.

export interface GpuAdapter {
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<string, unknown>>;
  readonly info?: { readonly vendor?: string; readonly architecture?: string; readonly description?: string };
}

export interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<GpuAdapter | null>;
}

/** What a program asks of an adapter; the names are WebGPU's. */
export type GpuNeeds = Readonly<Record<string, number>>;

/**
 * What web-llm's runtime asks for at the least, as its source states it (`detectGPUDevice`, 0.2.79 to 0.2.86: 8 storage
 * buffers in the old one, 10 in the new).
 */
export const webLlmNeeds: GpuNeeds = {
  maxBufferSize: 1 << 28,
  maxStorageBufferBindingSize: 1 << 27,
  maxComputeWorkgroupStorageSize: 32 << 10,
  maxStorageBuffersPerShaderStage: 10,
};

export type GpuProbe =
  | { readonly usable: false; readonly reason: 'webgpuMissing' | 'webgpuNoAdapter' }
  | {
      readonly usable: boolean;
      readonly reason: 'gpuLimits' | null;
      /** What falls short: name, what the adapter has, what is needed. */
      readonly lacks: readonly [name: string, has: number, needs: number] | null;
      readonly f16: boolean;
      readonly maxBufferBytes: number;
      /** Vendor and architecture; '' where the browser does not tell. */
      readonly label: string;
    };

/** Looks at the adapter; takes nothing of it. Never throws. */
export async function probeGpu(gpu: Gpu | undefined, needs: GpuNeeds): Promise<GpuProbe> {
  if (!gpu) return { usable: false, reason: 'webgpuMissing' };
  // The same choice that the library makes, so that what is probed is what is used. A blocked driver may also throw.
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { usable: false, reason: 'webgpuNoAdapter' };
  const lacks = Object.entries(needs)
    .map(([name, least]) => [name, limitOf(adapter, name), least] as const)
    .find(([, has, least]) => has < least);
  const { vendor = '', architecture = '', description = '' } = adapter.info ?? {};
  return {
    usable: !lacks,
    reason: lacks ? 'gpuLimits' : null,
    lacks: lacks ?? null,
    f16: adapter.features.has('shader-f16'),
    maxBufferBytes: limitOf(adapter, 'maxBufferSize'),
    label: (description || [vendor, architecture].filter(Boolean).join(' ')).slice(0, 80),
  };
}

/** The `navigator.gpu` of this page or worker. */
export function gpuHere(scope: object = globalThis): Gpu | undefined {
  const { navigator } = scope as { readonly navigator?: { readonly gpu?: Gpu } };
  return navigator?.gpu;
}

function limitOf(adapter: GpuAdapter, name: string): number {
  const value = adapter.limits[name];
  return typeof value === 'number' ? value : 0;
}
