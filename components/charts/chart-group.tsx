'use client';
import { createContext, type ReactNode, use, useMemo, useState, useSyncExternalStore } from 'react';
import { useElementWidth } from '#components/ui/use-element-width.ts';
import { useNarrow } from '#components/ui/use-narrow.ts';

/** Where the pointer is in time, and where a drag began; the same for all charts of the page. */
export interface Cursor {
  atMs: number | null;
  dragFromMs: number | null;
}

export interface CursorStore {
  get: () => Cursor;
  set: (cursor: Cursor) => void;
  subscribe: (listener: () => void) => () => void;
}

/** The x axis all charts of the page share, in px and in time. */
export interface ChartSpace {
  /** Width of the whole chart; null until measured. */
  width: number | null;
  /** The plot begins here: the column of labels. */
  left: number;
  right: number;
  fromMs: number;
  toMs: number;
  cursor: CursorStore;
  onZoom: (aMs: number, bMs: number) => void;
}

const SpaceContext = createContext<ChartSpace | null>(null);

/** Charts that belong together: one range, one crosshair, one left edge. */
export function ChartGroup(props: {
  fromMs: number;
  toMs: number;
  onZoom: (aMs: number, bMs: number) => void;
  children: ReactNode;
}) {
  const [measure, width] = useElementWidth();
  const narrow = useNarrow();
  const [cursor] = useState(createCursorStore);
  const { fromMs, toMs, onZoom } = props;
  const space = useMemo<ChartSpace>(
    () => ({ width, left: narrow ? 40 : 96, right: narrow ? 8 : 80, fromMs, toMs, cursor, onZoom }),
    [width, narrow, fromMs, toMs, cursor, onZoom],
  );
  return (
    <div ref={measure}>
      <SpaceContext value={space}>{props.children}</SpaceContext>
    </div>
  );
}

/** The shared x axis. Only inside a ChartGroup. */
export function useChartSpace(): ChartSpace {
  const space = use(SpaceContext);
  if (!space) throw new Error('A chart stands outside of a ChartGroup');
  return space;
}

/** The shared cursor; renders again whenever it moves, so keep the component small. */
export function useCursor(store: CursorStore): Cursor {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

const NOWHERE: Cursor = { atMs: null, dragFromMs: null };

function createCursorStore(): CursorStore {
  let current = NOWHERE;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (cursor) => {
      if (cursor.atMs === current.atMs && cursor.dragFromMs === current.dragFromMs) return;
      current = cursor;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Px from the left edge of the chart at which an instant stands. */
export function xOf(space: ChartSpace, width: number, atMs: number): number {
  const plot = width - space.left - space.right;
  return space.left + ((atMs - space.fromMs) / (space.toMs - space.fromMs)) * plot;
}

/** The instant at a distance from the left edge of the chart, kept inside the range. */
export function instantAt(space: ChartSpace, width: number, x: number): number {
  const plot = Math.max(1, width - space.left - space.right);
  const share = Math.min(1, Math.max(0, (x - space.left) / plot));
  return space.fromMs + share * (space.toMs - space.fromMs);
}
