import type { Metadata } from 'next';
import { BrokersView } from '#components/brokers/brokers-view.tsx';

export const metadata: Metadata = { title: 'Brokers' };

export default function Page() {
  return <BrokersView />;
}
