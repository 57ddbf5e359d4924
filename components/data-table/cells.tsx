import Link from 'next/link';
import type { ReactNode } from 'react';
import { Name } from '#components/ui/name.tsx';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import type { CellValue } from './column.ts';

/** A cell without a drawing of its own: grouped digits, text as it is, an en dash for no value. */
export function PlainCell({ value }: { value: CellValue }) {
  if (value === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  if (typeof value === 'number' || typeof value === 'bigint') return formatCount(value);
  return String(value);
}

/** The name of what a row is about, as the link to it. The row itself is the stop of the Tab key, so the link is not. */
export function NameCell({ href, name, children }: { href: string; name: string; children?: ReactNode }) {
  return (
    <Link href={href} prefetch={false} tabIndex={-1} className="hover:underline hover:underline-offset-3">
      <Name>{name}</Name>
      {children}
    </Link>
  );
}

/** A name that leads nowhere; an en dash for none. */
export function PlainName({ name }: { name: string | null }) {
  return name === null ? <span className="text-ink-3">{NO_VALUE}</span> : <Name>{name}</Name>;
}

/** A figure in grey: one that needs no thought. */
export function Quiet({ children }: { children: ReactNode }) {
  return <span className="text-ink-2">{children}</span>;
}
