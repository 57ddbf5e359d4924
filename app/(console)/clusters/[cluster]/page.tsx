import type { Metadata } from 'next';
import { Overview } from '#components/overview/overview.tsx';
import { nameInPath } from '#lib/client/routes.ts';

export async function generateMetadata({ params }: { params: Promise<{ cluster: string }> }): Promise<Metadata> {
  const { cluster } = await params;
  return { title: nameInPath(cluster) };
}

export default function Page() {
  return <Overview />;
}
