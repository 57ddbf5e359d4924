import Link from 'next/link';
import type { ReactNode } from 'react';

/** What stands where the thing asked for does not exist: its name, why that may be, and the way back. */
export function NotFound(props: { title: string; back: { href: string; label: string }; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-2 py-6">
      <h1 className="max-w-[76ch] text-xl font-medium [overflow-wrap:anywhere]">{props.title}</h1>
      {props.children ? <p className="max-w-[76ch] text-lg text-ink-2">{props.children}</p> : null}
      <Link href={props.back.href} className="link text-lg">
        {props.back.label}
      </Link>
    </div>
  );
}
