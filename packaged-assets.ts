/**
 * Files of packages that are copied into the extension as they are: what a page loads by an address and the bundler
 * therefore does not see. `from` is relative to the repository, `to` to the extension; a folder ends in `/` and is
 * copied with all that is in it.
 */
export const packagedAssets: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'node_modules/@wllama/wllama/esm/wasm/wllama.wasm', to: 'wllama/wllama.wasm' },
  // pdf.js: its worker, and what fonts, maps of characters and pictures want that are not in a PDF itself.
  { from: 'node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs', to: 'pdfjs/pdf.worker.min.mjs' },
  { from: 'node_modules/pdfjs-dist/cmaps/', to: 'pdfjs/cmaps/' },
  { from: 'node_modules/pdfjs-dist/standard_fonts/', to: 'pdfjs/standard_fonts/' },
  { from: 'node_modules/pdfjs-dist/iccs/', to: 'pdfjs/iccs/' },
  { from: 'node_modules/pdfjs-dist/wasm/', to: 'pdfjs/wasm/' },
];
