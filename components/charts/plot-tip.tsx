'use client';
import type { ReactNode } from 'react';
import { type ChartSpace, xOf } from './chart-group.tsx';

const AWAY_PX = 12;

/** What stands at the crosshair, beside it on the side with more room. Over the plot, so that nothing moves. */
export function PlotTip(props: { space: ChartSpace; width: number; atMs: number; top: number; children: ReactNode }) {
  const { space, width, atMs } = props;
  const x = xOf(space, width, atMs);
  const side = x < width / 2 ? { left: x + AWAY_PX } : { right: width - x + AWAY_PX };
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-[4] rounded-sm border border-line-strong bg-bg px-2 py-0.5 text-sm whitespace-nowrap"
      style={{ top: props.top, ...side }}
    >
      {props.children}
    </div>
  );
}
