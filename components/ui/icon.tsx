import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/**
 * Shapes that carry meaning: they differ in outline, so that status is read without colour. All other icons are lucide's.
 */
const SHAPES = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.2 8.2 2 2 3.6-4.2" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2 14.5 13.5H1.5Z" />
      <path d="M8 6.4v3.2M8 11.4v.1" />
    </>
  ),
  danger: (
    <>
      <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4Z" fill="currentColor" />
      <path d="M8 4.8v3.8M8 11v.1" className="stroke-bg" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.2" />
      <path d="M6.4 6.4a1.7 1.7 0 1 1 2.4 1.6c-.6.3-.8.6-.8 1.2M8 11.2v.1" />
    </>
  ),
  idle: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M5.5 8h5" />
    </>
  ),
  moving: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M4.8 8h6.2M8.6 5.4 11.2 8l-2.6 2.6" />
    </>
  ),
  blocked: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m3.6 12.4 8.8-8.8" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type StatusShape = keyof typeof SHAPES;

/** A status shape at text size, in the current colour. The word beside it is what assistive technology reads. */
export function StatusIcon({ shape, className }: { shape: StatusShape; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={cx('size-3.5 flex-none fill-none stroke-current stroke-[1.5]', className)}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {SHAPES[shape]}
    </svg>
  );
}
