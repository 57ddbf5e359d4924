import { cx } from './class-names.ts';

/** A grey bar the size of what is coming. The region around it says in words that it is loading. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cx('block rounded-sm bg-calm-soft motion-safe:animate-breathe', className)} />
  );
}
