import type { AssetUrl } from './engine';

// The libraries that come with the extension: WebAssembly made for a model's architecture, which web-llm runs. They are
// code, so they are part of the package, and their hashes with them (`npm run model-libs`).

/** Where they lie, below the extension's root. */
export const libraryFolder = 'model-libs';

export interface PackagedLibrary {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Those of this build; none where it was made without. Never throws. */
export async function packagedLibraries(asset: AssetUrl): Promise<readonly PackagedLibrary[]> {
  try {
    // An extension's missing file is a failed fetch, elsewhere it is a 404.
    const reply = await fetch(asset(`${libraryFolder}/manifest.json`));
    if (!reply.ok) return [];
    const { libraries } = (await reply.json()) as { libraries: Record<string, { sha256: string; bytes: number }> };
    return Object.entries(libraries).map(([name, { sha256, bytes }]) => ({ name, sha256, bytes }));
  } catch {
    return [];
  }
}
