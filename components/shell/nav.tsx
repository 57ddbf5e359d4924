'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '#components/ui/class-names.ts';
import { brokersPage, groupsPage, overviewPage, topicsPage } from '#lib/client/routes.ts';

const PAGES = [
  { label: 'Overview', href: overviewPage },
  { label: 'Groups', href: groupsPage },
  { label: 'Topics', href: topicsPage },
  { label: 'Brokers', href: brokersPage },
];

/** The areas of a cluster. On a phone a line of its own that scrolls sideways. */
export function Nav({ cluster }: { cluster: string }) {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="flex self-stretch max-md:order-last max-md:-mx-(--gutter) max-md:w-[calc(100%+2*var(--gutter))] max-md:overflow-x-auto max-md:px-1.5"
    >
      {PAGES.map((page) => {
        const href = page.href(cluster);
        const isOverview = page.href === overviewPage;
        const current = isOverview ? path === href : path === href || path.startsWith(`${href}/`);
        return (
          <Link
            key={page.label}
            href={href}
            prefetch={false}
            aria-current={current ? 'page' : undefined}
            className={cx(
              'flex items-center border-y-2 border-transparent px-2.5 text-ink-2 hover:text-ink max-md:h-10',
              current && 'border-b-accent font-medium text-ink',
            )}
          >
            {page.label}
          </Link>
        );
      })}
    </nav>
  );
}
