/**
 * Files of packages that are copied into the extension as they are: what a page loads by an address and the bundler
 * therefore does not see. `from` is relative to the repository, `to` to the extension; a folder ends in `/` and is
 * copied with all that is in it.
 */
export const packagedAssets: readonly { readonly from: string; readonly to: string }[] = [
  // What is packaged wants its licences with it.
  { from: 'LICENSE', to: 'LICENSE' },
  { from: 'THIRD-PARTY-NOTICES.md', to: 'THIRD-PARTY-NOTICES.md' },
  { from: 'node_modules/@wllama/wllama/esm/wasm/wllama.wasm', to: 'wllama/wllama.wasm' },
  // pdf.js: its worker, and what fonts, maps of characters and pictures want that are not in a PDF itself.
  { from: 'node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs', to: 'pdfjs/pdf.worker.min.mjs' },
  { from: 'node_modules/pdfjs-dist/cmaps/', to: 'pdfjs/cmaps/' },
  // Of the fonts those of PDFium: the Liberation fonts beside them are under the GPL. Without one, the browser's own is
  // drawn; the words of a PDF need none of them.
  ...[
    'LICENSE_FOXIT',
    ...['Dingbats', 'Fixed', 'FixedBold', 'FixedBoldItalic', 'FixedItalic'].map((name) => `Foxit${name}.pfb`),
    ...['Serif', 'SerifBold', 'SerifBoldItalic', 'SerifItalic', 'Symbol'].map((name) => `Foxit${name}.pfb`),
  ].map((name) => ({
    from: `node_modules/pdfjs-dist/standard_fonts/${name}`,
    to: `pdfjs/standard_fonts/${name}`,
  })),
  { from: 'node_modules/pdfjs-dist/iccs/', to: 'pdfjs/iccs/' },
  // Decoders of pictures and colours; what runs scripts of PDFs, and copies in plain JavaScript, stay out.
  ...[
    'openjpeg.wasm',
    'LICENSE_OPENJPEG',
    'LICENSE_PDFJS_OPENJPEG',
    'jbig2.wasm',
    'LICENSE_JBIG2',
    'LICENSE_PDFJS_JBIG2',
    'qcms_bg.wasm',
    'LICENSE_QCMS',
    'LICENSE_PDFJS_QCMS',
  ].map((name) => ({ from: `node_modules/pdfjs-dist/wasm/${name}`, to: `pdfjs/wasm/${name}` })),
  // tesseract.js: its worker, its core for three kinds of processors, and English. A core's script looks for its
  // WebAssembly beside the worker's.
  { from: 'node_modules/tesseract.js/dist/worker.min.js', to: 'tesseract/worker.min.js' },
  ...['relaxedsimd-lstm', 'simd-lstm', 'lstm'].flatMap((kind) =>
    ['js', 'wasm'].map((extension) => ({
      from: `node_modules/tesseract.js-core/tesseract-core-${kind}.${extension}`,
      to: `tesseract/tesseract-core-${kind}.${extension}`,
    })),
  ),
  {
    from: 'node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
    to: 'tesseract/eng.traineddata.gz',
  },
];
