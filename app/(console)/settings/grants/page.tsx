import type { Metadata } from 'next';
import { Suspense } from 'react';
import { GrantsView } from '#components/settings/grants/grants-view.tsx';

export const metadata: Metadata = { title: 'Grants' };

export default function Page() {
  return (
    <Suspense>
      <GrantsView />
    </Suspense>
  );
}
