'use client';
import Link from 'next/link';
import { Banner } from '#components/ui/banner.tsx';
import { sentence } from '#components/ui/sentence.ts';
import { useParkedDeliveries } from '#lib/client/cluster-alerts.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { parkedWords, reasonWords } from './parked-words.ts';

/** That somebody was to be told of this cluster and was not; which destination refused it, and why, is for admins. */
export function ParkedNotice({ cluster, parked }: { cluster: string; parked: number }) {
  const { data: session } = useSession();
  const isAdmin = hasEverywhere(session, 'admin');
  const deliveries = useParkedDeliveries(cluster, { enabled: isAdmin && parked > 0 }).data?.items ?? [];
  if (parked === 0) return null;
  const [first, ...rest] = new Set(deliveries.map(({ destination }) => destination.id));
  const log = first !== undefined && rest.length === 0 ? `&log=${encodeURIComponent(first)}` : '';
  return (
    <div className="-mx-(--gutter) mt-4">
      <Banner
        tone="danger"
        title={sentence(parkedWords(parked))}
        action={
          isAdmin ? (
            <Link href={`${alertsPage(cluster)}?tab=destinations${log}`} prefetch={false} className="link flex-none">
              Delivery log
            </Link>
          ) : null
        }
      >
        {deliveries.length === 0 ? (
          isAdmin ? null : (
            'An admin of the installation sees why, and can have them delivered again.'
          )
        ) : (
          <span className="[overflow-wrap:anywhere]">{sentence(reasonWords(deliveries))}</span>
        )}
      </Banner>
    </div>
  );
}
