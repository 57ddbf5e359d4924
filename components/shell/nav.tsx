'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '#components/ui/class-names.ts';
import { useFiringCount } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import {
  ALL_CLUSTERS,
  AUDIT,
  alertsPage,
  brokersPage,
  groupsPage,
  overviewPage,
  topicsPage,
} from '#lib/client/routes.ts';
import { mayReadAudit, useSession } from '#lib/client/session.ts';

interface NavPage {
  label: string;
  href: string;
  /** Pages below it are not of its area. */
  alone?: boolean;
  /** How much there asks for a look. */
  count?: number;
}

/** The areas of a cluster, and what is of all of them. */
export function Nav({ cluster }: { cluster: string }) {
  return (
    <NavLine
      pages={[
        { label: 'Overview', href: overviewPage(cluster), alone: true },
        { label: 'Groups', href: groupsPage(cluster) },
        { label: 'Topics', href: topicsPage(cluster) },
        { label: 'Brokers', href: brokersPage(cluster) },
        { label: 'Alerts', href: alertsPage(cluster), count: useFiringCount(cluster) },
      ]}
    />
  );
}

/** The areas of the installation. */
export function InstallationNav() {
  return <NavLine pages={[{ label: 'Clusters', href: ALL_CLUSTERS, alone: true }]} />;
}

/** On a phone a line of its own that scrolls sideways. Who may not read the audit log is not led there. */
function NavLine({ pages }: { pages: readonly NavPage[] }) {
  const path = usePathname();
  const { data: session } = useSession();
  const shown = mayReadAudit(session) ? [...pages, { label: 'Audit', href: AUDIT }] : pages;
  return (
    <nav
      aria-label="Main"
      className="flex self-stretch max-md:order-last max-md:-mx-(--gutter) max-md:w-[calc(100%+2*var(--gutter))] max-md:overflow-x-auto max-md:px-1.5"
    >
      {shown.map(({ label, href, alone = false, count = 0 }: NavPage) => {
        const [at] = href.split('?');
        const current = path === at || (!alone && path.startsWith(`${at}/`));
        return (
          <Link
            key={label}
            href={href}
            prefetch={false}
            aria-current={current ? 'page' : undefined}
            className={cx(
              'flex items-center border-y-2 border-transparent px-2.5 text-ink-2 hover:text-ink max-md:h-10',
              current && 'border-b-accent font-medium text-ink',
            )}
          >
            {label}
            {count > 0 ? (
              <span className="ml-1.5 rounded-sm bg-danger-soft px-1.5 text-xs font-semibold text-danger">
                <span aria-hidden="true">{formatCount(count)}</span>
                <span className="sr-only">, {formatCount(count)} firing</span>
              </span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}
