import type { ModelAccess } from '../model/installed-model';
import { readGguf, type GgufHeader } from './gguf';
import { modelFilesMissing, modelUnsupported } from './wllama-errors';

// What is known of GGUF files before they are loaded: llama.cpp loads what is not one without an error, and breaks at
// the first question.

export interface GgufFiles {
  /** In the order of their parts. */
  readonly files: readonly Blob[];
  /** Of all files. */
  readonly bytes: number;
  /** Context the model was made for; null: the file does not say. */
  readonly contextTokens: number | null;
  /** What its token for the end of a text is written as; null: none that can be written. */
  readonly endToken: string | null;
}

const longestEndToken = 100;

interface Part {
  readonly file: File;
  readonly header: GgufHeader;
}

/**
 * Opens a model's files and looks at each header.
 * @throws AppError `engine` with reason `modelNotGguf`, `modelCut`, `modelDamaged`, `modelFilesMissing`, `modelUnsupported`
 */
export async function openGguf({ model, open }: ModelAccess): Promise<GgufFiles> {
  const paths = model.files.map(({ path }) => path).filter((path) => /\.gguf$/i.test(path));
  const parts: Part[] = [];
  for (const path of paths) {
    const file = await open(path);
    parts.push({ file, header: await readGguf(file, { name: path, vocabulary: true }) });
  }
  parts.sort((a, b) => placeOf(a) - placeOf(b));
  const [first] = parts;
  if (!first) throw modelFilesMissing(model.name, 'a file ending in .gguf');
  checkParts(model.name, parts);
  const { architecture, contextTokens } = first.header;
  // llama.cpp takes such a file for an addition to the model beside it, and breaks for want of one.
  if (architecture === 'clip') throw modelUnsupported(model.name, 'this is the part of a model that sees pictures');
  return {
    // Without their names: wllama would sort by those.
    files: parts.map(({ file }) => file.slice()),
    bytes: parts.reduce((sum, { file }) => sum + file.size, 0),
    contextTokens,
    endToken: endTokenOf(first.header),
  };
}

function endTokenOf({ fields, vocabulary }: GgufHeader): string | null {
  const id = fields.get('tokenizer.ggml.eos_token_id');
  // Of type 3, control: only those are read as one token wherever they stand in a text.
  const token = typeof id === 'number' && vocabulary.types[id] === 3 ? vocabulary.tokens[id] : undefined;
  // A context is filled with it to count: a stranger's may have any length.
  return token !== undefined && token.length <= longestEndToken ? token : null;
}

/** Each part says which of how many it is. */
function checkParts(name: string, parts: readonly Part[]): void {
  const count = Math.max(1, ...parts.map(({ header }) => header.split?.count ?? 1));
  const here = new Set(parts.map(placeOf));
  if (here.size < count) {
    const missing: string[] = [];
    for (let no = 0; no < count && missing.length < 5; no++) if (!here.has(no)) missing.push(String(no + 1));
    throw modelFilesMissing(name, `part ${missing.join(', ')} of ${count}`);
  }
  if (parts.length > count) throw modelFilesMissing(name, `what joins its ${parts.length} files into one model`);
}

function placeOf({ header }: Part): number {
  return header.split?.no ?? 0;
}
