import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeHeights, scrollTo, topOf, trackHeight, type Anchor, type Heights } from './heights';
import './panels.css';

export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  readonly estimate: number;
  /** A row; called for those in view only. */
  readonly row: (index: number) => ComponentChildren;
  /** Told which rows are in view, so that they can be read. */
  readonly onRange?: (from: number, to: number) => void;
  /** Another list from here on: back to the top, nothing known of heights. */
  readonly resetKey?: string;
  readonly testId?: string;
}

/** Rows kept beyond the edge of the view. */
const spare = 2;

/**
 * A list of any length with rows of any height. The place is held by row, not by pixels, so rows that turn out taller
 * than thought move nothing that is being read.
 */
export function VirtualList(props: VirtualListProps) {
  const { label, count, estimate, row, onRange, resetKey = '', testId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const place = usePlace(scroller, count, estimate, resetKey);
  const { heights, anchor, viewport } = place;

  const first = Math.max(0, anchor.index - spare);
  let last = anchor.index;
  for (let y = -anchor.offset; last < count && y < viewport; last++) y += heights.of(last);
  last = Math.min(count, last + spare);
  useEffect(() => onRange?.(first, last), [first, last, onRange]);

  const rows: ComponentChildren[] = [];
  let y = -anchor.offset;
  for (let i = first; i < anchor.index; i++) y -= heights.of(i);
  for (let i = first; i < last; i++) {
    rows.push(
      <Row key={i} index={i} count={count} y={y} onHeight={place.measured}>
        {row(i)}
      </Row>,
    );
    y += heights.of(i);
  }
  return (
    <div
      class="virtual"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
    >
      <div style={{ height: `${trackHeight(heights, viewport)}px` }}>
        <div class="virtual-view" role="list" style={{ height: `${viewport}px` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly count: number;
  readonly y: number;
  readonly onHeight: (index: number, height: number) => void;
  readonly children: ComponentChildren;
}

function Row({ index, count, y, onHeight, children }: RowProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    onHeight(index, element.offsetHeight);
    const observer = new ResizeObserver(() => onHeight(index, element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [index, onHeight]);
  return (
    <div
      class="virtual-row"
      role="listitem"
      aria-setsize={count}
      aria-posinset={index + 1}
      ref={box}
      style={{ transform: `translateY(${Math.round(y)}px)` }}
    >
      {children}
    </div>
  );
}

/** The place in the list, moved by scrolling and by nothing else. */
function usePlace(scroller: RefObject<HTMLDivElement | null>, count: number, estimate: number, resetKey: string) {
  const [, redraw] = useState(0);
  const [viewport, setViewport] = useState(0);
  const state = useRef<{ heights: Heights; anchor: Anchor; top: number; key: string; viewport: number } | null>(null);
  const known = state.current;
  if (!known || known.key !== resetKey) {
    state.current = {
      heights: makeHeights(count, estimate),
      anchor: { index: 0, offset: 0 },
      top: 0,
      key: resetKey,
      viewport,
    };
  } else if (known.heights.count !== count) {
    known.heights = makeHeights(count, estimate, known.heights);
    if (known.anchor.index >= count) known.anchor = { index: 0, offset: 0 };
  }
  const current = state.current ?? known;
  if (!current) throw new Error('unreachable');
  current.viewport = viewport;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) element.scrollTop = 0;
  }, [resetKey, scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let idle: ReturnType<typeof setTimeout> | undefined;
    const now = (): typeof state.current => state.current;
    // Once the person rests, the bar is put where the place is; the rows do not move.
    const settle = (): void => {
      const at = now();
      if (!at) return;
      at.top = Math.round(topOf(at.heights, at.anchor, at.viewport));
      if (Math.abs(element.scrollTop - at.top) > 1) element.scrollTop = at.top;
      else at.top = element.scrollTop;
    };
    const scrolled = (): void => {
      const at = now();
      const top = element.scrollTop;
      if (!at || Math.abs(top - at.top) < 1) return;
      at.anchor = scrollTo(at.heights, at.anchor, at.top, { top, viewport: at.viewport });
      at.top = top;
      redraw((n) => n + 1);
      clearTimeout(idle);
      idle = setTimeout(settle, 150);
    };
    const observer = new ResizeObserver(() => setViewport(element.clientHeight));
    observer.observe(element);
    setViewport(element.clientHeight);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      clearTimeout(idle);
      observer.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  }, [scroller]);

  const [measured] = useState(() => (index: number, height: number) => {
    if (state.current?.heights.set(index, height)) redraw((n) => n + 1);
  });
  return { heights: current.heights, anchor: current.anchor, viewport, measured };
}
