// What pages may know of engines: what is offered, and whether it can run here. Nothing heavy.

export {
  findOffered,
  offeredModels,
  offerFits,
  type Fit,
  type FitReason,
  type Machine,
  type OfferedFile,
  type OfferedModel,
} from './catalog';
export { gpuHere, probeGpu, webLlmNeeds, type GpuProbe } from './gpu';
export { packagedLibraries, type PackagedLibrary } from './model-libs';
