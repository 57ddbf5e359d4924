'use client';
import type { PointerEvent } from 'react';
import { type ChartSpace, instantAt } from './chart-group.tsx';

/** A drag shorter than this many px is a click. */
const DRAG_FROM_PX = 6;

/** True where the pointer went far enough between two instants to mean a span and not a point. */
export function isDrag(space: ChartSpace, width: number, aMs: number | null, bMs: number | null): boolean {
  if (aMs === null || bMs === null) return false;
  const msPerPx = (space.toMs - space.fromMs) / Math.max(1, width - space.left - space.right);
  return Math.abs(aMs - bMs) > DRAG_FROM_PX * msPerPx;
}

/** Pointer handlers for a plot: moving shows the crosshair in all charts, dragging zooms, Escape gives the drag up. */
export function useTimePointer(space: ChartSpace, width: number) {
  const at = (event: PointerEvent<HTMLElement>) =>
    instantAt(space, width, event.clientX - event.currentTarget.getBoundingClientRect().left);

  return {
    onPointerMove: (event: PointerEvent<HTMLElement>) =>
      space.cursor.set({ atMs: at(event), dragFromMs: space.cursor.get().dragFromMs }),
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      space.cursor.set({ atMs: at(event), dragFromMs: at(event) });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const { dragFromMs } = space.cursor.get();
      const atMs = at(event);
      if (dragFromMs === null || !isDrag(space, width, atMs, dragFromMs))
        return space.cursor.set({ atMs, dragFromMs: null });
      // The crosshair goes: after the zoom its instant stands elsewhere than the pointer.
      space.cursor.set({ atMs: null, dragFromMs: null });
      space.onZoom(dragFromMs, atMs);
    },
    onPointerCancel: () => space.cursor.set({ atMs: null, dragFromMs: null }),
    onPointerLeave: () => {
      if (space.cursor.get().dragFromMs === null) space.cursor.set({ atMs: null, dragFromMs: null });
    },
  };
}
