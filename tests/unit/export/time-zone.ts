import { writeBundle } from '../../../lib/export/bundle';
import { memorySink, plan, sample } from './sample';

// Run in a process of its own, with another TZ: prints the hashes of the volumes of both writers.
const { data } = await sample({ threads: 5, images: 50, imageBytes: 1000 });
for (const volume of [
  { bytes: 1_000_000_000, entries: 60_000 },
  { bytes: 20_000, entries: 1000 },
]) {
  const { volumes } = await writeBundle(plan(data, { volume }), memorySink(), new AbortController().signal);
  for (const { name, sha256 } of volumes) console.log(name, sha256);
}
