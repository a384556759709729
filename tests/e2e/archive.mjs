// Opens a saved archive and compares it with what the forum holds.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import { truth } from '../../scripts/demo-forum/index.mjs';

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @typedef {object} Archive
 * @property {Map<string, Uint8Array>} files
 * @property {any} manifest
 * @property {any[]} records
 * @property {any[]} sources
 * @property {any[]} provenance
 */

/**
 * @param {readonly string[]} paths volumes
 * @returns {Promise<Archive>}
 */
export async function openArchive(paths) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  for (const path of paths) {
    const zip = await JSZip.loadAsync(readFileSync(path), { checkCRC32: true });
    for (const entry of Object.values(zip.files)) {
      assert.ok(!entry.name.includes('..') && !entry.name.startsWith('/'), `${entry.name} leaves the folder`);
      assert.ok(!files.has(entry.name), `${entry.name} comes twice`);
      files.set(entry.name, await entry.async('uint8array'));
    }
  }
  const text = (/** @type {string} */ name) => Buffer.from(files.get(name) ?? new Uint8Array()).toString();
  const lines = (/** @type {string} */ name) =>
    text(name)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const manifest = JSON.parse(text('manifest.json'));
  const records = files.has('train.json') ? JSON.parse(text('train.json')) : lines('train.jsonl');
  const archive = { files, manifest, records, sources: lines('sources.jsonl'), provenance: lines('provenance.jsonl') };
  checkHashes(archive);
  return archive;
}

/** Every file is in the manifest with its true hash, and nothing else is. @param {Archive} archive */
function checkHashes({ files, manifest }) {
  const named = Object.keys(manifest.files);
  assert.deepEqual([...files.keys()].filter((name) => name !== 'manifest.json').sort(), [...named].sort());
  for (const name of named) {
    const bytes = files.get(name) ?? new Uint8Array();
    assert.equal(sha256(bytes), manifest.files[name].sha256, `hash of ${name}`);
    assert.equal(bytes.length, manifest.files[name].bytes, `size of ${name}`);
  }
}

/**
 * Every thread, post, edge and image byte that this viewer could see, and no other.
 * @param {Archive} archive
 * @param {import('../../scripts/demo-forum/forum.mjs').Forum} forum
 * @param {{signedIn: boolean, withoutHosts?: string[]}} options
 */
export function compareWithForum(archive, forum, { signedIn, withoutHosts = [] }) {
  const expected = truth(forum, { signedIn });
  const byUrl = new Map(archive.sources.map((source) => [source.url, source]));
  assert.deepEqual([...byUrl.keys()].sort(), expected.topics.map((topic) => topic.url).sort(), 'threads');
  for (const topic of expected.topics) {
    const source = byUrl.get(topic.url);
    assert.equal(source.title, topic.title);
    const posts = new Map(source.posts.map((/** @type {any} */ post) => [post.id, post]));
    assert.equal(posts.size, topic.posts.length, `posts of ${topic.title}`);
    for (const post of topic.posts) {
      const found = /** @type {any} */ (posts.get(String(post.number)));
      assert.ok(found, `post ${post.number} of ${topic.title}`);
      assert.equal(found.author, post.username);
      // An edge to a post that is gone stays as the site tells it.
      const edges = found.replyTo.filter((/** @type {string} */ id) => posts.has(id));
      assert.deepEqual(edges, post.edges.map(String), `edges of ${post.number} in ${topic.title}`);
      assert.equal(found.state ?? 'visible', post.state, `state of ${post.number} in ${topic.title}`);
      assert.equal(found.score, post.likes, `likes of ${post.number} in ${topic.title}`);
    }
  }
  const wanted = expected.images.filter(
    (image) => image.sha256 !== null && !withoutHosts.includes(new URL(image.url).origin),
  );
  const images = [...archive.files].filter(([name]) => name.startsWith('images/'));
  for (const [name, bytes] of images) assert.equal(name.slice(7, 71), sha256(bytes));
  assert.deepEqual(
    images.map(([name]) => name).sort(),
    [...new Set(wanted.map((image) => `images/${image.sha256}.${image.ext}`))].sort(),
    'images',
  );
}

/** The archive's bytes as one string to compare, but for the one clock in it. @param {Archive} archive */
export function fingerprint({ files, manifest }) {
  const { capturedAt: _, ...rest } = manifest;
  const hashes = [...files]
    .filter(([name]) => name !== 'manifest.json')
    .map(([name, bytes]) => `${name} ${sha256(bytes)}`);
  return JSON.stringify({ hashes: hashes.sort(), rest }, null, 1);
}
