import type { Metadata } from 'next';
import { StorageView } from '#components/settings/storage/storage-view.tsx';

export const metadata: Metadata = { title: 'Storage' };

export default function Page() {
  return <StorageView />;
}
