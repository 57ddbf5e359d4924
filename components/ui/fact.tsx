import type { ReactNode } from 'react';
import { StatusIcon, type StatusShape } from './icon.tsx';

/** A line of facts under the answer. */
export function Facts({ children }: { children: ReactNode }) {
  return <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-ink-2">{children}</ul>;
}

/** One fact, with the shape and colour of what it means. */
export function Fact({ shape, ink, children }: { shape: StatusShape; ink: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <StatusIcon shape={shape} className={ink} />
      <span>{children}</span>
    </li>
  );
}
