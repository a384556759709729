import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findPosts, lookAt } from '../lib/sites/forum/look';
import { outlineOf, wordsIn } from '../lib/sites/forum/outline';
import { postsOf } from '../lib/sites/forum/posts';

// Reads the recorded forum pages by the `forum` adapter's parts, for the scorer that lies beside them.

export interface Prediction {
  readonly text: string;
  readonly author: string;
  readonly date: string;
  readonly url: string;
}

export interface Reading {
  readonly id: string;
  readonly engine: string;
  readonly basis: string;
  readonly posts: readonly Prediction[];
  readonly ms: number;
}

interface Recorded {
  readonly url: string;
  readonly html: string;
  readonly engine: string;
}

/** @param options `engines: false`: as if no software were known */
export function readRecorded(folder: string, options: { readonly engines?: boolean } = {}): readonly Reading[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((name) => {
      const recorded = JSON.parse(gunzipSync(readFileSync(`${folder}/${name}`)).toString()) as Recorded;
      const started = performance.now();
      const look = lookAt({ url: new URL(recorded.url), html: recorded.html }, options);
      const found = findPosts(look);
      const target = { site: 'forum' as const, base: look.url.origin, key: look.url.pathname, url: recorded.url };
      const posts = found ? postsOf(look, found, { target, first: 0 }) : [];
      const ms = performance.now() - started;
      return {
        id: name.replace(/\.json\.gz$/, ''),
        engine: recorded.engine,
        basis: found ? `${found.basis}${look.engine ? ` ${look.engine.name}` : ''}` : 'nothing',
        posts: posts.map((post) => ({
          text: visibleText(post.html),
          author: post.author.name,
          date: post.postedAt === null ? '' : new Date(post.postedAt).toISOString(),
          url: post.url,
        })),
        ms,
      };
    });
}

/** All text of a post as a reader sees it; words of neighbouring blocks stay apart. */
function visibleText(html: string): string {
  const outline = outlineOf(html);
  return wordsIn(outline, { start: 0, end: outline.nodes.length }, Infinity);
}
