import { formatCount } from '#lib/client/format-number.ts';

/** A lag that may be larger than what could be counted. */
export function LowerBound({ lag }: { lag: string }) {
  return (
    <span title="At least: a partition is under min ISR, and what only its leader has taken is not counted">
      <span className="sr-only">at least </span>
      <span aria-hidden="true" className="text-unknown">
        ≥{' '}
      </span>
      {formatCount(lag)}
    </span>
  );
}
