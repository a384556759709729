// Writes THIRD-PARTY-NOTICES.md: the licences of every package that ends up in the extension.
// With --check it only says whether the file is up to date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './machine.mjs';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'MPL-2.0', '0BSD', 'Zlib']);
/** Packages with a choice of licences, and ours. */
const chosen = { jszip: 'MIT', pako: 'MIT' };

/** @param {string} name */
function manifest(name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
}

/** @param {readonly string[]} names @param {Set<string>} [seen] */
function closure(names, seen = new Set()) {
  for (const name of names) {
    if (seen.has(name) || !existsSync(join(root, 'node_modules', name))) continue;
    seen.add(name);
    closure(Object.keys(manifest(name).dependencies ?? {}), seen);
  }
  return seen;
}

/** @param {string} name */
function licenseText(name) {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : 'The package ships no licence text.';
}

const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const names = [...closure(Object.keys(own.dependencies))].sort();
const parts = names.map((name) => {
  const { version, license } = manifest(name);
  const id = chosen[/** @type {keyof typeof chosen} */ (name)] ?? license;
  if (!allowed.has(id)) throw new Error(`${name} has the licence ${license}, which is not one of ours.`);
  return `## ${name} ${version} (${id})\n\n\`\`\`text\n${licenseText(name).replaceAll('```', "'''")}\n\`\`\`\n`;
});
const text = `# Third-party notices\n\nPackages contained in the built extension. Written by \`npm run notices\`.\n\n${parts.join('\n')}`;
const path = join(root, 'THIRD-PARTY-NOTICES.md');
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error('THIRD-PARTY-NOTICES.md is out of date: run npm run notices.');
    process.exit(1);
  }
} else writeFileSync(path, text);
