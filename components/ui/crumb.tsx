import Link from 'next/link';

/** The way up from one object to its list. */
export function Crumb({ href, label }: { href: string; label: string }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-1 text-sm text-ink-3">
      <Link href={href} prefetch={false} className="hover:underline hover:underline-offset-3">
        {label}
      </Link>{' '}
      /
    </nav>
  );
}
