import type { ContainerId } from '../model/job';
import type { Json } from './format';

/** The file syntax around records. */
export interface Container {
  readonly id: ContainerId;
  readonly label: string;
  /** Without dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** Before the first record, between two, after the last; and the whole file when there is none. */
  readonly syntax: { readonly open: string; readonly next: string; readonly close: string; readonly empty: string };
}

export const containers: readonly Container[] = [
  {
    id: 'json',
    label: 'JSON',
    extension: 'json',
    mediaType: 'application/json',
    syntax: { open: '[\n', next: ',\n', close: '\n]\n', empty: '[]\n' },
  },
  {
    id: 'jsonl',
    label: 'JSON Lines',
    extension: 'jsonl',
    mediaType: 'application/jsonl',
    syntax: { open: '', next: '\n', close: '\n', empty: '' },
  },
];

const [json, jsonl] = containers as readonly [Container, Container];

export function containerById(id: ContainerId): Container {
  return id === 'jsonl' ? jsonl : json;
}

/** Records → pieces of the file, one record a line in either container. Nothing is held but the record at hand. */
export function* encode(records: Iterable<Json>, container: Container): Generator<string> {
  const { open, next, close, empty } = container.syntax;
  let any = false;
  for (const record of records) {
    yield (any ? next : open) + JSON.stringify(record);
    any = true;
  }
  yield any ? close : empty;
}

/** The same for records that come from a store. */
export async function* encodeStream(records: AsyncIterable<Json>, container: Container): AsyncGenerator<string> {
  const { open, next, close, empty } = container.syntax;
  let any = false;
  for await (const record of records) {
    yield (any ? next : open) + JSON.stringify(record);
    any = true;
  }
  yield any ? close : empty;
}
