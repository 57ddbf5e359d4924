import type { Metadata } from 'next';
import { IncidentView } from '#components/alerts/incident-view.tsx';
import { nameInPath } from '#lib/client/routes.ts';

export const metadata: Metadata = { title: 'Incident' };

export default async function Page({ params }: { params: Promise<{ incident: string }> }) {
  const { incident } = await params;
  return <IncidentView id={nameInPath(incident)} />;
}
