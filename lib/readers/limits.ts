/** No document of words is larger; what is, is pictures or film. */
export const maxFileBytes = 200_000_000;

/** Markup becomes a tree of about twenty times its size. */
export const maxMarkupBytes = 50_000_000;

/** Plain text; a library of fifty long novels. Of tables, so much is read. */
export const maxTextBytes = 100_000_000;

/** The main part of a DOCX, unpacked, some 600,000 words: mammoth takes 26 s and 2.2 GB for it, measured. */
export const maxWordBytes = 30_000_000;

/** So much of a file's beginning is looked at to tell what it is. */
export const headBytes = 65_536;

/** Limits of the archives that DOCX, PPTX, ODT and EPUB are. Deflate makes at most 1 into 1,032. */
export const archiveLimits = {
  /** The largest books and decks have some thousands. */
  entries: 20_000,
  /** Of all entries as they declare it, pictures and films that are never opened among them. */
  declaredBytes: 1_000_000_000,
  /** Of one entry that is read. */
  entryBytes: 40_000_000,
  /** Of all that is read. */
  readBytes: 256_000_000,
  /** Inflated to packed, of an entry of more than `ratioFreeBytes`. Tables of ever the same words reach about 100. */
  ratio: 400,
  ratioFreeBytes: 4_000_000,
} as const;
export type ArchiveLimits = { readonly [K in keyof typeof archiveLimits]: number };
