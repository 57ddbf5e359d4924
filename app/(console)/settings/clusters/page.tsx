import type { Metadata } from 'next';
import { ClustersView } from '#components/settings/clusters/clusters-view.tsx';

export const metadata: Metadata = { title: 'Clusters' };

export default function Page() {
  return <ClustersView />;
}
