'use client';
import { useChartSpace, useCursor, xOf } from './chart-group.tsx';

/** The hairline at the shared cursor, and the span being dragged, over one chart. */
export function Crosshair({ width, height }: { width: number; height: number }) {
  const space = useChartSpace();
  const { atMs, dragFromMs } = useCursor(space.cursor);
  if (atMs === null) return null;
  const x = xOf(space, width, atMs);
  const dragX = dragFromMs === null ? null : xOf(space, width, dragFromMs);
  return (
    <svg aria-hidden="true" width={width} height={height} className="pointer-events-none absolute top-0 left-0">
      {dragX === null ? null : (
        <rect x={Math.min(x, dragX)} width={Math.abs(x - dragX)} height={height} className="fill-accent opacity-15" />
      )}
      <line x1={x} x2={x} y1={0} y2={height} className="stroke-ink" shapeRendering="crispEdges" />
    </svg>
  );
}
