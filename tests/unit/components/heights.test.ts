import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHeights, scrollTo, tallest, topOf, trackHeight } from '../../../components/ui/heights';

describe('heights', () => {
  it('agree with adding them up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 2000 })), { maxLength: 60 }),
        fc.nat(60_000),
        (count, sets, y) => {
          const heights = makeHeights(count, 100);
          const plain = Array.from({ length: count }, () => 100);
          for (const [index, height] of sets) {
            heights.set(index, height);
            if (index < count) plain[index] = height;
          }
          let sum = 0;
          for (let i = 0; i < count; i++) {
            expect(heights.before(i)).toBeCloseTo(sum);
            sum += plain[i]!;
          }
          expect(heights.total()).toBeCloseTo(sum);
          const { index, offset } = heights.at(y);
          if (y < sum) {
            expect(heights.before(index) + offset).toBeCloseTo(y);
            expect(offset).toBeLessThan(heights.of(index));
          } else expect(index).toBe(count - 1);
        },
      ),
    );
  });

  it('keep what was measured when the list grows', () => {
    const first = makeHeights(10, 100);
    first.set(3, 250);
    const grown = makeHeights(20, 100, first);
    expect(grown.of(3)).toBe(250);
    expect(grown.total()).toBe(2150);
  });

  it('take no news of less than half a pixel, or of rows that are not', () => {
    const heights = makeHeights(3, 100);
    expect(heights.set(0, 100.2)).toBe(false);
    expect(heights.set(7, 50)).toBe(false);
    expect(heights.set(1, 90)).toBe(true);
    expect(makeHeights(0, 100).at(50)).toEqual({ index: 0, offset: 0 });
  });
});

describe('scrolling', () => {
  const viewport = 600;
  const many = makeHeights(100_000, 160);

  it('has a track that browsers can show', () => {
    expect(many.total()).toBeGreaterThan(tallest);
    expect(trackHeight(many, viewport)).toBe(tallest);
    expect(trackHeight(makeHeights(2, 100), viewport)).toBe(viewport);
  });

  it('moves by as many pixels as the person did, whatever the scale', () => {
    const from = { index: 500, offset: 30 };
    const top = topOf(many, from, viewport);
    const to = scrollTo(many, from, top, { top: top + 100, viewport });
    expect(many.before(to.index) + to.offset - (many.before(500) + 30)).toBeCloseTo(100);
  });

  it('goes where the bar is dragged, and to both ends', () => {
    const start = { index: 0, offset: 0 };
    const middle = scrollTo(many, start, 0, { top: (tallest - viewport) / 2, viewport });
    expect(middle.index).toBeGreaterThan(49_900);
    expect(middle.index).toBeLessThan(50_100);
    const end = scrollTo(many, start, 0, { top: tallest - viewport, viewport });
    expect(many.before(end.index) + end.offset + viewport).toBeCloseTo(many.total());
    expect(scrollTo(many, middle, 100, { top: 0, viewport })).toEqual(start);
  });

  it('never leaves the list', () => {
    const last = many.at(many.total() - viewport);
    const top = topOf(many, last, viewport);
    const to = scrollTo(many, last, top - 50, { top, viewport });
    expect(many.before(to.index) + to.offset).toBeLessThanOrEqual(many.total() - viewport + 0.01);
    expect(topOf(makeHeights(2, 100), start(), viewport)).toBe(0);
  });
});

const start = () => ({ index: 0, offset: 0 });
