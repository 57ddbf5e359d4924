import type { Metadata } from 'next';
import { EngineView } from '#components/settings/engine/engine-view.tsx';

export const metadata: Metadata = { title: 'Engine' };

export default function Page() {
  return <EngineView />;
}
