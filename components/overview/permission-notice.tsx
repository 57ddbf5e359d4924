import Link from 'next/link';
import { incompletePermissions } from '#components/shell/failures.ts';
import { Banner } from '#components/ui/banner.tsx';
import { sentence } from '#components/ui/sentence.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { clusterSettingsPage } from '#lib/client/routes.ts';

/** That Tidemark may not see everything of this cluster, and how to let it; nothing where it may. */
export function PermissionNotice({ cluster }: { cluster: Pick<ClusterRow, 'name' | 'failures'> }) {
  const lacking = incompletePermissions(cluster.failures);
  if (!lacking) return null;
  return (
    <Banner
      tone="unknown"
      title={`Not all of ${cluster.name} may be seen.`}
      action={
        <Link href={clusterSettingsPage(cluster.name)} prefetch={false} className="link flex-none">
          Commands to copy
        </Link>
      }
    >
      <span className="[overflow-wrap:anywhere]">{sentence(capitalised(lacking.message))}</span>
    </Banner>
  );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
