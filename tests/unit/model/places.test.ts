import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesOf } from '../../../lib/model/places';

/** Numbers upwards, with others among them that are none or come out of order. */
const id = fc.oneof(fc.nat(30).map(String), fc.constantFrom('', '01', '-1', '1.5', 'x', '1e3', '9007199254740993'));
const lists = fc.oneof(
  fc.array(id, { maxLength: 12 }),
  fc.uniqueArray(fc.nat(60), { maxLength: 20 }).map((ids) => ids.sort((a, b) => a - b).map(String)),
);

test('a post is found where a map would have it, whatever its id', () => {
  fc.assert(
    fc.property(lists, fc.array(id), (ids, wanted) => {
      const places = placesOf(ids.length);
      const map = new Map<string, number>();
      for (const one of ids) {
        const isNew = !map.has(one);
        expect(places.add(one)).toBe(isNew);
        // The second of one id ends what is built with it.
        if (!isNew) return;
        map.set(one, map.size);
        for (const other of [...ids, ...wanted]) expect(places.find(other)).toBe(map.get(other) ?? -1);
      }
    }),
  );
});
