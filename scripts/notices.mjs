// Writes THIRD-PARTY-NOTICES.md: the licences of every package that ends up in the extension.
// With --check it only says whether the file is up to date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './machine.mjs';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'MPL-2.0', '0BSD', 'Zlib']);
/** Packages with a choice of licences, and ours. */
const chosen = { jszip: 'MIT', pako: 'MIT' };

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
  return `## ${name} ${version} (${id})\n\n\`\`\`text\n${licenseText(folder).replaceAll('```', "'''")}\n\`\`\`\n`;
});
const text = `# Third-party notices\n\nPackages contained in the built extension. Written by \`npm run notices\`.\n\n${parts.join('\n')}`;
const path = join(root, 'THIRD-PARTY-NOTICES.md');
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error('THIRD-PARTY-NOTICES.md is out of date: run npm run notices.');
    process.exit(1);
  }
} else writeFileSync(path, text);
