import { imageKey } from '../model/image';
import { failureOf, type BundleData, type BundleImage, type BundlePost, type Failure } from './data';

export interface BookedFile {
  readonly hash: string;
  /** In the archive. */
  readonly name: string;
  readonly bytes: number;
}

/** What each image of the exported threads is called in the archive, and what became of it. */
export class ImageBook {
  readonly counts = { found: 0, stored: 0, failed: 0, held: 0, notFetched: 0 };
  readonly failed: Failure[] = [];
  /** Name in the archive or address, by key. */
  private readonly names = new Map<string, string>();
  /** The words in images, by key. */
  private readonly texts = new Map<string, string>();
  private readonly byHash = new Map<string, BookedFile>();
  private readonly withImages: boolean;

  constructor(withImages: boolean) {
    this.withImages = withImages;
  }

  /** Enters the images of a thread's posts. */
  async read(posts: readonly BundlePost[], data: BundleData): Promise<void> {
    const urls = new Set<string>();
    for (const post of posts) {
      for (const { url } of post.images) if (!this.names.has(imageKey(url))) urls.add(url);
    }
    if (urls.size === 0) return;
    const images = await data.images([...urls]);
    for (const url of urls) {
      this.counts.found++;
      const image = images.get(url);
      if (image?.state === 'stored' && image.text) this.texts.set(imageKey(url), image.text);
      this.names.set(imageKey(url), this.nameOf(url, image));
    }
  }

  /** What to write for a placeholder; one that is no image of these posts stays. */
  ofKey(key: string): string {
    return this.names.get(key) ?? key;
  }

  /** The words in an image, '' where there are none. */
  textOf(key: string): string {
    return this.texts.get(key) ?? '';
  }

  ofUrl(url: string): string {
    return this.names.get(imageKey(url)) ?? url;
  }

  /** In order of first appearance. */
  files(): readonly BookedFile[] {
    return [...this.byHash.values()];
  }

  private nameOf(url: string, image: BundleImage | undefined): string {
    switch (image?.state) {
      case 'stored':
        this.counts.stored++;
        return this.withImages ? this.book(image.hash, image.extension, image.bytes) : url;
      case 'failed':
        this.counts.failed++;
        this.failed.push(failureOf(url, image.problem));
        return url;
      case 'held':
        this.counts.held++;
        return url;
      default:
        this.counts.notFetched++;
        return url;
    }
  }

  // The same bytes under two addresses are one file, named as at its first appearance.
  private book(hash: string, extension: string, bytes: number): string {
    const known = this.byHash.get(hash);
    if (known) return known.name;
    // Nothing a site sent becomes part of a path.
    const name = `images/${hash}.${/^[a-z0-9]{1,5}$/.test(extension) ? extension : 'bin'}`;
    this.byHash.set(hash, { hash, name, bytes });
    return name;
  }
}
