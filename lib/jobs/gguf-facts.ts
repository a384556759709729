import { readGguf } from '../engines/gguf';
import type { ModelFacts } from '../store/models';

/**
 * What the header of a GGUF file says of its model.
 * @throws AppError `engine` where it is none, cut short or damaged
 */
export async function ggufFacts(file: File): Promise<ModelFacts> {
  const header = await readGguf(file, { name: file.name });
  return {
    ...(header.name === '' ? {} : { name: header.name }),
    license: header.license,
    contextTokens: header.contextTokens,
    // The context and the buffers of a small model take about a fifth of it.
    memoryBytes: Math.round(file.size * 1.2),
  };
}
