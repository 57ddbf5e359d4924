import { type Countable, formatBytes, formatCount } from '#lib/client/format-number.ts';

/** Bytes: `1.2 GiB`, the exact number on hover and copied. */
export function Bytes({ value }: { value: Countable }) {
  if (value === null || Number(value) < 1024) return <span>{formatBytes(value)}</span>;
  return <Exact short={formatBytes(value)} exact={`${formatCount(value)} bytes`} />;
}

/** Not selectable is what is seen, selectable what is hidden: so the exact value is what gets copied. */
export function Exact({ short, exact }: { short: string; exact: string }) {
  return (
    <span title={exact} className="relative whitespace-nowrap">
      <span aria-hidden="true" className="select-none">
        {short}
      </span>
      <span className="sr-only">{exact}</span>
    </span>
  );
}
