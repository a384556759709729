// Writes THIRD-PARTY-NOTICES.md: the licences of every package that ends up in the extension.
// With --check it only says whether the file is up to date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './machine.mjs';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'MPL-2.0', '0BSD', 'Zlib']);
/** Packages with a choice of licences, and ours. */
const chosen = { jszip: 'MIT', pako: 'MIT', duck: 'BSD-2-Clause' };

/** Required by packages for Node or at their installation; no code of theirs is in the extension. */
const absent = new Set(['node-fetch', 'opencollective-postinstall']);

/** Licence files beside the one of the package: of parts with a licence of their own that are copied into the extension. */
const beside = {
  'pdfjs-dist': [
    'cmaps/LICENSE',
    'standard_fonts/LICENSE_FOXIT',
    'iccs/LICENSE',
    'wasm/LICENSE_OPENJPEG',
    'wasm/LICENSE_PDFJS_OPENJPEG',
    'wasm/LICENSE_JBIG2',
    'wasm/LICENSE_PDFJS_JBIG2',
    'wasm/LICENSE_QCMS',
    'wasm/LICENSE_PDFJS_QCMS',
  ],
};

const emscripten = [
  'Emscripten (MIT), Copyright (c) 2010-2014 Emscripten authors, see AUTHORS file',
  'musl (MIT), Copyright © 2005-2020 Rich Felker, et al.',
  'libc++ and compiler-rt of LLVM (Apache-2.0 WITH LLVM-exception), the LLVM Project; https://llvm.org/LICENSE.txt',
];
/** What packages hold as compiled or bundled code, and name in no licence file. Told by their sources. */
const inside = {
  '@mlc-ai/web-llm': [
    'Apache TVM (Apache-2.0), Copyright The Apache Software Foundation. This product includes software developed at The Apache Software Foundation (http://www.apache.org/).',
    'XGrammar (Apache-2.0), its contributors; with picojson (BSD-2-Clause), Copyright 2009-2010 Cybozu Labs, Inc., Copyright 2011-2014 Kazuho Oku',
    'web-tokenizers of MLC (Apache-2.0), with tokenizers (Apache-2.0) of Hugging Face and SentencePiece (Apache-2.0) of Google',
    ...emscripten,
  ],
  '@wllama/wllama': [
    'llama.cpp and ggml (MIT), Copyright (c) 2023-2026 The ggml authors',
    'JSON for Modern C++ (MIT), Copyright (c) 2013-2026 Niels Lohmann',
    'emdawnwebgpu of Dawn (BSD-3-Clause), Copyright 2017-2026 The Dawn & Tint Authors',
    ...emscripten,
  ],
  'tesseract.js': [
    'buffer (MIT), Copyright (c) Feross Aboukhadijeh and other contributors',
    'ieee754 (BSD-3-Clause), Copyright 2008 Fair Oaks Labs, Inc.',
  ],
  'tesseract.js-core': [
    'Tesseract (Apache-2.0), Google Inc. and its contributors',
    'Leptonica (BSD-2-Clause), Copyright (C) 2001-2020 Leptonica. All rights reserved.',
    'libjpeg (IJG), Copyright (C) 1991-2014 Thomas G. Lane, Guido Vollbeding. This software is based in part on the work of the Independent JPEG Group; https://www.ijg.org',
    'libpng (libpng-2.0), Copyright (c) 1995-2019 The PNG Reference Library Authors; http://www.libpng.org/pub/png/src/libpng-LICENSE.txt',
    'libtiff (libtiff), Copyright (c) 1988-1997 Sam Leffler, Copyright (c) 1991-1997 Silicon Graphics, Inc.; https://libtiff.gitlab.io/libtiff/project/license.html',
    'zlib (Zlib), Copyright (C) 1995-2024 Jean-loup Gailly and Mark Adler; https://zlib.net/zlib_license.html',
    ...emscripten,
  ],
  '@tesseract.js-data/eng': [
    'recognition data of tesseract-ocr/tessdata (Apache-2.0), Google Inc. and its contributors',
  ],
};

/** Tools of development whose own code ends up in the extension as well. */
const built = ['wxt'];

/** @param {string} folder of a package */
function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Where a package finds another: in its own folder, or further up. @param {string} name @param {string} from */
function find(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
  }
  return null;
}

/** @param {readonly string[]} names @param {string} from @param {Set<string>} [seen] folders */
function closure(names, from, seen = new Set()) {
  for (const name of names) {
    if (absent.has(name)) continue;
    const folder = find(name, from);
    if (!folder || seen.has(folder)) continue;
    seen.add(folder);
    closure(Object.keys(manifest(folder).dependencies ?? {}), folder, seen);
  }
  return seen;
}

/** @param {string} folder */
function licenseText(folder) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  // Small packages have it in their readme only.
  const readme = readdirSync(folder).find((entry) => /^readme/i.test(entry));
  const section =
    readme && /^#+ licen[cs]e\s*$([^]*?)(?=^#|$(?![^]))/im.exec(readFileSync(join(folder, readme), 'utf8'))?.[1];
  return section?.trim() || `The package ships no licence text; see ${manifest(folder).homepage ?? 'its repository'}.`;
}

/** The parts of a package that it holds under licences of their own. @param {string} folder @param {string} name */
function parted(folder, name) {
  const files = beside[/** @type {keyof typeof beside} */ (name)] ?? [];
  const texts = files.map((file) => `\n${file}:\n\n${fenced(readFileSync(join(folder, file), 'utf8').trim())}`);
  const held = inside[/** @type {keyof typeof inside} */ (name)] ?? [];
  const lines = held.map((line) => `- ${line}\n`).join('');
  return texts.join('') + (lines === '' ? '' : `\nIt contains:\n\n${lines}`);
}

/** @param {string} text */
function fenced(text) {
  return `\`\`\`text\n${text.replaceAll('```', "'''")}\n\`\`\`\n`;
}

const own = manifest(root);
const folders = [
  ...closure(Object.keys(own.dependencies), root),
  ...built.map((name) => join(root, 'node_modules', name)),
];
const packages = folders.map((folder) => ({ folder, ...manifest(folder) }));
packages.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
const parts = packages.map(({ folder, name, version, license }) => {
  const id = chosen[/** @type {keyof typeof chosen} */ (name)] ?? license;
  if (!allowed.has(id)) throw new Error(`${name} has the licence ${license}, which is not one of ours.`);
  return `## ${name} ${version} (${id})\n\n${fenced(licenseText(folder))}${parted(folder, name)}`;
});
const text = `# Third-party notices\n\nPackages contained in the built extension. Written by \`npm run notices\`. Where a part is named by its licence alone, the text of that licence stands elsewhere on this page, or at the address given.\n\n${parts.join('\n')}`;
const path = join(root, 'THIRD-PARTY-NOTICES.md');
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error('THIRD-PARTY-NOTICES.md is out of date: run npm run notices.');
    process.exit(1);
  }
} else writeFileSync(path, text);
