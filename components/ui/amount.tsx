import { type Countable, formatBytes, formatCount, formatShort } from '#lib/client/format-number.ts';

/** From here on a headline shortens a number. */
const SHORTEN_FROM = 1_000_000n;

/**
 * A count in a sentence: all digits while they are few, else `1.2 M` with all digits on hover. What is read out and copied
 * is always exact.
 */
export function HeadlineCount({ value }: { value: string }) {
  const exact = formatCount(value);
  if (BigInt(value) < SHORTEN_FROM) return <span className="whitespace-nowrap">{exact}</span>;
  return <Exact short={formatShort(value)} exact={exact} />;
}

/** Bytes: `1.2 GiB`, the exact number on hover and copied. */
export function Bytes({ value }: { value: Countable }) {
  if (value === null || Number(value) < 1024) return <span>{formatBytes(value)}</span>;
  return <Exact short={formatBytes(value)} exact={`${formatCount(value)} bytes`} />;
}

/** Not selectable is what is seen, selectable what is hidden: so the exact value is what gets copied. */
function Exact({ short, exact }: { short: string; exact: string }) {
  return (
    <span title={exact} className="relative whitespace-nowrap">
      <span aria-hidden="true" className="select-none">
        {short}
      </span>
      <span className="sr-only">{exact}</span>
    </span>
  );
}
