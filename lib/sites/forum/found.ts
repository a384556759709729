import type { Element } from '../../base/html';
import type { Block } from './blocks';
import type { Body } from './body';
import type { Engine } from './engine';
import type { Outline } from './outline';
import type { Stamp } from './stamp';

/** A post as found on the page, whatever it was found by. */
export interface FoundPost {
  readonly block: Block;
  readonly body: Body;
  readonly author: string;
  readonly stamp: Stamp;
  /** The site's number; null: it shows none. */
  readonly number: string | null;
  readonly url: string | null;
  readonly likes: number | null;
  readonly accepted: boolean;
  readonly gone: boolean;
  /** Index of the post it is nested under, or answers by the markup's word. */
  readonly parent: number | null;
  /** The site's number of the post answered, which may stand on another page. */
  readonly parentNumber: string | null;
  /** Elements of the body its author did not write. */
  readonly drop: ReadonlySet<Element>;
}

export interface Found {
  readonly basis: 'schema' | 'engine' | 'structure';
  readonly posts: readonly FoundPost[];
  /** Share of the page's prose the posts hold; 1 where an engine says what posts are. */
  readonly coverage: number;
  /** See `Grouping.shape`; absent: found otherwise. */
  readonly shape?: string;
}

/** A page and what is known of it. */
export interface Look {
  readonly url: URL;
  /** Where its links lead from. */
  readonly linkBase: string;
  readonly outline: Outline;
  readonly engine: Engine | null;
  readonly language: string;
  /** What posts looked like on the page before; absent: this is the first. */
  readonly shape?: string;
}
