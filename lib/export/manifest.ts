import { defaultLimits } from '../model/job';
import { defaultPairing } from '../model/pairing';
import type { BundleCounts, BundleFacts, Failure, GenerateFacts, ScrapeFacts } from './data';
import { wellFormed } from './sources';
import type { FileInfo } from './volumes';

export interface ManifestInput {
  readonly facts: BundleFacts;
  readonly format: string;
  readonly container: string;
  readonly withImages: boolean;
  readonly counts: BundleCounts;
  readonly failedThreads: readonly Failure[];
  readonly failedImages: readonly Failure[];
  /** In the order in which they are in the archive. */
  readonly files: Iterable<FileInfo>;
}

/** The manifest as text, piece by piece: with an entry for every image it can be large. */
export function* manifest(input: ManifestInput): Iterable<string> {
  const { facts } = input;
  const head = facts.kind === 'generate' ? generateHead(facts, input) : scrapeHead(facts, input);
  yield JSON.stringify(head, wellFormed, 2).slice(0, -'\n}'.length);
  yield ',\n  "files": {';
  let between = '\n';
  for (const file of input.files) {
    const entry = JSON.stringify({ bytes: file.bytes, sha256: file.sha256 });
    yield `${between}    ${JSON.stringify(file.name)}: ${entry}`;
    between = ',\n';
  }
  yield '\n  }\n}\n';
}

function scrapeHead(facts: ScrapeFacts, input: ManifestInput): object {
  return {
    heddle: facts.version,
    capturedAt: new Date(facts.capturedAt).toISOString(),
    name: facts.name,
    site: facts.site,
    siteName: facts.siteName,
    base: facts.base,
    url: facts.url,
    title: facts.title,
    session: session(facts.signedIn),
    robots: facts.robots,
    format: input.format,
    container: input.container,
    images: input.withImages,
    pairing: inOrderOf(defaultPairing, facts.pairing),
    limits: inOrderOf(defaultLimits, facts.limits),
    imageLimits: {
      enabled: facts.images.enabled,
      maxBytes: facts.images.maxBytes,
      types: [...facts.images.types].sort(),
      ocr: facts.images.ocr,
    },
    options: Object.fromEntries(Object.entries(facts.options).sort(([a], [b]) => (a < b ? -1 : 1))),
    counts: input.counts,
    failedThreads: input.failedThreads,
    failedImages: input.failedImages,
  };
}

function generateHead(facts: GenerateFacts, input: ManifestInput): object {
  const { type, template, ...options } = facts.generation;
  const { threads, pairs } = input.counts;
  return {
    heddle: facts.version,
    capturedAt: new Date(facts.capturedAt).toISOString(),
    name: facts.name,
    source: 'documents',
    format: input.format,
    container: input.container,
    generation: { type, ...inOrder(options), prompt: inOrder(template) },
    model: inOrder(facts.choice),
    judge: facts.judge && {
      model: inOrder(facts.judge.choice),
      prompt: inOrder(facts.judge.template),
      threshold: facts.threshold,
    },
    counts: { chunks: threads, pairs },
    failedChunks: input.failedThreads,
  };
}

/** A stored object has the key order of whoever made it; an export must not depend on that. */
function inOrder(values: object): object {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function session(signedIn: boolean | null): string {
  if (signedIn === null) return 'not known: private categories may be missing';
  return signedIn ? 'signed in' : 'not signed in: private categories are not included';
}

// A stored object has the key order of whoever made it; an export must not depend on that.
function inOrderOf<T extends object>(order: T, values: T): T {
  const keys = [...Object.keys(order), ...Object.keys(values).sort()];
  return Object.fromEntries([...new Set(keys)].map((key) => [key, values[key as keyof T]])) as T;
}
